"""Which columns stay, as numbers or as labels, and what is said of all of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from lrviz.objectives.formula_error import printable
from lrviz.objectives.tables.error import TableError, listed, note
from lrviz.objectives.tables.labels import labels_of, shown
from lrviz.objectives.tables.layout import Layout
from lrviz.objectives.tables.numbers import Column, Style
from lrviz.text.notices import Notice

__all__ = ["Kept", "keep", "marks"]

_DATE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T\s].*)?|\d{4}[-/]\d{1,2}|\d{1,2}[-/]\d{4}|\d{1,2}:\d\d(?::\d\d)?.*|"
    r"\d{1,2}[-\s]?[A-Za-z]{3,9}[-\s,]*\d{2,4}|[A-Za-z]{3,9}\.?[-\s]\d{1,2},?\s\d{4}|[A-Za-z]{3}-\d{2,4}|"
    r"\d{2,4}[\u5e74\ub144]\s?\d{1,2}[\u6708\uc6d4].*"
)
_FEW = 8  # A note lists so many names or rows, and then an ellipsis.
# Why a column is left out, in the order in which it is said.
_REASONS = (
    *("text_columns", "date_columns", "mixed_units", "unclear_fractions"),
    *("empty_columns", "sparse_columns"),
)
_SHOWN = ("mixed_units", "unclear_fractions")  # These notes show what is in a column.
_LOOK = 50  # So many cells show whether a column holds dates.


@dataclass
class Kept:
    """The columns that stay, by their place in the layout.

    Attributes:
        columns: as numbers.
        labels: the words for 0 and 1 of those that were words.
        notes: on those left out.
    """

    columns: dict[int, Column] = field(default_factory=dict)
    labels: dict[int, tuple[str, str]] = field(default_factory=dict)
    notes: list[Notice] = field(default_factory=list)


def keep(
    layout: Layout, places: Sequence[int], read: Sequence[Column], *, chosen: bool, sparse: bool
) -> Kept:
    """The columns that are made of numbers or of two words, and notes on the others.

    ``chosen``: whether text among them is refused; ``sparse``: whether mostly missing ones stay.

    Raises:
        TableError: where none stays, or where one that was chosen is text.
    """
    kept = Kept()
    out: dict[str, list[str]] = {reason: [] for reason in _REASONS}
    for place, column in zip(places, read, strict=True):
        found, words, reason = _as_numbers(layout.columns[place], column)
        if reason and reason not in {"empty_columns", "sparse_columns"} and chosen:
            raise TableError(
                "not_numeric", name=layout.names[place], **_first(layout, column, place)
            )
        if reason is None or (sparse and reason == "sparse_columns"):
            kept.columns[place] = found
            kept.labels |= {place: words} if words else {}
        elif reason != "empty_columns" or layout.named[place]:
            out[reason].append(_with_units(layout.names[place], column, reason))
    if not kept.columns:
        _refuse(layout, places, read)
    kept.notes = [
        note(why, names=", ".join(them) if why in _SHOWN else listed(them))
        for why, them in out.items()
        if them
    ]
    return kept


def _as_numbers(
    cells: Sequence[str], column: Column
) -> tuple[Column, tuple[str, str] | None, str | None]:
    """A column as numbers, the words it was made of if any, and why it is left out if it is."""
    reason = _reason(cells, column)
    if reason == "text_columns" and not column.count and (found := labels_of(cells)):
        values, words = found
        nowhere = np.zeros(len(values), dtype=bool)
        labelled = Column(values, np.isnan(values), nowhere, Style.POINT, False, False)
        return labelled, words, _reason(cells, labelled)
    return column, None, reason


def _reason(cells: Sequence[str], column: Column) -> str | None:
    """Why a column is left out: mostly text, empty, or mostly missing; None if it stays."""
    text, missing, count = int(column.text.sum()), int(column.missing.sum()), column.count
    if text and text >= count:
        if column.affixes.differ:
            return "mixed_units"
        if column.affixes.unclear:
            return "unclear_fractions"
        there = [cells[i].strip() for i in np.flatnonzero(column.text)[:_LOOK]]
        dates = sum(_DATE.fullmatch(cell[:40]) is not None for cell in there)
        return "date_columns" if 2 * dates > len(there) else "text_columns"
    if not count:
        return "empty_columns"
    return "sparse_columns" if missing > count else None


def _with_units(name: str, column: Column, reason: str) -> str:
    if reason not in _SHOWN:
        return name
    shown = column.affixes.differ[:4] or (column.affixes.unclear,)
    return f"{printable(name)} ({', '.join(map(printable, shown))})"


def _refuse(layout: Layout, places: Sequence[int], read: Sequence[Column]) -> None:
    textual = [(p, c) for p, c in zip(places, read, strict=True) if c.text.any()]
    if not textual:
        raise TableError("all_empty")
    for place, column in textual:
        if differ := column.affixes.differ:
            units = ", ".join(map(printable, differ[:4]))
            raise TableError("units_differ", name=layout.names[place], units=units)
        if cell := column.affixes.unclear:
            raise TableError("fractions_unclear", name=layout.names[place], cell=cell)
    raise TableError("no_numbers", **_first(layout, textual[0][1], textual[0][0]))


def _first(layout: Layout, column: Column, place: int) -> dict[str, object]:
    """Row, column and content of the column's first cell of text."""
    line = int(np.argmax(column.text))
    return {"row": layout.rows[line], "column": place + 1, "cell": layout.columns[place][line]}


def marks(layout: Layout, kept: Kept) -> list[Notice]:
    """How the numbers were written: decimal commas, grouped thousands, units, signs, words."""
    pairs = [(layout.names[place], column) for place, column in kept.columns.items()]
    named = {
        "decimal_comma": [n for n, c in pairs if c.style is Style.COMMA and c.decimals],
        "thousands": [n for n, c in pairs if c.grouped],
    }
    notes = [note(key, names=listed(them)) for key, them in named.items() if them]
    unclear = [(n, c.unclear) for n, c in pairs if c.unclear]
    if unclear:
        notes.append(note("unclear", names=listed([n for n, _ in unclear]), cell=unclear[0][1]))
    worn = {
        "units": _listed((n, (c.affixes.called,)) for n, c in pairs if c.affixes.called),
        "scaled": _listed((n, c.affixes.scaled) for n, c in pairs if c.affixes.scaled),
        "negatives": _listed((n, c.affixes.negatives) for n, c in pairs if c.affixes.negatives),
        "footnotes": _listed((n, c.affixes.footnotes) for n, c in pairs if c.affixes.footnotes),
        "spreads": _listed((n, c.affixes.spreads) for n, c in pairs if c.affixes.spreads),
        "fractions": _listed((n, c.affixes.fractions) for n, c in pairs if c.affixes.fractions),
        "labels": ", ".join(shown(layout.names[p], words) for p, words in kept.labels.items()),
    }
    return notes + [note(key, names=said) for key, said in worn.items() if said]


def _listed(pairs: Iterable[tuple[str, Sequence[str]]]) -> str:
    """``price ($), area (m²)``, the first few of many, safe to show."""
    said = [f"{printable(name)} ({', '.join(map(printable, them[:2]))})" for name, them in pairs]
    return ", ".join(said[:_FEW]) + (", …" if len(said) > _FEW else "")
