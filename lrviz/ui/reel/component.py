"""A reel as a component, and what its browser says."""

from collections.abc import Callable, Mapping
from typing import Any

from lrviz.film.reel import Reel
from lrviz.ui import session
from lrviz.ui.component import Component

__all__ = ["reel", "reel_request"]

REEL = Component(
    "reel",
    root="lr-reel",
    html="""<div class="lr-reel" data-ready="false"></div>""",
    css=".lr-reel { min-height: 12rem; }",
)


def reel(
    show: Reel,
    *,
    key: str,
    language: str,
    frame: int = 0,
    speed: int = 0,
    clock: str = "",
    on_ask: Callable[[], None] | None = None,
) -> None:
    """Put a reel on the page, at ``frame``; ``on_ask`` runs before each answer.

    A rerun with the same reel neither stops its clock nor draws it anew, and what a hand has done
    that the server has not heard yet stays, also in another reel of the same ``clock``. ``speed``
    is in frames a second, 0 for the reel's own.
    """
    asks, turn = (clock or key) if on_ask else "", session.turn()
    payload = show.payload(key, language, frame=frame, speed=speed, turn=turn, asks=asks)
    REEL.mount(payload, key=key, on_ask=on_ask)


def reel_request(key: str) -> Mapping[str, Any]:
    """What the browser said in the run under way: {} if nothing.

    ``{"kind": "pick", "plot", "x", "y", "trace", "point", "custom"}`` for a click, x and y in
    data coordinates; ``{"kind": "frame", "frame", "turn", "speed"}`` once the clock has come to
    rest, the speed where a hand has changed it. What was said of another run is not heard.
    """
    said = REEL.request(key)
    return said if said.get("turn", session.turn()) == session.turn() else {}
