"""What theory says of a rule on a curvature: figures and sentences, only those that hold."""

from typing import Any

from lrviz.analysis.iteration import is_linear, spectral_radius, swings
from lrviz.analysis.marks import bound_name, has_bound
from lrviz.analysis.stability import best_rates, critical_lr
from lrviz.analysis.theory import Curvature, motion
from lrviz.film.table import NONE
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["expectations", "expected_figures"]

ONE = 1e-9  # A spectral radius this near to 1 neither shrinks nor grows.
SINGLE = 1.001  # Rates this near to each other are shown as one.


def expected_figures(config: RunConfig, curve: Curvature) -> list[tuple[str, str]]:
    """Labels and values: the eigenvalues, the rule's bound and best rate, the condition number.

    A rule that is not linear has no bound; a schedule leaves one for the rate of a step, but
    no best.
    """
    language, given = config.language, dict(config.hyperparameters)
    figures = [
        (
            say("ui.eigenvalues", language),
            ", ".join(number(float(x)) for x in curve.eigenvalues),
        )
    ]
    if is_linear(config.optimizer, given):
        bound = critical_lr(config.optimizer, given, curve.eigenvalues)
        name = say(f"ui.bound.{bound_name(given)}", language)
        figures.append((name, NONE if bound is None else number(bound)))
    if has_bound(config.optimizer, given, config.schedule):
        figures.append((say("ui.best", language), _best(config, curve)))
    figures.append((say("ui.condition", language), number(curve.condition_number)))
    return figures


def expectations(config: RunConfig, curve: Curvature) -> list[str]:
    """What the figures mean for this run, as Markdown, the directions one by one."""
    language, given = config.language, dict(config.hyperparameters)
    if not is_linear(config.optimizer, given):
        name = say(f"optimizer.{config.optimizer}.title", language)
        return [say("ui.no_bound", language, name=name)]
    if config.schedule != "constant":
        return [say("ui.bound_of_a_step", language)]
    found = ["\n".join(_directions(config, curve))]
    if critical_lr(config.optimizer, given, curve.eigenvalues) is None:
        return [*found, say("ui.never_shrinks", language)]
    best = best_rates(config.optimizer, given, curve.eigenvalues)
    return found if best is None else [*found, say("ui.best_note", language)]


def _best(config: RunConfig, curve: Curvature) -> str:
    """One rate, or from and to where a stretch of rates is equally good."""
    found = best_rates(config.optimizer, dict(config.hyperparameters), curve.eigenvalues)
    if found is None:
        return NONE
    low, high = found
    return number(high) if high <= SINGLE * low else f"{number(low)} … {number(high)}"


def _directions(config: RunConfig, curve: Curvature) -> list[str]:
    """A heading, and what the rate in use does along each eigen-direction."""
    given: dict[str, Any] = dict(config.hyperparameters)
    if given.get("momentum"):
        return _radii(config, curve)
    decay = float(given.get("weight_decay", 0.0))
    heading = "ui.factors_decay" if decay else "ui.factors"
    lines = [say(heading, config.language, lr=number(config.lr))]
    for eigenvalue in curve.eigenvalues.tolist():
        factor = 1 - config.lr * (eigenvalue + decay)
        lines.append(_line(config, eigenvalue, factor, f"ui.motion.{motion(factor)}"))
    return lines


def _radii(config: RunConfig, curve: Curvature) -> list[str]:
    rule = (config.optimizer, dict(config.hyperparameters), [config.lr], curve.eigenvalues)
    radius, swinging = spectral_radius(*rule), swings(*rule)
    assert radius is not None
    assert swinging is not None
    lines = [say("ui.radii", config.language, lr=number(config.lr))]
    for eigenvalue, factor, back in zip(curve.eigenvalues, radius[0], swinging[0], strict=True):
        key = f"ui.swing.{_trend(float(factor), bool(back))}"
        lines.append(_line(config, float(eigenvalue), float(factor), key))
    return lines


def _trend(radius: float, back: bool) -> str:
    if abs(radius - 1) <= ONE:
        return "keeps"
    if radius < 1:
        return "swings_in" if back else "creeps_in"
    return "swings_out" if back else "runs_out"


def _line(config: RunConfig, eigenvalue: float, factor: float, key: str) -> str:
    said = {"eigenvalue": number(eigenvalue), "factor": number(factor)}
    return say("ui.factor", config.language, motion=say(key, config.language), **said)
