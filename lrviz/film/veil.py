"""What an open question takes from a film before it is sent: what is veiled never leaves.

Names are those of ``lrviz.lessons.VEILS``. While any is veiled the verdicts are too, and with
them all that tells of many verdicts at once: bands, the curve of final losses.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["OPEN", "Veils", "cuts_rows", "of_question", "withheld", "withholds_run"]

Floats = NDArray[np.float64]
Veils = frozenset[str]
OPEN: Veils = frozenset()  # Nothing is veiled.

_PATH = frozenset({"path", "next_point"})  # These hide where the run goes.
_RUN = _PATH | {"update", "slopes", "curves", "batches", "minimum"}
_OF_EACH = ("lr", "length", "base", "blown", "minimum", "final", "verdict", "sentence", "hint")


def of_question(names: frozenset[str]) -> Veils:
    """What a stage veils for a question that veils these names: always its verdict."""
    return names | {"verdict"}


def withholds_run(veils: Veils) -> bool:
    """Whether the numbers of the run to the last digit, and its gradients, stay behind."""
    return not veils.isdisjoint(_RUN)


def cuts_rows(veils: Veils) -> bool:
    """Whether nothing of a run is left but its start."""
    return "batches" in veils or ("curves" in veils and not _PATH.isdisjoint(veils))


def withheld(
    header: Mapping[str, Any], arrays: Mapping[str, Floats], veils: Veils, shown: int
) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Header and arrays of a film without what is veiled.

    Rows that neither the map nor the curve may show are cut off; those that one of them may not
    are NaN for it, but for the start. Where other rates are veiled, the run ``shown`` is all
    that is left.
    """
    runs = [shown] if "sweep" in veils else [*range(len(header["lr"]))]
    cut = cuts_rows(veils)
    kept = {**header, "veils": sorted(veils)}
    for name in (*_OF_EACH, "estimate"):
        kept[name] = [header[name][i] for i in runs]
    kept |= _unsaid(len(runs)) | _unmarked(kept, veils)
    if cut:
        kept |= {"steps": 0, "length": [0] * len(runs), "blown": [False] * len(runs)}
    if not veils.isdisjoint({"minimum", "curves"}):
        kept |= {"minimum": [None] * len(runs), "base": [0.0] * len(runs)}
    base = np.array([header["base"][i] for i in runs]) - np.array(kept["base"])
    rows = slice(0, 1 if cut else None)
    left = {
        "w": _blank(arrays["w"][runs][:, rows], not _PATH.isdisjoint(veils)),
        "gap": _blank(arrays["gap"][runs][:, rows] + base[:, None], "curves" in veils),
    }
    if "lr" in arrays and not cut:
        left["lr"] = arrays["lr"][runs]
    return kept, left


def _unsaid(count: int) -> dict[str, Any]:
    """No word of how a run ends."""
    return {
        "verdict": [""] * count,
        "sentence": [""] * count,
        "hints": [""],
        "hint": [0] * count,
        "estimate": [False] * count,
        "final": [None] * count,
        "bands": [],
        "axis_bands": [],
    }


def _unmarked(header: Mapping[str, Any], veils: Veils) -> dict[str, Any]:
    """No rate that is special, where those are asked about."""
    left: dict[str, Any] = {}
    if not veils.isdisjoint({"sweep", "marks"}):
        left["marks"] = {}
    if "sweep" in veils:
        left |= {"presets": dict.fromkeys(header["presets"]), "extra": None}
    return left


def _blank(values: Floats, hidden: bool) -> Floats:
    """Values ``(R, k+1, …)`` whose rows after the first are no numbers where they are hidden."""
    if hidden:
        values = values.copy()
        values[:, 1:] = np.nan
    return values
