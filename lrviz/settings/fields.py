"""Every setting of a run: its key in a query, what it may be, how it is read and written."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lrviz.descent.gradients import GRADIENTS
from lrviz.descent.hyperparameters import Hyperparameter
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.schedules import SCHEDULES
from lrviz.objectives import OBJECTIVES
from lrviz.settings.typed import NumberRefusedError, plain, read_number, separated
from lrviz.text import LANGUAGES
from lrviz.text.notices import ConfigError, Notice, shown, unknown

MAX_STEPS = 2000  # A run of a page has at most so many steps.
# An address has at most so many numbers for a point, as a formula has variables.
MAX_PARAMETERS = 10
MAX_BATCH = 1_000_000  # A batch has at most so many rows.
MAX_SEED = 2**31 - 1  # Seeds are whole numbers from 0 to this, on every page.
VIEWS = ("2d", "3d")
TRAILS = (0, 5, 20)  # Steps of the path that stay behind the run, 0 for all of it.
SPEEDS = (1, 3, 8, 20, 60)  # Steps a second.
RANDOM = "random"
# The parts of a page that a link may leave away.
HIDEABLE = (
    *("menu", "language", "lecture", "settings", "explain", "formula", "views", "zoom", "guide"),
    *("verdict", "hint", "setting", "update", "loss", "sweep", "rate", "number", "presets"),
    *("finer", "player", "step", "options", "speed", "trail", "log", "ghosts", "parts", "save"),
)
# The window of a map is at least this share of its place wide, and its place at most so far out.
FINEST, FARTHEST = 1e-9, 1e30

_EXACT = {"two", "large", "small", "zero"}  # These reasons have a sentence of their own.

Scalar = float | int | bool | str | None
Given = tuple[tuple[str, Scalar | tuple[float, float]], ...]


@dataclass(frozen=True)
class Setting:
    """One setting of a run, or of a page.

    Attributes:
        name: the field of RunConfig, or the page's own name for it.
        key: its key in a query.
        read: text, a JSON value or a Python value to the checked value; raises ConfigError.
    """

    name: str
    key: str
    read: Callable[[object], Any]


def write(value: object) -> str:
    """A checked value as the text that reads back as exactly that value."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        return ",".join(map(repr, value))
    if isinstance(value, float):
        return repr(value)
    return "none" if value is None else str(value)


