"""Three ways to a gradient, and what the trial step h gets wrong."""

import math
from collections.abc import Sequence
from functools import partial
from html import escape

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.derivatives import (
    STEP,
    DifferenceErrors,
    Gradients,
    difference_errors,
    right_digits,
)
from lrviz.analysis.secants import Secants, secants
from lrviz.compute.memo import memo
from lrviz.figures.difference import error_spec
from lrviz.figures.encode import Spec
from lrviz.figures.secant import secant_spec
from lrviz.figures.theme import Theme
from lrviz.film.gradient.place import Place, point_of, sign_of, slopes_told
from lrviz.film.reel import Plot, Reel, Swap
from lrviz.film.table import NONE
from lrviz.objectives.formula import Formula
from lrviz.objectives.primitives import INFINITE_SLOPE
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.text.numbers import exact, number, power_of, vector

__all__ = [
    "KEY",
    "STYLE",
    "errors_at",
    "errors_of",
    "errors_told",
    "first_trial",
    "marked",
    "place_of",
    "sloped",
    "table",
    "ways_reel",
]

Floats = NDArray[np.float64]

KEY = "ways"
STYLE = """
.lr-ways table { border-collapse: collapse; font-size: 0.95rem; }
.lr-ways p { margin: 0 0 0.3rem; opacity: 0.75; }
.lr-ways div { overflow-x: auto; }
.lr-ways th { text-align: left; font-weight: 500;
  padding: 0.2rem 1.1rem 0.2rem 0; white-space: nowrap; }
.lr-ways td { padding: 0.2rem 0.7rem 0.2rem 0; white-space: nowrap; }
.lr-ways td:not(.lr-num) { font-size: 0.82rem; opacity: 0.8; }
.lr-ways tr + tr { border-top: 1px solid var(--st-border-color, #8884); }
.lr-ways .lr-num { font-family: var(--st-code-font, monospace);
  font-variant-numeric: tabular-nums; }
.lr-ways .lr-num b { font-weight: 700; text-decoration: underline;
  text-underline-offset: 3px; }
"""
# The h that the clock goes through, from a large step to one lost in rounding.
TRIALS = np.logspace(0, -16, 33)
WAYS = ("symbolic", "autograd", "central", "forward")


def table(at: Place, found: Gradients) -> str:
    """Every way's slopes, the digits that are right in bold and underlined."""
    names = [escape(sign_of(at, i)) for i in range(at.objective.dim)]
    head = "".join(f"<th>∂ℓ/∂{name}</th><th></th>" for name in names)
    rows = "".join(_row(at, found, way) for way in WAYS)
    caption = escape(say("gradient.table", at.language, point=vector(found.w)))
    return (
        f'<div class="lr-ways" data-testid="ways-table"><p>{caption}</p>'
        f"<div><table><tr><th></th>{head}</tr>{rows}</table></div></div>"
    )


def _row(at: Place, found: Gradients, way: str) -> str:
    title = escape(say(f"gradient.row.{way}", at.language, h=number(found.h)))
    cells = []
    values, slopes = (slopes_told(getattr(found, each)).tolist() for each in (way, "symbolic"))
    for value, true, right in zip(values, slopes, found.digits(way), strict=True):
        digits = right if math.isfinite(true) else 0  # of an infinite slope no digit is right
        note = "" if way == "symbolic" else _note(value, true, digits, at.language)
        cells.append(f'<td class="lr-num">{marked(value, digits)}</td><td>{escape(note)}</td>')
    return f'<tr data-way="{way}"><th>{title}</th>{"".join(cells)}</tr>'


def _note(value: float, true: float, digits: int, language: str) -> str:
    """How many digits are right; of a slope of 0, which has none, how far off it is."""
    if not math.isfinite(true):
        return ""
    if not math.isfinite(value):
        return NONE
    if digits >= 16:
        return say("gradient.all_digits", language)
    if true == 0:
        return say("gradient.off", language, gap=number(abs(value), 2))
    return say("gradient.digits", language, count=digits)


def marked(value: float, digits: int) -> str:
    """All digits of a number, the first ``digits`` significant ones marked.

    >>> marked(-9.98, 2)
    '−<b>9.9</b>8'
    """
    text = exact(value)
    if digits >= 16:
        sign = "−" if text.startswith("−") else ""
        return f"{sign}<b>{text.removeprefix('−')}</b>"
    begin = next((i for i, c in enumerate(text) if c in "123456789"), len(text))
    end, seen = begin, 0
    while end < len(text) and seen < digits and text[end] in "0123456789.":
        seen += text[end] != "."
        end += 1
    return f"{text[:begin]}<b>{text[begin:end]}</b>{text[end:]}" if seen else text


def errors_at(at: Place) -> DifferenceErrors:
    """What the difference quotients get wrong there, by their trial step."""
    return errors_of(place_of(at.config), at.along)


def place_of(config: RunConfig) -> RunConfig:
    """The settings that the point depends on, and no others."""
    return RunConfig(
        objective=config.objective, formula=config.formula, start=config.start, seed=config.seed
    )


@memo(32)
def errors_of(run: RunConfig, along: int) -> DifferenceErrors:
    """The same for the point that a run starts at."""
    objective = run.build_objective()
    assert isinstance(objective, Formula)  # the settings name no other
    return difference_errors(objective, point_of(run, objective), along)


def sloped(errors: DifferenceErrors) -> bool:
    """Whether there is a slope that quotients come near to, as at the kink of √x at 0 there is
    none."""
    return bool(abs(errors.slopes[0]) < INFINITE_SLOPE)


