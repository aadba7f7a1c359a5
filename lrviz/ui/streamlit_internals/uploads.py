"""A file that a visitor sent, which Streamlit would keep in memory until the visit ends."""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = ["fits", "let_go"]


def fits() -> bool:
    """Whether what keeps the files can be asked to forget one."""
    return hasattr(MemoryUploadedFileManager, "remove_file")


def let_go(file: UploadedFile) -> None:
    """Forget the file; where that cannot be, it goes with its visit."""
    context = get_script_run_ctx()
    keeper = context.uploaded_file_mgr if context else None
    if context and fits() and isinstance(keeper, MemoryUploadedFileManager):
        keeper.remove_file(context.session_id, file.file_id)
    file.close()
