"""What the data view is sent: the picture, the rows drawn, and each batch's loss as a quadratic.

A linear model's loss on any rows is zᵀQz with z = (w − w*, 1) and Q = c·AᵀA for
A = (X, 1, Xw* + b* − y): from (d + 2)² numbers per batch the browser has the batch's loss,
its gradient and its rings at any w, whatever the number of rows. All of them come to the last
digit: what a float32 keeps of a date or an id is not even its own row.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.theory import curvature
from lrviz.descent.batches import shuffled_batches
from lrviz.figures.regression import DataPicture, data_picture, data_spec
from lrviz.figures.theme import DARK, LIGHT, Theme
from lrviz.film.payload import differences, pack
from lrviz.film.veil import OPEN, Veils, cuts_rows, withholds_run
from lrviz.objectives.base import Objective
from lrviz.objectives.design_matrix import Floats
from lrviz.objectives.regression import CONVENTIONS, LinearRegression
from lrviz.regression.recipe import Recipe, updates
from lrviz.regression.task import Task
from lrviz.text import catalog, say
from lrviz.text.numbers import number

# Batches name at most so many rows together; of more none is marked on the data.
MOST_INDICES = 60_000
_OF_LOSSES = ("Q", "held_Q", "batch_Q", "index")
_ALONE = {"line": "line_alone", "plane": "plane_alone"}  # These show the exact solution too.
MOST_FAN = 400  # The gradients of at most so many batches of an epoch are drawn together.


@dataclass(frozen=True, kw_only=True)
class DisplayOptions:
    """How the data view is drawn, beside what it shows."""

    axes: tuple[int, int]
    held: str
    squares: bool
    fan: bool
    rings: bool
    plane: bool
    language: str


def view_payload(recipe: Recipe, task: Task, look: DisplayOptions, veils: Veils = OPEN) -> bytes:
    """The picture and everything the browser needs to move the model on it, but for ``veils``."""
    picture = data_picture(task)
    size, an_epoch, steps = updates(recipe, len(task.fit))
    batches = _batches(recipe, len(task.fit))
    quadratics = _known_quadratics(recipe, task, batches)
    arrays = _rows(picture) | quadratics
    indices = _indices(picture, task, batches)
    header: dict[str, Any] = {
        "kind": "data",
        "model": task.model,
        "picture": picture.kind,
        **_pictures(task, picture, look.language),
        **_meaning(task),
        "scaling": _scaling(task.objective, quadratics.get("batch_Q"), look.language),
        "convention": asdict(CONVENTIONS[recipe.loss]),
        "rows": len(task.fit),
        "held_rows": len(task.held),
        "drawn": len(picture.fit),
        "batch": size,
        "per_epoch": an_epoch,
        "steps": steps,
        "epochs": -(-steps // an_epoch),
        "offsets": np.cumsum([0, *map(len, indices)]).tolist() if indices else None,
        "truth": _truth(recipe, task),
        "moved": len({row for row, _, _ in task.moved}),
        "domain": task.objective.domain,
        "lowest": task.objective.minimum_loss,
        "at": task.best or task.objective.start,
        "look": {name: value for name, value in asdict(look).items() if name != "language"},
    }
    if indices:
        arrays["index"] = np.concatenate(indices).astype(np.float64)
    if veils:
        header, arrays = _withheld(header, arrays, task, veils)
        if "minimum" in veils:
            header["alt"] = _alts(picture, task, look.language, alone=True)
    header["id"] = blake2b(
        json.dumps(header).encode() + b"".join(a.tobytes() for a in arrays.values()), digest_size=9
    ).hexdigest()
    return pack(header, {}, arrays)


def _withheld(
    header: dict[str, Any], arrays: dict[str, Floats], task: Task, veils: Veils
) -> tuple[dict[str, Any], dict[str, Floats]]:
    """What is left while a question is open: of its own subject nothing, and no losses or batches
    from which the run could be made."""
    kept: dict[str, Any] = {**header, "veils": sorted(veils)}
    if not veils.isdisjoint({"minimum", "curves"}):
        kept["lowest"] = None
    if not veils.isdisjoint({"marks", "minimum"}):
        kept["scaling"] = ""
    if "minimum" in veils:
        kept |= {"best": None, "exact": None, "at": task.objective.start}
    if "batches" in veils:
        kept |= {"batch": kept["rows"], "per_epoch": 1, "epochs": 1}
    if cuts_rows(veils):
        kept["steps"] = 0
    if withholds_run(veils):
        kept["offsets"] = None
        arrays = {name: values for name, values in arrays.items() if name not in _OF_LOSSES}
    return kept, arrays


def _pictures(task: Task, picture: DataPicture, language: str) -> dict[str, Any]:
    light, dark = (
        data_spec(task, picture, theme=theme, language=language) for theme in (LIGHT, DARK)
    )
    return {
        "spec": light,
        "dark": differences(light, dark),
        "colours": {"light": _colours(LIGHT), "dark": _colours(DARK)},
        "texts": texts(language),
        "alt": _alts(picture, task, language),
        "box": picture.box,
        "held_mark": say("regression.picture.held", language) if len(picture.held) else "",
    }


def _alts(
    picture: DataPicture, task: Task, language: str, *, alone: bool = False
) -> dict[str, str]:
    """What each picture of the data shows; ``alone`` where the exact solution is not drawn."""
    said = {"rows": len(task.fit), "target": task.target, "features": ", ".join(task.features)}
    return {
        kind: say(f"regression.alt.{_ALONE.get(kind, kind) if alone else kind}", language, **said)
        for kind in (picture.kind, picture.flat)
    }


def _meaning(task: Task) -> dict[str, Any]:
    """Names, units and the exact solution."""
    best, goal, scale = task.best, task.objective, task.scale
    return {
        "names": task.features,
        "target": task.target,
        "parameters": goal.parameter_names,
        "mean": None if scale is None else scale.mean.tolist(),
        "scale": None if scale is None else scale.scale.tolist(),
        "best": best,
        "exact": None if best is None else task.original(best).tolist(),
    }


def _scaling(goal: Objective, batches: Floats | None, language: str) -> str:
    """The condition number and the critical rate of all rows, where the loss has one of each;
    with minibatches that of the sharpest batch beside it, which bounds the rate of its step."""
    if not isinstance(goal, LinearRegression):
        return ""
    condition = number(goal.condition_number)
    critical = number(curvature(goal).critical_lr)
    if batches is None:
        return say("regression.scaling", language, condition=condition, critical=critical)
    sharpest = 2 * float(np.linalg.eigvalsh(batches[:, :-1, :-1])[:, -1].max())
    said = {"condition": condition, "critical": critical, "batch": number(2 / sharpest)}
    return say("regression.scaling_batches", language, **said)


def _rows(picture: DataPicture) -> dict[str, Floats]:
    return {
        "X": picture.fit.X,
        "y": picture.fit.y,
        "number": picture.fit.number.astype(np.float64),
        "known": picture.fit.known.astype(np.float64),
        "held_X": picture.held.X,
        "held_y": picture.held.y,
    }


def _batches(recipe: Recipe, rows: int) -> list[torch.Tensor]:
    """The batches of the run, to the end of its last epoch; none for full batch."""
    size, an_epoch, steps = updates(recipe, rows)
    if size == rows:
        return []
    whole = -(-steps // an_epoch) * an_epoch if an_epoch <= MOST_FAN else steps
    return shuffled_batches(rows, size, whole, recipe.seed)


_known: WeakKeyDictionary[Task, tuple[object, dict[str, Floats]]] = WeakKeyDictionary()


def _known_quadratics(
    recipe: Recipe, task: Task, batches: Sequence[torch.Tensor]
) -> dict[str, Floats]:
    """``_quadratics``, kept as long as the task is: of 200,000 rows they take a second."""
    basis = (updates(recipe, len(task.fit)), recipe.seed)
    if _known.get(task, (None,))[0] != basis:
        _known[task] = (basis, _quadratics(task, batches))
    return _known[task][1]


def _quadratics(task: Task, batches: Sequence[torch.Tensor]) -> dict[str, Floats]:
    """Q of all rows, of those kept back and of every batch, each ``(d + 2)²`` numbers."""
    goal = task.objective
    if not isinstance(goal, LinearRegression) or task.best is None:
        return {}
    table = _table(goal, task.best)
    found = {"Q": _quadratic(table, goal.convention)[None]}
    if isinstance(task.held_objective, LinearRegression):
        found["held_Q"] = _quadratic(_table(task.held_objective, task.best), goal.convention)[None]
    if batches:
        found["batch_Q"] = np.stack(
            [_quadratic(table[index.numpy()], goal.convention) for index in batches]
        )
    return found


def _table(goal: LinearRegression, best: Sequence[float]) -> Floats:
    """(X, 1, Xw* + b* − y) of the rows of an objective."""
    design = goal.design.numpy()
    return np.column_stack([design, design @ np.asarray(best) - goal.target.numpy()])


def _quadratic(table: Floats, convention: str) -> Floats:
    scaled: Floats = CONVENTIONS[convention].scale(len(table)) * (table.T @ table)
    return scaled


def _indices(
    picture: DataPicture, task: Task, batches: Sequence[torch.Tensor]
) -> list[NDArray[np.int64]]:
    """The rows of each batch, where all rows are drawn and the list is not long."""
    if len(picture.fit) < len(task.fit) or sum(map(len, batches)) > MOST_INDICES:
        return []
    return [index.numpy() for index in batches]


def _truth(recipe: Recipe, task: Task) -> list[float] | None:
    """The line that simulated textbook data come from, in original units."""
    if recipe.data != "textbook" or len(task.features) != len(recipe.true_w) or recipe.moved:
        return None
    return [*recipe.true_w, recipe.true_b]


@lru_cache
def texts(language: str) -> Mapping[str, str]:
    """The data view's own texts."""
    start = "regression.live."
    names = [key.removeprefix(start) for key in catalog(language) if key.startswith(start)]
    return {name: say(f"regression.live.{name}", language) for name in names}


def _colours(theme: Theme) -> Mapping[str, str]:
    return {
        "ink": theme.ink,
        "faint": theme.faint,
        "wall": theme.grid,
        "paper": theme.paper,
        "ring": theme.ring,
        "path": theme.path,
        "batch": theme.verdicts["oscillates"],
        "exact": theme.verdicts["converges"],
        "ghost": theme.verdicts["crawls"],
        "held": theme.verdicts["diverges"],
    }
