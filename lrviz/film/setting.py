"""What a run is made with, in words beside its picture, and its formula typeset on it."""

from collections.abc import Mapping
from functools import lru_cache

from latex2mathml.converter import convert
from sympy import Symbol, latex

from lrviz.descent.hyperparameters import Hyperparameter
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.schedules import SCHEDULES
from lrviz.descent.trajectory import Settings
from lrviz.objectives.base import Objective
from lrviz.text import say
from lrviz.text.numbers import number, vector

__all__ = ["formula_of", "setting_of"]

LONGEST = 600  # LaTeX of more characters is no help on a picture.
NAMED = 3  # At most so many parameters are named one by one.


def setting_of(settings: Settings, language: str) -> list[str]:
    """The rule, and all that is not as it is by default: the words of one line.

    >>> from lrviz import descend
    >>> setting_of(descend("bowl", lr=0.1, momentum=0.9).settings, "en")
    ['SGD (gradient descent)', 'momentum = 0.9']
    """
    words = [_title("optimizer", settings.optimizer, language)]
    if settings.optimizer in OPTIMIZERS:
        words += _changed(OPTIMIZERS[settings.optimizer].hyperparameters, settings.hyperparameters)
    if settings.schedule and settings.schedule != "constant":
        words.append(_title("schedule", settings.schedule, language))
        if settings.schedule in SCHEDULES:
            known = SCHEDULES[settings.schedule].hyperparameters
            words += _changed(known, settings.schedule_hyperparameters)
    if settings.batch_size:
        words.append(say("stage.batches", language, rows=settings.batch_size))
    if settings.gradient != "analytic":
        words.append(say("stage.gradient_taken", language, how=_way(settings.gradient, language)))
    return words


def _title(kind: str, name: str, language: str) -> str:
    known = OPTIMIZERS if kind == "optimizer" else SCHEDULES
    return say(f"{kind}.{name}.title", language) if name in known else name


def _way(gradient: str, language: str) -> str:
    return say(f"ui.gradients.{gradient}", language)


def _changed(known: tuple[Hyperparameter, ...], given: Mapping[str, object]) -> list[str]:
    """Each hyperparameter that is not as it is by default."""
    there = [each for each in known if each.name in given and given[each.name] != each.default]
    return [f"{each.name} = {_written(given[each.name])}" for each in there]


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return vector(value)
    plain = isinstance(value, bool) or not isinstance(value, int | float)
    return str(value) if plain else number(float(value))  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def formula_of(objective: Objective) -> str:
    """ℓ(x, y) = … as MathML; "" for what is too long to read on a picture."""
    if len(objective.latex) > LONGEST:
        return ""
    few = objective.dim <= NAMED
    names = ", ".join(latex(Symbol(name)) for name in objective.parameter_names) if few else "w"
    return str(convert(rf"\ell({names}) = {objective.latex}"))