def as_float(raw: object) -> float | None:
    """A finite number, or None for anything that is not one."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    try:
        value = read_number(raw) if isinstance(raw, str) else float(raw)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def as_floats(raw: object) -> tuple[float, ...] | None:
    """Numbers from a sequence, or from text: ``-5,-2``, ``(-5, -2)``, ``-5 -2``, ``-5; 0,2``."""
    if isinstance(raw, str):
        try:
            raw = separated(raw)
        except NumberRefusedError:
            return None
    if not isinstance(raw, Sequence) or len(raw) > MAX_PARAMETERS:
        return None
    values = [as_float(each) for each in raw]
    good = tuple(value for value in values if value is not None)
    return good if len(good) == len(values) else None


def refusal(setting: str, raw: object, notice: Notice, *, many: bool = False) -> ConfigError:
    """``notice``, or a more exact one of a typed number, or of ``many`` with signs between."""
    try:
        for each in separated(raw) if many and isinstance(raw, str) else _listed(raw):
            if isinstance(each, str):
                read_number(each)
    except NumberRefusedError as error:
        if error.reason in _EXACT:
            readings = dict(zip(("one", "other"), error.readings, strict=False))
            values = {"setting": setting, "given": shown(raw), **readings}
            return ConfigError(Notice(f"config.number_{error.reason}", values))
    return ConfigError(notice)


def _listed(raw: object) -> Sequence[object]:
    return raw if isinstance(raw, tuple | list) else [raw]


def as_bool(raw: object) -> bool | None:
    """True, False, 1, 0 and their words; None for anything else."""
    words = {"1": True, "true": True, "0": False, "false": False}
    return words.get(plain(str(raw)).lower()) if isinstance(raw, str | int) else None


def read_hyperparameter(known: Hyperparameter, raw: object) -> Scalar | tuple[float, float]:
    """``raw`` as the scalar or the pair that ``known`` allows; raises ConfigError."""
    value = _decode(known, raw)
    try:
        if value is None and not known.nullable:
            raise ValueError
        checked: Scalar | tuple[float, float] = known.check(value)
    except ValueError:
        values = {"setting": known.name, "allowed": limits(known), "given": shown(raw)}
        notice = Notice("config.value", values)
        raise refusal(known.name, raw, notice, many=known.kind == "pair") from None
    return checked


def limits(known: Hyperparameter) -> str:
    """What a hyperparameter may be, in signs that need no language: ``0 ≤ alpha < 1``."""
    if known.kind == "bool":
        return "True, False"
    if known.kind == "choice":
        return ", ".join(known.choices)
    if known.kind == "pair":
        pair = (known, known.second or known)
        return ", ".join(_interval(one, f"{known.name}[{i}]") for i, one in enumerate(pair))
    return _interval(known, f"{known.name} ∈ ℤ" if known.kind == "int" else known.name)


def _interval(known: Hyperparameter, name: str) -> str:
    low = f"{known.low:g} {'<' if known.low_open else '≤'} " if known.low > -math.inf else ""
    high = f" {'<' if known.high_open else '≤'} {known.high:g}" if known.high < math.inf else ""
    return f"{low}{name}{high}" if low or high else f"-∞ < {name} < ∞"


def _decode(known: Hyperparameter, raw: object) -> object:
    if known.nullable and (raw is None or raw == "none"):
        return None
    if known.kind == "bool":
        return as_bool(raw)
    if known.kind == "choice":
        return raw if isinstance(raw, str) else None
    if known.kind == "pair":
        pair = as_floats(raw)
        return pair if pair is not None and len(pair) == 2 else None
    return as_float(raw)


def _as_count(raw: object) -> float | None:
    """Like ``as_float``, but nothing is counted in hundredths."""
    return None if isinstance(raw, str) and "%" in plain(raw) else as_float(raw)


def _uncounted(name: str, raw: object, notice: Notice) -> ConfigError:
    """``notice``, which names the limits, unless two numbers could be meant."""
    exact = refusal(name, raw, notice)
    return exact if exact.notice.key == "config.number_two" else ConfigError(notice)


def positive(name: str) -> Callable[[object], float]:
    """A reader of a finite number greater than 0."""

    def read(raw: object) -> float:
        value = as_float(raw)
        if value is None or value <= 0:
            values = {"setting": name, "allowed": f"{name} > 0", "given": shown(raw)}
            raise refusal(name, raw, Notice("config.number", values))
        return value

    return read


def finite(name: str) -> Callable[[object], float]:
    """A reader of a finite number."""

    def read(raw: object) -> float:
        value = as_float(raw)
        if value is None:
            values = {"setting": name, "given": shown(raw)}
            raise refusal(name, raw, Notice("config.finite", values))
        return value

    return read


def whole(name: str, low: int, high: int) -> Callable[[object], int]:
    """A reader of a whole number from ``low`` to ``high``."""

    def read(raw: object) -> int:
        value = _as_count(raw)
        if value is None or value != int(value) or not low <= value <= high:
            values = {"setting": name, "low": low, "high": high, "given": shown(raw)}
            raise _uncounted(name, raw, Notice("config.whole", values))
        return int(value)

    return read


def flag(name: str) -> Callable[[object], bool]:
    """A reader of a yes or no."""

    def read(raw: object) -> bool:
        value = as_bool(raw)
        if value is None:
            raise ConfigError(Notice("config.flag", {"setting": name, "given": shown(raw)}))
        return value

    return read


def choice(name: str, known: Mapping[str, object] | Sequence[str]) -> Callable[[object], str]:
    """A reader of one of the ``known`` names."""

    def read(raw: object) -> str:
        if not isinstance(raw, str) or raw not in known:
            raise unknown(name, raw, known)
        return raw

    return read


def one_of(name: str, known: Sequence[int]) -> Callable[[object], int]:
    """A reader of one of the ``known`` whole numbers."""
    allowed = f"{name} ∈ {{{', '.join(map(str, known))}}}"

    def read(raw: object) -> int:
        value = _as_count(raw)
        if value is None or value not in known:
            values = {"setting": name, "allowed": allowed, "given": shown(raw)}
            raise _uncounted(name, raw, Notice("config.number", values))
        return int(value)

    return read


def _formula(raw: object) -> str:
    if not isinstance(raw, str):
        raise ConfigError(Notice("config.text", {"setting": "formula", "given": shown(raw)}))
    # A lone surrogate is no character: nothing could be written with it again.
    return raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _start(raw: object) -> str | tuple[float, ...]:
    if isinstance(raw, str) and raw.strip() in ("", RANDOM):
        return raw.strip()
    values = as_floats(raw)
    if not values:
        raise refusal("start", raw, Notice("config.start", {"given": shown(raw)}), many=True)
    return values


def read_window(raw: object) -> str | tuple[float, ...]:
    """The part of the map that is shown, x from and to, y from and to; "" for all of it."""
    if raw in ("", (), []):
        return ""
    values = as_floats(raw)
    if not values or len(values) != 4 or not all(map(_shows, values[::2], values[1::2])):
        values_said = {"given": shown(raw)}
        raise refusal("window", raw, Notice("config.window", values_said), many=True)
    return values


def _shows(low: float, high: float) -> bool:
    """Whether an axis from ``low`` to ``high`` has room for numbers between."""
    return high - low > FINEST * max(abs(low), abs(high)) and max(-low, high) <= FARTHEST


def _hidden(raw: object) -> str:
    """What a link leaves away of the page: names with commas between, each once."""
    names = [each.strip() for each in raw.split(",")] if isinstance(raw, str) else [str(raw)]
    wanted = [*dict.fromkeys(filter(None, names))]
    for name in wanted:
        if name not in HIDEABLE:
            raise unknown("hide", name, HIDEABLE)
    return ",".join(wanted)


SETTINGS: tuple[Setting, ...] = (
    Setting("objective", "objective", choice("objective", OBJECTIVES)),
    Setting("formula", "formula", _formula),
    Setting("lr", "lr", positive("lr")),
    Setting("steps", "steps", whole("steps", 1, MAX_STEPS)),
    Setting("step", "step", whole("step", 0, MAX_STEPS)),
    Setting("start", "start", _start),
    Setting("optimizer", "optimizer", choice("optimizer", OPTIMIZERS)),
    Setting("schedule", "schedule", choice("schedule", SCHEDULES)),
    Setting("gradient", "gradient", choice("gradient", GRADIENTS)),
    Setting("batch_size", "batch", whole("batch_size", 0, MAX_BATCH)),
    Setting("seed", "seed", whole("seed", 0, MAX_SEED)),
    Setting("language", "lang", choice("language", LANGUAGES)),
    Setting("view", "view", choice("view", VIEWS)),
    Setting("window", "window", read_window),
    Setting("log_loss", "log", flag("log_loss")),
    Setting("ghosts", "ghosts", flag("ghosts")),
    Setting("apart", "apart", flag("apart")),
    Setting("trail", "trail", one_of("trail", TRAILS)),
    Setting("speed", "speed", one_of("speed", SPEEDS)),
    Setting("present", "present", flag("present")),
    Setting("hide", "hide", _hidden),
)

# The settings that hold several values: field -> (prefix in a query, field of the owner's name).
GROUPS: Mapping[str, tuple[str, str]] = {
    "hyperparameters": ("h.", "optimizer"),
    "schedule_hyperparameters": ("s.", "schedule"),
}
