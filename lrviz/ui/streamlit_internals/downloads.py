"""A file that is made when its button is pressed is there until the browser has come for it.

Streamlit makes it, tells the browser where it is, and takes it away when two more runs have ended,
whosever they are: where many are at work, before the browser has asked.
"""

from time import monotonic
from typing import Any

from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_storage import MediaFileKind

__all__ = ["KEPT", "Lasting", "fits", "install"]

KEPT = 60.0  # Seconds that a file for a download stays once no page names it.
_Metadata: Any = getattr(media_file_manager, "MediaFileMetadata", object)


class Lasting(_Metadata):  # type: ignore[misc]
    """What Streamlit's manager knows of a file; one for a download is not to be deleted at once."""

    _marked = 0.0  # when it was first found to be named by no page

    @property
    def is_marked_for_delete(self) -> bool:
        """Whether the file may go by now."""
        return bool(super().is_marked_for_delete) and monotonic() - self._marked > KEPT

    def mark_for_delete(self) -> None:
        """No page names the file."""
        if not super().is_marked_for_delete:
            self._marked = monotonic()
        super().mark_for_delete()


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    known = _Metadata(kind=MediaFileKind.DOWNLOADABLE)
    before = known.is_marked_for_delete
    known.mark_for_delete()
    return isinstance(_Metadata.is_marked_for_delete, property) and (
        (before, known.is_marked_for_delete) == (False, True)
    )


def install() -> None:
    """Let files from now on stay that long."""
    setattr(media_file_manager, "MediaFileMetadata", Lasting)  # noqa: B010
