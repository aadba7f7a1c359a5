"""The Regression page's address, and the recipe it stands for."""

from collections.abc import Callable, Mapping
from typing import Any

from lrviz.objectives.data import DATASETS
from lrviz.objectives.design_matrix import LARGEST
from lrviz.objectives.regression import CONVENTIONS
from lrviz.objectives.tables.splitting import MAX_COLUMNS
from lrviz.regression.data import Columns, Move, hits
from lrviz.regression.recipe import CSV, Recipe, most_epochs, updates
from lrviz.regression.task import MODELS, Task
from lrviz.settings.fields import (
    MAX_BATCH,
    MAX_SEED,
    MAX_STEPS,
    VIEWS,
    Setting,
    as_float,
    as_floats,
    choice,
    flag,
    positive,
    read_window,
    refusal,
    whole,
    write,
)
from lrviz.states.address import AddressSettings
from lrviz.text.notices import ConfigError, Notice, shown

__all__ = [
    "DEFAULTS",
    "HELD",
    "MAX_MOVES",
    "MAX_ROWS",
    "REGRESSION",
    "SHARES",
    "axes_of",
    "passed_over",
    "recipe_of",
]

HELD = ("optimum", "current")
MAX_ROWS = 20_000  # Simulated data have at most so many rows.
MAX_MOVES = 40  # An address holds at most so many moved points.
SHARES = (0.0, 0.8)  # The share of rows that are held out, at least and at most.


def within(name: str, low: float, high: float) -> Callable[[object], float]:
    """A reader of a number from ``low`` to ``high``."""

    def read(raw: object) -> float:
        value = as_float(raw)
        if value is None or not low <= value <= high:
            values = {"setting": name, "low": f"{low:g}", "high": f"{high:g}", "given": shown(raw)}
            raise refusal(name, raw, Notice("regression.between", values))
        return value

    return read


def numbers(name: str, count: int | None = None) -> Callable[[object], tuple[float, ...]]:
    """A reader of ``count`` numbers in a row, or of none; of any count if None."""

    def read(raw: object) -> tuple[float, ...]:
        value = as_floats(raw)
        if value is None or (count is not None and len(value) not in (0, count)):
            raise ConfigError(Notice("regression.numbers", {"setting": name, "given": shown(raw)}))
        return value

    return read


def places(name: str) -> Callable[[object], tuple[int, ...]]:
    """A reader of column numbers, counted from 0."""

    def read(raw: object) -> tuple[int, ...]:
        value = as_floats(raw)
        if value is None or any(x != int(x) or not 0 <= x < MAX_COLUMNS for x in value):
            raise ConfigError(Notice("regression.numbers", {"setting": name, "given": shown(raw)}))
        return tuple(dict.fromkeys(int(x) for x in value))

    return read


def moves(raw: object) -> tuple[float, ...]:
    """Moved points as numbers in a row: row, column (−1: the target) and value, again and again."""
    value = _long(raw)
    good = value is not None and len(value) % 3 == 0 and len(value) <= 3 * MAX_MOVES
    if value is None or not good or not all(map(_is_move, *[iter(value)] * 3)):
        raise ConfigError(Notice("regression.numbers", {"setting": "moved", "given": shown(raw)}))
    return value


def _long(raw: object) -> tuple[float, ...] | None:
    parts = raw.split(",") if isinstance(raw, str) else list(raw) if isinstance(raw, tuple) else []
    values = [as_float(part) for part in parts if part != ""]
    return tuple(v for v in values if v is not None) if None not in values else None


def moves_of(flat: tuple[float, ...]) -> tuple[Move, ...]:
    """The flat numbers of the setting as moves."""
    return tuple((int(r), int(c), v) for r, c, v in zip(*[iter(flat)] * 3, strict=False))


def _is_move(row: float, column: float, value: float) -> bool:
    whole = row == int(row) and column == int(column)
    return whole and 0 <= row < 10**7 and -1 <= column < MAX_COLUMNS and abs(value) <= LARGEST