def errors_told(errors: DifferenceErrors) -> tuple[Floats, Floats]:
    """The errors of central and of forward differences ``(n,)``; ∞ where the slope is."""
    central, forward = errors.central, errors.forward
    if sloped(errors):
        return central, forward
    return np.full_like(central, np.inf), np.full_like(forward, np.inf)


def ways_reel(at: Place, errors: DifferenceErrors) -> Reel:
    """Secant and error on one clock that shrinks h."""
    central, forward = (
        secants(at.objective, at.w, at.along, TRIALS, central=central) for central in (True, False)
    )
    slope, language = errors.slopes[0], at.language
    return Reel(
        plots=[
            _secant_plot(at, slope, central, forward),
            _error_plot(at, errors, [central, forward]),
        ],
        frames=len(TRIALS),
        height="19rem",
        clock=say(f"gradient.{KEY}.clock", language),
        speed=3,
    )


def first_trial(at: Place) -> Reel:
    """The secants of the first, large h, without the tangent and without what they get wrong."""
    central, forward = (
        secants(at.objective, at.w, at.along, TRIALS[:1], central=central)
        for central in (True, False)
    )
    h, name = number(float(TRIALS[0])), sign_of(at, at.along)
    alt = say("gradient.ways.secants_alt", at.language, name=name, point=vector(at.w), h=h)
    captions = [say("gradient.ways.first", at.language, h=h)]
    plot = _secants_plot(at, None, central, forward, alt, captions)
    return Reel(plots=[plot], columns=1, height="26rem")


def _secants_plot(
    at: Place,
    slope: float | None,
    central: Secants,
    forward: Secants,
    alt: str,
    captions: Sequence[str],
) -> Plot:
    """The secants, with the tangent of ``slope`` where there is one."""
    return Plot(
        name="secant",
        title=say("gradient.ways.secant", at.language),
        alt=alt,
        spec=lambda theme: secant_spec(
            at.objective, at.w, at.along, slope, theme=theme, language=at.language
        ),
        moving=_moving(central, forward),
        captions=captions,
    )


def _moving(central: Secants, forward: Secants) -> dict[str, Swap]:
    moving: dict[str, Swap] = {}
    for name, lines in (("central", central), ("forward", forward)):
        x, y = lines.ends
        moving |= {name: Swap(x=x, y=y), f"{name}_points": Swap(x=lines.x, y=lines.y)}
    return moving


def _secant_plot(at: Place, slope: float, central: Secants, forward: Secants) -> Plot:
    captions = [
        say(
            "gradient.ways.quotients",
            at.language,
            h=number(h, 2),
            central=number(a, 8),
            forward=number(b, 8),
            central_digits=right_digits(a, slope),
            forward_digits=right_digits(b, slope),
        )
        for h, a, b in zip(
            TRIALS.tolist(), central.slope.tolist(), forward.slope.tolist(), strict=True
        )
    ]
    alt = say(
        "gradient.ways.secant_alt",
        at.language,
        name=sign_of(at, at.along),
        point=vector(at.w),
        slope=number(slope),
    )
    return _secants_plot(at, slope, central, forward, alt, captions)


def _error_plot(at: Place, errors: DifferenceErrors, lines: Sequence[Secants]) -> Plot:
    away = [np.abs(each.slope - errors.slopes[0]) for each in lines]
    found = np.stack(away, axis=1)
    found = np.where(found > 0, found, np.nan)  # a log axis has no place for no error
    return Plot(
        name="error",
        title=say("gradient.ways.error", at.language),
        alt=say(
            "gradient.ways.error_alt",
            at.language,
            name=sign_of(at, at.along),
            theory=_theory(at, errors),
        ),
        spec=partial(_spec, errors, at.language),
        moving={"now": Swap(x=np.stack([TRIALS, TRIALS], axis=1), y=found)},
        captions=(_theory(at, errors),),
    )


def _spec(errors: DifferenceErrors, language: str, theme: Theme) -> Spec:
    return error_spec(errors, theme=theme, language=language)


def _theory(at: Place, errors: DifferenceErrors) -> str:
    """What the curve has its minimum at, and where theory expects it."""
    best, expected, language = errors.best, errors.expected, at.language
    name, power, gap = sign_of(at, at.along), errors.leading.power, errors.leading.size
    if (without := _without(errors)) is not None:
        return say(f"gradient.ways.{without}", language, name=name, gap=number(gap))
    assert best is not None
    said = {"name": name, "best": number(best, 2)}
    if gap == 0:
        key = "no_bend" if errors.rounds_only else "far"
        return say(f"gradient.ways.{key}", language, **said)
    said["law"] = power_of("h", power)
    if expected is None:
        return say("gradient.ways.growth", language, **said)
    said |= {"expected": number(expected, 2), "usual": number(STEP)}
    return say("gradient.ways.theory" if power == 2 else "gradient.ways.power", language, **said)


def _without(errors: DifferenceErrors) -> str | None:
    """Why no h is the best for the central difference, if none is."""
    power = errors.leading.power
    if errors.one_sided:
        return "one_sided"
    if not errors.near and (power > 0 or not errors.moved.any()):
        return "no_h"
    if power < 0:
        return "jump" if errors.forward_leading.power < 0 else "jump_before"
    if power == 0:
        return "kink"
    if errors.best is None:
        return "level" if errors.level else "exact"
    return None
