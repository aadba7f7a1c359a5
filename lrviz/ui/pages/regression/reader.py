"""A table read aside from the page's runs, which come and go while it is being read."""

from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lrviz.objectives.tables import read_table
from lrviz.objectives.tables.reading import Table
from lrviz.ui.memory import give_back, give_back_after

__all__ = ["forget_reading", "read"]

READING = "own_table_reading"
_AT_ONCE = 2  # tables, of all visitors; others wait
_OFTEN = 0.25  # seconds between two looks at how far it is
_readers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="table")


class UploadReading:
    """One file on its way to a table."""

    def __init__(self, file: UploadedFile) -> None:
        self.file_id, self.share = file.file_id, 0.0
        self.table = _readers.submit(partial(self._read, file.getvalue()))

    def _read(self, raw: bytes) -> Table:
        return read_table(raw, gaps="keep", progress=self._hear)

    def _hear(self, share: float) -> None:
        self.share = share

    def going(self) -> bool:
        """Whether it is still under way, after a moment's wait."""
        return not wait([self.table], timeout=_OFTEN).done


def read(file: UploadedFile, words: str) -> Table:
    """The table in a file, with a bar and words where it takes its time.

    A newer wish ends the run that waits here; the next finds the same reading.

    Raises:
        TableError: a file that is no table.
    """
    reading = st.session_state.get(READING)
    if reading is None or reading.file_id != file.file_id:
        reading = st.session_state[READING] = UploadReading(file)
    bar = st.empty()
    while reading.going():
        bar.progress(reading.share, words)
    _let_go(file)
    table: Table = reading.table.result()
    give_back_after(table)
    return table


def forget_reading() -> None:
    """No table is under way any more: it was taken, or its visitor left the page meanwhile.

    Not before it is taken: a newer run may be waiting for the same one.
    """
    st.session_state.pop(READING, None)


def _let_go(file: UploadedFile) -> None:
    """Forget a file, which Streamlit would keep until the visit ends, and what it took to read."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    file.close()
    give_back()
