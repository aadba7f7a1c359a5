"""A table read as a job, while the page's runs come and go."""

import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lrviz import compute
from lrviz.objectives.tables.reading import Table
from lrviz.regression.table_job import table_of
from lrviz.ui.memory import give_back, give_back_after
from lrviz.ui.streamlit_internals.uploads import let_go
from lrviz.ui.turns import TURNS
from lrviz.ui.waiting import LatestProgress, awaited_answer, once_late, visitor

__all__ = ["KEPT", "forget_reading", "is_kept", "read", "read_again"]

READING = "own_table_reading"
_RAW = "own_table_raw"
KEPT = 2 * 10**6  # A file of at most so many bytes is kept, compressed, to be read otherwise.


class UploadReading:
    """One file on its way to a table."""

    def __init__(self, file: UploadedFile, given: Mapping[str, Any]) -> None:
        self.file_id, self.told = file.file_id, LatestProgress()
        raw = file.getvalue()
        self.kept = zlib.compress(raw, 1) if len(raw) <= KEPT else None
        self.table = _asked(raw, given, self.told.hear)


def _asked(
    raw: bytes, given: Mapping[str, Any], hear: Callable[[float, float], object] | None = None
) -> "Future[Table]":
    """The table to come; a newer file of the visit takes its place, and no other question does."""
    return compute.submit(
        table_of,
        raw,
        tuple(given.items()),
        visitor=(visitor(), READING),
        long=True,
        progress=hear,
        keep=False,
    )


def read(file: UploadedFile, words: str, given: Mapping[str, Any]) -> Table:
    """The table in a file, with a bar and words where it takes its time.

    ``given``: what of its form a person has said. A small file is kept, to be read otherwise.

    A newer wish ends the run that waits here; the next finds the same reading.

    Raises:
        ValueError: a TableError for a file that is no table; or one sentence, in the page's
            language, where no worker could read it.
    """
    reading = st.session_state.get(READING)
    if reading is None or reading.file_id != file.file_id:
        reading = st.session_state[READING] = UploadReading(file, given)
    bar = st.empty()
    try:
        tell = once_late(lambda done, whole: bar.progress(done / whole, words))
        table: Table = awaited_answer(reading.table, reading.told, tell)
    finally:
        if reading.table.done():
            st.session_state[_RAW] = reading.kept
            let_go(file)
            give_back()  # what it took to read
    give_back_after(table)
    return table


def read_again(given: Mapping[str, Any]) -> Table | None:
    """The last file read otherwise; None where it was too large to be kept.

    Raises:
        TableError: a file that is no table when read so.
        JobError: no worker could read it.
    """
    kept = st.session_state.get(_RAW)
    if kept is None:
        return None
    asked = _asked(zlib.decompress(kept), given)
    with TURNS.let_go():
        table: Table = asked.result()
    return table


def is_kept() -> bool:
    """Whether the last file can be read otherwise."""
    return st.session_state.get(_RAW) is not None


def forget_reading() -> None:
    """No table is under way any more: it was taken, or its visitor left the page meanwhile.

    Not before it is taken: a newer run may be waiting for the same one.
    """
    reading: UploadReading | None = st.session_state.pop(READING, None)
    if reading is not None:
        reading.table.cancel()
