"""What a click on a picture of the Compare page asks of the stage."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lrviz.analysis.comparison import ENTRANTS
from lrviz.film import race, strip
from lrviz.film.comparison import canonical, race_run
from lrviz.ui import session
from lrviz.ui.pages.compare.runs import race_rates
from lrviz.ui.pages.compare.settings import SETTINGS

__all__ = ["picked"]

Request = Mapping[str, Any]
Wanted = Mapping[str, Any] | None


def picked(where: str, request: Request) -> Wanted:
    """The settings of the run that was clicked; None where there is none."""
    return PICKS[where](request) if where in PICKS else None


def _picked_film(request: Request) -> Wanted:
    run = canonical(session.runnable()[0])
    rate = strip.film_rate(run, SETTINGS.now()["rates"], str(request.get("plot")))
    return None if rate is None else {"lr": rate}


def _picked_sweep(request: Request) -> Wanted:
    run, rates = race_run(session.runnable()[0]), race_rates()
    found = race.rate_of_sweep(
        str(request.get("plot")), _number(request.get("x")), race.trials_of(run, rates)
    )
    if found is None:
        return None
    entrant = ENTRANTS[found[0]]
    return {
        "optimizer": entrant.optimizer,
        "hyperparameters": dict(entrant.hyperparameters),
        "lr": found[1],
    }


def _picked_start(request: Request) -> Wanted:
    x, y = _number(request.get("x")), _number(request.get("y"))
    if session.runnable()[1].dim == 1:
        return {"start": (x,), "lr": y} if y > 0 else None
    return {"start": (x, y)}


def _picked_pair(request: Request) -> Wanted:
    lr, momentum = _number(request.get("x")), max(0.0, _number(request.get("y")))
    given = {"momentum": momentum, "nesterov": SETTINGS.now()["nesterov"] and momentum > 0}
    return {"optimizer": "sgd", "hyperparameters": given, "lr": lr} if lr > 0 else None


def _number(value: object) -> float:
    return float(f"{value:.6g}") if isinstance(value, int | float) else 0.0


PICKS: Mapping[str, Callable[[Request], Wanted]] = MappingProxyType(
    {
        "rates": _picked_film,
        "sweeps": _picked_sweep,
        "basins": _picked_start,
        "phase": _picked_pair,
    }
)
