"""Cells without a usable number: each costs its row, or stays as a gap; either way it is told."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.tables.error import TableError, listed, note
from lrviz.objectives.tables.layout import Layout
from lrviz.objectives.tables.numbers import Column, Floats
from lrviz.text.notices import Notice

__all__ = ["GAPS", "LARGEST", "usable"]

GAPS = ("drop", "keep")
LARGEST = 1e100  # The sum of squares of larger numbers is none.

Flags = NDArray[np.bool_]


def usable(
    layout: Layout, kept: Mapping[int, Column], gaps: str
) -> tuple[Floats, Flags, list[Notice]]:
    """The numbers ``(n, columns)``, which lines of the body they are, and notes on gaps.

    "drop": only lines with a number in every column. "keep": all lines with a number in any,
    NaN where there is none.

    Args:
        kept: the columns by their place in the layout.

    Raises:
        TableError: where no line stays.
    """
    reasons = _reasons(kept)
    bad = np.logical_or.reduce(list(reasons.values()))
    keep = ~(bad.any(1) if gaps == "drop" else bad.all(1))
    if not keep.any():
        raise TableError("nothing_left", **_place(layout, kept, bad))
    values = np.column_stack([column.values[keep] for column in kept.values()])
    if gaps == "drop":
        return values, keep, _dropped(layout, kept, reasons)
    values[bad[keep]] = np.nan
    return values, keep, _told(layout, kept, reasons, keep)


def _reasons(kept: Mapping[int, Column]) -> dict[str, Flags]:
    """Why a cell has no usable number, one reason each, all ``(lines, columns)``."""
    stack = list(kept.values())
    missing = np.column_stack([column.missing for column in stack])
    text = np.column_stack([column.text for column in stack])
    large = np.column_stack([~(np.abs(column.values) <= LARGEST) for column in stack])
    return {"missing": missing, "text_cells": text, "too_large": large & ~missing & ~text}


def _dropped(
    layout: Layout, kept: Mapping[int, Column], reasons: Mapping[str, Flags]
) -> list[Notice]:
    """How many rows are left out for each reason."""
    return [
        note(reason, count=int(bad.any(1).sum()), **_cell(layout, kept, reason, bad))
        for reason, bad in reasons.items()
        if bad.any()
    ]


def _told(
    layout: Layout, kept: Mapping[int, Column], reasons: Mapping[str, Flags], keep: Flags
) -> list[Notice]:
    """Rows without any number, how many gaps the others have, and columns that are mostly gaps."""
    empty = np.flatnonzero(~keep)
    rows = [note("gaps.rows", count=len(empty), row=layout.rows[empty[0]])] if len(empty) else []
    seen = {reason: bad & keep[:, None] for reason, bad in reasons.items()}
    cells = [
        note(f"gaps.{reason}", count=int(bad.sum()), **_cell(layout, kept, reason, bad))
        for reason, bad in seen.items()
        if bad.any()
    ]
    mostly = 2 * np.sum([bad.sum(0) for bad in seen.values()], axis=0) > keep.sum()
    names = [layout.names[k] for k, most in zip(kept, mostly, strict=True) if most]
    return rows + cells + ([note("gaps.columns", names=listed(names))] if names else [])


def _cell(layout: Layout, kept: Mapping[int, Column], reason: str, bad: Flags) -> dict[str, object]:
    """The first of the cells, and what stands in it, where that is anything."""
    place = _place(layout, kept, bad)
    if reason == "missing":
        return place
    line, k = np.argwhere(bad)[0]
    return {**place, "cell": layout.columns[list(kept)[k]][line]}


def _place(layout: Layout, kept: Mapping[int, Column], bad: Flags) -> dict[str, object]:
    line, k = np.argwhere(bad)[0]
    return {"row": layout.rows[line], "column": list(kept)[k] + 1}
