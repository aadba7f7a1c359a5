"""What the Compare page's reels ask, and what comes of it: a clock at rest, or a run to open."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import streamlit as st

from lrviz.analysis.basins import Basins
from lrviz.analysis.comparison import ENTRANTS
from lrviz.film import race, strip
from lrviz.film.comparison import canonical, race_run
from lrviz.film.reel import Reel
from lrviz.settings.config import RunConfig
from lrviz.ui import session
from lrviz.ui.pages.compare.settings import SETTINGS, race_rates
from lrviz.ui.reel.component import reel, reel_request

__all__ = ["answering", "show_basins", "shown_basins"]

_SHOWN = "basins_shown"  # The session keeps the last map under it.

Request = Mapping[str, Any]
Wanted = Mapping[str, Any] | None


@st.fragment
def answering(show: Reel, name: str) -> None:
    """A reel, and what is asked of it: only this part answers while the clock runs."""
    config, key = session.config(), f"compare_{name}"
    frame, speed = config.step, SETTINGS.now()["pace"]
    language, hear = config.language, partial(_hear, name, key)
    reel(show, key=key, language=language, frame=frame, speed=speed, clock="step", on_ask=hear)
    if session.leaving():
        st.rerun()
    if reel_request(key).get("kind") == "frame":
        SETTINGS.publish()


def _hear(name: str, key: str) -> None:
    """Take what the browser says: where the clock rests, or what was clicked."""
    request = reel_request(key)
    if request.get("kind") == "frame":
        steps = session.config().steps
        session.change(step=max(0, min(int(request.get("frame", 0)), steps)))
        SETTINGS.change(pace=request.get("speed", SETTINGS.now()["pace"]))
    if request.get("kind") == "pick" and (wanted := _picked(name, request)):
        session.change(**wanted)
        session.changed_behind("start", "lr")
        session.go_to("descent")


def _picked(where: str, request: Request) -> Wanted:
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
    """The cell's own start, beside which another may end elsewhere than its colour says."""
    x, y, found = _number(request.get("x")), _number(request.get("y")), shown_basins()
    flat = session.runnable()[1].dim == 1
    if found is None or (flat and not y > 0):
        return None
    x, y = found.cell(x, y)
    return {"start": (x,), "lr": y} if flat else {"start": (x, y)}


def show_basins(run: RunConfig, found: Basins) -> None:
    """Keep the map that is shown, which clicks are on."""
    st.session_state[_SHOWN] = run, found


def shown_basins(run: RunConfig | None = None) -> Basins | None:
    """The last map that was shown; of ``run`` alone, if it is given, whatever the number of its
    starts."""
    known, found = st.session_state.get(_SHOWN, (None, None))
    return found if run is None or known == run else None


def _picked_pair(request: Request) -> Wanted:
    lr, momentum = _number(request.get("x")), max(0.0, _number(request.get("y")))
    given = {"momentum": momentum, "nesterov": SETTINGS.now()["nesterov"] and momentum > 0}
    rule = {"optimizer": "sgd", "hyperparameters": given, "schedule": "constant"}
    return {**rule, "lr": lr} if lr > 0 else None


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
