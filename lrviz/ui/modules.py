"""Our own modules as they are sent: which of them a page needs, and without their comments."""

import re
from functools import cache
from pathlib import Path

__all__ = ["needed", "without_comments"]

_IMPORTED = re.compile(
    r'''^(?:import|(?:import|export)\b[^;"]*?from)\s*"(\.{1,2}/[^"]+)"''', re.MULTILINE
)
# Lines that are a comment from end to end, and what stands at the end of a line with no quotation
# mark after it. All else may be in a string.
_COMMENT = re.compile(
    rb"""^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/[ \t]*)$|[ \t]+//[ ][^\n"'`]*$""",
    re.MULTILINE | re.DOTALL,
)


@cache
def needed(web: Path, first: str) -> tuple[str, ...]:
    """``first``, such as "stage/stage.js", and all that it imports: their names below ``web``."""
    found, waiting = {first: None}, [first]
    while waiting:
        folder = (web / waiting[-1]).parent
        for relative in _IMPORTED.findall((web / waiting.pop()).read_text("utf-8")):
            name = (folder / relative).resolve().relative_to(web.resolve()).as_posix()
            if name not in found:
                found[name] = None
                waiting.append(name)
    return tuple(found)


def without_comments(module: bytes) -> bytes:
    """A module without most of its comments, a third of it, which are for who reads the sources; a
    line has the number that it has there."""
    return _COMMENT.sub(lambda comment: b"\n" * comment[0].count(b"\n"), module)
