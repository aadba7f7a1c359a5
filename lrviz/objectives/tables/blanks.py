"""Lines as people type them: comments above a table, and columns set by blanks alone."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

__all__ = ["fixed_columns", "quoted_names", "uncommented", "wrapped"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r'\s*(?:"?#|%|//|!)')
_MOST = 10_000  # So many lines of comments are passed over.
_FEWEST = 3  # It takes so many lines to show columns of a fixed width.
_PERIODS = 3  # It takes so many records to show that each goes over several lines.
_WIDE_GAP = re.compile(r"[ \t]{2,}|\t")


def uncommented(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """The text with the comment lines above it made blank, and those lines with their rows.

    Where every line begins like a comment, none is one.

    >>> uncommented("# by hand\\na,b\\n1,2\\n")
    ('\\na,b\\n1,2\\n', ((1, '# by hand'),))
    """
    if not _COMMENT.match(text):
        return text, ()
    found: list[tuple[int, str]] = []
    end = 0
    for row, line in enumerate(_LINE.finditer(text), 1):
        if line[0].strip() and not _COMMENT.match(line[0]):
            break
        if line.end() == len(text) or row > _MOST:
            return text, ()
        if line[0].strip():
            found.append((row, line[0].strip()))
            end = line.end()
    if not found:
        return text, ()
    return "\n" * found[-1][0] + text[end:], tuple(found)


def fixed_columns(text: str, sample: str, mark: str) -> str | None:
    """The text with a mark between columns that no line of the sample writes across, or None.

    >>> fixed_columns(
    ...     "name     n\\nAnn Lee  7\\nBob     12\\n",
    ...     "name     n\\nAnn Lee  7\\nBob     12\\n",
    ...     "|",
    ... )
    'name|n\\nAnn Lee|7\\nBob|12\\n'
    """
    lines = [line for line in _LINE_END.split(sample.expandtabs()) if line.strip()]
    spans = _spans(lines) if len(lines) >= _FEWEST else []
    if len(spans) < 2 or mark in text:
        return None
    cells = list(pairwise([0, *(start for start, _ in spans[1:]), None]))
    return "".join(
        mark.join(line[start:end].strip() for start, end in cells) + "\n"
        for line in _LINE_END.split(text.expandtabs().rstrip("\r\n"))
    )


def _spans(lines: list[str]) -> list[tuple[int, int]]:
    """Where columns stand: the runs of places at which some line has something."""
    there = {at for line in lines for at, c in enumerate(line) if not c.isspace()}
    width = max(map(len, lines))
    runs = groupby(range(width), key=there.__contains__)
    places = [list(run) for full, run in runs if full]
    return [(run[0], run[-1]) for run in places]


def quoted_names(text: str) -> str:
    """A first line whose names are set apart by two blanks or more, with those of two words quoted.

    >>> quoted_names("unit price  n\\n2.5  3\\n4 5\\n")
    '"unit price" "n"\\n2.5  3\\n4 5\\n'
    """
    lines = text.lstrip("\r\n").split("\n", 2)
    if len(lines) < 2 or '"' in lines[0]:
        return text
    names = _WIDE_GAP.split(lines[0].strip())
    if len(names) != len(lines[1].split()) or len(names) == len(lines[0].split()):
        return text
    blank = text[: len(text) - len(text.lstrip("\r\n"))]
    return blank + "\n".join([" ".join(f'"{name}"' for name in names), *lines[1:]])


def wrapped(widths: Sequence[int]) -> int:
    """Over how many lines each record goes, where the widths of lines alternate; 0 elsewhere.

    >>> wrapped([11, 3, 11, 3, 11, 3]), wrapped([3, 3, 3, 3, 3, 3])
    (2, 0)
    """
    for period in (2, 3):
        whole = len(widths) // period * period
        if whole < _PERIODS * period or len(set(widths[:period])) == 1:
            continue
        if min(widths[:period]) < max(widths) and all(
            widths[i] == widths[i % period] for i in range(whole)
        ):
            return period
    return 0
