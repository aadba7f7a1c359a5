"""The Gradient page's address: which part is open, and what of it is shown."""

from types import MappingProxyType

from lrviz.settings.fields import MAX_PARAMETERS, Setting, choice, whole
from lrviz.states.address import PACE, AddressSettings

__all__ = ["GRADIENT", "MOST_FRAMES", "PARTS", "STEEPEST"]

PARTS = ("weights", "directions", "ways", "graph")
MOST_FRAMES = 2000  # A reel's frame in an address is at most this.
STEEPEST = -1  # The angle that stands for the steepest way down.

GRADIENT = AddressSettings(
    "gradient",
    (
        Setting("part", "part", choice("part", PARTS)),
        Setting("across", "across", whole("across", 0, MAX_PARAMETERS - 1)),
        Setting("upward", "upward", whole("upward", 0, MAX_PARAMETERS - 1)),
        Setting("along", "along", whole("along", 0, MAX_PARAMETERS - 1)),
        Setting("trial", "trial", whole("trial", 0, MOST_FRAMES)),
        Setting("beat", "beat", whole("beat", 0, MOST_FRAMES)),
        Setting("angle", "angle", whole("angle", STEEPEST, 360)),
        PACE,
    ),
    MappingProxyType(
        {
            "part": "weights",
            "across": 0,
            "upward": 1,
            "along": 0,
            "trial": 0,
            "beat": 0,
            "angle": STEEPEST,
            "pace": 0,
        }
    ),
)
