"""The upright face in two files: what pages write, which comes first, and the rest."""

from functools import cache

from lrviz.ui.packed import LATIN as RANGES
from lrviz.ui.packed import latin, rest
from lrviz.ui.streamlit_internals.faces import on_demand, smaller, upright
from lrviz.ui.streamlit_internals.preloads import STREAMLIT

__all__ = ["fetched_first", "few_letters", "sheet"]


def few_letters(face: bytes) -> bytes:
    """The letters of a face that pages write; all of it where it cannot be parted."""
    return latin(face) or face


@cache
def _rest() -> str:
    """What the upright face has in its second file; "" where it cannot be had in two."""
    files = [path for path in (STREAMLIT / "media").iterdir() if upright(f"media/{path.name}")]
    faces = [path.read_bytes() for path in files]
    if any(latin(each) is None for each in faces):
        return ""
    return next((rest(each) or "" for each in faces), "")


def fetched_first(page: bytes) -> bytes:
    """A page of Streamlit's, which fetches the face ahead: the smaller file of it."""
    return smaller(page) if _rest() else page


def sheet(streamlit: bytes) -> bytes:
    """Streamlit's stylesheet with its faces on demand."""
    return on_demand(streamlit, RANGES if _rest() else "", _rest())
