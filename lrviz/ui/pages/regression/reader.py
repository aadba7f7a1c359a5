"""A table read aside from the page's runs, which come and go while it is being read."""

import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lrviz.objectives.tables import read_table
from lrviz.objectives.tables.reading import Table
from lrviz.ui.memory import give_back, give_back_after
from lrviz.ui.streamlit_internals.uploads import let_go
from lrviz.ui.turns import TURNS

__all__ = ["KEPT", "forget_reading", "is_kept", "read", "read_again"]

READING = "own_table_reading"
_RAW = "own_table_raw"
KEPT = 2 * 10**6  # A file of at most so many bytes is kept, compressed, to be read otherwise.
_AT_ONCE = 2  # So many tables are read at a time, of all visitors; others wait.
_OFTEN = 0.25  # Seconds between two looks at how far it is.
_readers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="table")


class UploadReading:
    """One file on its way to a table."""

    def __init__(self, file: UploadedFile, given: Mapping[str, Any]) -> None:
        self.file_id, self.share = file.file_id, 0.0
        raw = file.getvalue()
        self.kept = zlib.compress(raw, 1) if len(raw) <= KEPT else None
        self.table = _readers.submit(partial(self._read, raw, given))

    def _read(self, raw: bytes, given: Mapping[str, Any]) -> Table:
        return read_table(raw, gaps="keep", progress=self._hear, **given)

    def _hear(self, share: float) -> None:
        self.share = share

    def going(self) -> bool:
        """Whether it is still under way, after a moment's wait."""
        return not wait([self.table], timeout=_OFTEN).done


def read(file: UploadedFile, words: str, given: Mapping[str, Any]) -> Table:
    """The table in a file, with a bar and words where it takes its time.

    ``given``: what of its form a person has said. A small file is kept, to be read otherwise.

    A newer wish ends the run that waits here; the next finds the same reading.

    Raises:
        TableError: a file that is no table.
    """
    reading = st.session_state.get(READING)
    if reading is None or reading.file_id != file.file_id:
        reading = st.session_state[READING] = UploadReading(file, given)
    bar = st.empty()
    with TURNS.let_go():
        while reading.going():
            bar.progress(reading.share, words)
    st.session_state[_RAW] = reading.kept
    let_go(file)
    give_back()  # what it took to read
    table: Table = reading.table.result()
    give_back_after(table)
    return table


def read_again(given: Mapping[str, Any]) -> Table | None:
    """The last file read otherwise; None where it was too large to be kept.

    Raises:
        TableError: a file that is no table when read so.
    """
    kept = st.session_state.get(_RAW)
    return None if kept is None else read_table(zlib.decompress(kept), gaps="keep", **given)


def is_kept() -> bool:
    """Whether the last file can be read otherwise."""
    return st.session_state.get(_RAW) is not None


def forget_reading() -> None:
    """No table is under way any more: it was taken, or its visitor left the page meanwhile.

    Not before it is taken: a newer run may be waiting for the same one.
    """
    st.session_state.pop(READING, None)