_EACH = (
    Setting("data", "data", choice("data", (*DATASETS, CSV))),
    Setting("rows", "rows", whole("rows", 0, MAX_ROWS)),
    Setting("noise", "noise", within("noise", -1, 1e6)),
    Setting("true_w", "tw", numbers("tw", 2)),
    Setting("true_b", "tb", within("tb", -1e6, 1e6)),
    Setting("data_seed", "draw", whole("draw", 0, MAX_SEED)),
    Setting("features", "features", places("features")),
    Setting("target", "target", whole("target", -1, MAX_COLUMNS - 1)),
    Setting("model", "model", choice("model", MODELS)),
    Setting("loss", "loss", choice("loss", tuple(CONVENTIONS))),
    Setting("standardised", "std", flag("std")),
    Setting("batch", "rb", whole("rb", 0, MAX_BATCH)),
    Setting("epochs", "epochs", whole("epochs", 1, MAX_STEPS)),
    Setting("seed", "shuffle", whole("shuffle", 0, MAX_SEED)),
    Setting("share", "share", within("share", *SHARES)),
    Setting("lr", "eta", positive("eta")),
    Setting("start", "from", numbers("from")),
    Setting("moved", "moved", moves),
    Setting("step", "at", whole("at", 0, MAX_STEPS)),
    Setting("view", "rview", choice("rview", VIEWS)),
    Setting("window", "rwindow", read_window),
    Setting("log_loss", "rlog", flag("rlog")),
    Setting("axes", "axes", places("axes")),
    Setting("held", "held", choice("held", HELD)),
    Setting("squares", "squares", flag("squares")),
    Setting("fan", "fan", flag("fan")),
    Setting("rings", "rings", flag("rings")),
    Setting("plane", "plane", flag("plane")),
)
_SHOWN = {"step", "view", "window", "log_loss", "axes", "held", "squares", "fan", "rings", "plane"}
DEFAULTS: dict[str, Any] = {
    **{s.name: getattr(Recipe(), s.name) for s in _EACH if s.name not in _SHOWN},
    "step": 0,
    "view": "2d",
    "window": "",
    "log_loss": False,
    "axes": (0, 1),
    "held": "optimum",
    "squares": False,
    "fan": False,
    "rings": True,
    "plane": True,
}
REGRESSION = AddressSettings("regression", _EACH, DEFAULTS)


def recipe_of(values: Mapping[str, Any]) -> Recipe:
    """The recipe that the values of an address make."""
    own = {name: value for name, value in values.items() if name not in _SHOWN}
    own["true_w"] = own["true_w"] or Recipe.true_w
    return Recipe(**{**own, "moved": moves_of(own["moved"])})


def axes_of(values: Mapping[str, Any], made: Task) -> tuple[int, int]:
    """The two parameters on the map: those chosen, where the task has them."""
    return _axes(values, made.objective.dim) or (0, 1)


def _axes(values: Mapping[str, Any], dim: int) -> tuple[int, int] | None:
    wanted = values["axes"]
    return (wanted[0], wanted[1]) if len(wanted) == 2 and max(wanted) < dim else None


def passed_over(values: Mapping[str, Any], made: Task, table: Columns | None) -> list[Notice]:
    """What an address may say, and these data do not have: one notice for each such setting."""
    wanted, dim = recipe_of(values), made.objective.dim
    count, rows = len(wanted.names(table)[0]), wanted.count(table)
    columns = count + 1  # of an own table: the target is one of them
    missing = [i for i in wanted.features if i >= count]
    beside = len(wanted.moved) - len(hits(wanted.moved, rows, range(count)))
    start, axes = wanted.start, values["axes"]
    begun = most_epochs(updates(wanted, len(made.fit))[1])
    cut: dict[str, object] = {"given": wanted.epochs, "most": MAX_STEPS, "begun": begun}
    said: list[tuple[object, str, dict[str, object]]] = [
        (missing, "no_feature", {"given": write(tuple(missing)), "most": count - 1}),
        (wanted.target >= columns, "no_target", {"given": wanted.target, "most": columns - 1}),
        (wanted.model != made.model, "only_linear", {}),
        (len(start) not in (0, dim), "no_start", {"given": write(start), "count": dim}),
        (beside, "no_entry", {"count": beside}),
        (wanted.epochs > begun, "cut", cut),
        (_axes(values, dim) is None, "no_axes", {"given": write(axes), "most": dim - 1}),
    ]
    return [Notice(f"regression.{key}", why) for holds, key, why in said if holds]
