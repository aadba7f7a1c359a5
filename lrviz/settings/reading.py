"""Raw settings of any kind in, checked settings out, and a notice for each one refused."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lrviz.descent.hyperparameters import Hyperparameter
from lrviz.descent.optimizers import OPTIMIZERS, resolve
from lrviz.descent.schedules import SCHEDULES
from lrviz.objectives import OBJECTIVES, FormulaError, Objective
from lrviz.objectives.base import DataObjective
from lrviz.settings.fields import GROUPS, SETTINGS, Given, as_float, read_hyperparameter, write
from lrviz.settings.formulas import read
from lrviz.text.notices import ConfigError, Notice, shown, unknown

Raw = Mapping[str, Any]


def read_settings(raw: Raw, defaults: Raw) -> tuple[dict[str, Any], list[Notice]]:
    """Every setting checked, by itself and beside the others; never raises.

    What is missing from ``raw``, or refused, comes from ``defaults``; each refusal is a
    notice. A formula that cannot be read is no refusal.
    """
    values: dict[str, Any] = {}
    notices: list[Notice] = []
    for setting in SETTINGS:
        default = defaults[setting.name]
        try:
            values[setting.name] = setting.read(raw.get(setting.name, default))
        except ConfigError as error:
            values[setting.name] = default
            notices.append(_replaced(error, default))
    for name in GROUPS:
        values[name] = _group(name, raw.get(name, ()), values, notices)
    for name, check in _TOGETHER.items():
        try:
            check(values)
        except ConfigError as error:
            values[name] = defaults[name]
            notices.append(_replaced(error, defaults[name]))
    return values, notices


def objective_of(name: str, text: str) -> Objective | FormulaError:
    """The objective of a formula, or of a name where the formula is blank."""
    return read(text) if text.strip() else OBJECTIVES[name]


def formula_notices(text: str) -> tuple[Notice, ...]:
    """What is wrong with a formula; nothing for a good or a blank one."""
    built = objective_of(next(iter(OBJECTIVES)), text)
    if isinstance(built, FormulaError):
        return (Notice(f"formula.{built.key}", built.values),)
    return ()


def consequences(old: Raw, changes: Raw) -> dict[str, object]:
    """What no longer applies once ``changes`` are made to the checked settings ``old``."""
    moved: dict[str, object] = {}
    steps = as_float(changes.get("steps"))
    if steps is not None:
        moved["step"] = max(0, min(old["step"], int(steps)))
    for name, (_, owner) in GROUPS.items():
        if changes.get(owner, old[owner]) != old[owner]:
            moved[name] = ()
    if {"objective", "formula"} & changes.keys():
        moved["window"] = ""
    if isinstance(old["start"], tuple) and {"objective", "formula"} & changes.keys():
        moved["start"] = old["start"] if _fits({**old, **changes}) else ""
    return moved


def known_hyperparameters(group: str, owner: str) -> Sequence[Hyperparameter]:
    """The hyperparameters of an optimizer or of a schedule."""
    if group == "hyperparameters":
        return OPTIMIZERS[owner].hyperparameters
    return SCHEDULES[owner].hyperparameters


def _group(name: str, raw: object, values: Raw, notices: list[Notice]) -> Given:
    known = {each.name: each for each in known_hyperparameters(name, values[GROUPS[name][1]])}
    checked = []
    for key, value in sorted(_pairs(name, raw, notices)):
        try:
            if key not in known:
                raise unknown("hyperparameter", key, known)
            checked.append((key, read_hyperparameter(known[key], value)))
        except ConfigError as error:
            notices.append(_replaced(error, known[key].default if key in known else None))
    return tuple(checked)


def _pairs(name: str, raw: object, notices: list[Notice]) -> list[tuple[str, object]]:
    try:
        pairs = dict(raw)  # type: ignore[call-overload]
    except (TypeError, ValueError):
        notices.append(Notice("config.group", {"setting": name, "given": shown(raw)}))
        return []
    return [(str(key), value) for key, value in pairs.items()]


def _replaced(error: ConfigError, default: object) -> Notice:
    return Notice(
        error.notice.key,
        error.notice.values,
        used=None if default is None else write(default) or '""',
    )


def _fits(values: Raw) -> bool:
    try:
        _start_fits(values)
    except (ConfigError, LookupError, TypeError, AttributeError):
        return False
    return True


def _combination(values: Raw) -> None:
    rule = OPTIMIZERS[values["optimizer"]]
    try:
        resolve(rule, dict(values["hyperparameters"]), 1)
    except ValueError as error:
        said = {"optimizer": rule.name, "reason": str(error)}
        raise ConfigError(Notice("config.combination", said)) from None


def _start_fits(values: Raw) -> None:
    built = objective_of(values["objective"], values["formula"])
    start = values["start"]
    if isinstance(built, FormulaError) or isinstance(start, str) or len(start) == built.dim:
        return
    said = {"count": built.dim, "names": ", ".join(built.parameter_names)}
    raise ConfigError(Notice("config.start_length", {**said, "given": len(start)}))


def _step(values: Raw) -> None:
    if values["step"] > values["steps"]:
        said = {"setting": "step", "low": 0, "high": values["steps"], "given": values["step"]}
        raise ConfigError(Notice("config.whole", said))


def _batch_size(values: Raw) -> None:
    size = values["batch_size"]
    built = objective_of(values["objective"], values["formula"])
    if not size or isinstance(built, FormulaError):
        return
    rows = built.rows if isinstance(built, DataObjective) else 0
    if size > rows:
        said = {"setting": "batch_size", "low": 0, "high": rows, "given": size}
        raise ConfigError(Notice("config.whole", said))


_TOGETHER: Mapping[str, Callable[[Raw], None]] = {
    "hyperparameters": _combination,
    "start": _start_fits,
    "step": _step,
    "batch_size": _batch_size,
}
