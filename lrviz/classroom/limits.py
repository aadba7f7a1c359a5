"""How often: per token, per room and for all misses together; never per address.

A lecture hall is one address, so an address says nothing about who asks.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["LIMITS", "Limits", "Rate"]


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many a second afterwards."""

    burst: float
    a_second: float


# A class of a thousand comes, votes and is told of each step without meeting one of these.
LIMITS: Mapping[str, Rate] = MappingProxyType(
    {
        "miss": Rate(200, 5),  # codes that are none, by anybody
        "open": Rate(30, 0.5),  # rooms, by anybody
        "join": Rate(1500, 100),  # new tokens of a room
        "token": Rate(30, 3),  # whatever a student's page asks
        "vote": Rate(12, 1),  # votes of a student
        "desk": Rate(80, 10),  # whatever a lecturer's page asks
        "ask": Rate(10, 0.5),  # questions put in a room: each may cost a run
    }
)
# So many levels are kept of those that are not full; the oldest is forgotten first.
MOST_KEPT = 20_000


class Limits:
    """Buckets that fill with time, one for each kind and each who."""

    def __init__(self, clock: Callable[[], float], limits: Mapping[str, Rate] = LIMITS) -> None:
        self._clock, self._limits = clock, limits
        self._levels: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def left(self, kind: str, who: str = "") -> bool:
        """Whether one more is allowed now; nothing is spent."""
        return self._level(kind, who) >= 1

    def spend(self, kind: str, who: str = "") -> bool:
        """Spend one where one is left; False where none is."""
        level = self._level(kind, who)
        if level < 1:
            return False
        self._levels[kind, who] = level - 1, self._clock()
        self._levels.move_to_end((kind, who))
        if len(self._levels) > MOST_KEPT:
            self._levels.popitem(last=False)
        return True

    def _level(self, kind: str, who: str) -> float:
        rate = self._limits[kind]
        level, at = self._levels.get((kind, who), (rate.burst, self._clock()))
        return min(rate.burst, level + rate.a_second * (self._clock() - at))
