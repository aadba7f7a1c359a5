"""What the Network page's clocks say: where they stand is in the address."""

from functools import partial

from lrviz.film.network.training import TrainingFilm
from lrviz.film.reel import Reel
from lrviz.states.network import LAST_FRAME
from lrviz.ui.pages.network.settings import SETTINGS
from lrviz.ui.reel.component import reel, reel_request

__all__ = ["clocked", "hear_recipe"]


def clocked(show: Reel, film: TrainingFilm, key: str, language: str) -> None:
    """A reel whose clock is in the address."""
    frame = min(SETTINGS.now()["frame"], film.frames - 1)
    speed, hear = SETTINGS.now()["pace"], partial(_hear, key, film.frames)
    reel(show, key=key, language=language, frame=frame, speed=speed, clock="frame", on_ask=hear)


def _hear(key: str, frames: int) -> None:
    request = reel_request(key)
    if request.get("kind") == "frame":
        frame = int(request["frame"])
        frame = LAST_FRAME if frame == frames - 1 else min(frame, LAST_FRAME)
        SETTINGS.change(frame=frame, pace=request.get("speed", SETTINGS.now()["pace"]))


def hear_recipe() -> None:
    request = reel_request("recipe")
    if request.get("kind") == "frame":
        piece = min(int(request["frame"]), LAST_FRAME)
        SETTINGS.change(piece=piece, pace=request.get("speed", SETTINGS.now()["pace"]))
