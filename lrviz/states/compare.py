"""The Compare page's address: what is compared, beside the run."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lrviz.analysis.comparison import ENTRANTS
from lrviz.settings.fields import Setting, as_float, as_floats, choice, flag, refusal
from lrviz.states.address import PACE, AddressSettings
from lrviz.text.notices import ConfigError, Notice, shown, unknown

__all__ = [
    "COMPARE",
    "FEWEST",
    "GRIDS",
    "MOST_RACERS",
    "MOST_RATES",
    "SHADES",
    "TABS",
    "own_rates_of",
    "race_rates_of",
    "racers_of",
]

TABS = ("rates", "optimizers", "basins", "momentum")
SHADES = ("minimum", "steps")
GRIDS = ("100", "150", "200")  # The map of basins has so many starts along each axis.
_NEXT_PAIR = re.compile(r",(?=\s*[a-z_]+\s*:)")  # A rate may have a comma of its own.
# At least two are compared, and at most so many rates, or so many racers.
FEWEST, MOST_RATES, MOST_RACERS = 2, 9, 8


def _rates(raw: object) -> tuple[float, ...]:
    """Two to nine different rates, ascending; () for the four regimes."""
    if isinstance(raw, str) and not raw.strip():
        return ()
    values = sorted(set(as_floats(raw) or ()))
    if not FEWEST <= len(values) <= MOST_RATES or values[0] <= 0:
        said = {"low": FEWEST, "high": MOST_RATES, "given": shown(raw)}
        raise refusal("rates", raw, Notice("compare.bad_rates", said), many=True)
    return tuple(values)


def _racers(raw: object) -> str:
    """Two to eight different names of ENTRANTS, with commas between them."""
    names = dict.fromkeys(str(raw).split(","))
    for name in names:
        if name not in ENTRANTS:
            raise unknown("racers", name, ENTRANTS)
    if not FEWEST <= len(names) <= MOST_RACERS:
        said = {"low": FEWEST, "high": MOST_RACERS, "given": len(names)}
        raise ConfigError(Notice("compare.bad_count", said))
    return ",".join(names)


def _own(raw: object) -> str:
    """``name:rate`` pairs with commas between them, for racers whose rate was given."""
    pairs = {}
    for pair in filter(None, _NEXT_PAIR.split(str(raw))):
        name, _, text = pair.partition(":")
        rate = as_float(text)
        if name not in ENTRANTS:
            raise unknown("racers", name, ENTRANTS)
        if rate is None or rate <= 0:
            said = {"name": name, "given": shown(text)}
            raise refusal(f"lr ({name})", text, Notice("compare.bad_rate", said))
        pairs[name] = rate
    return ",".join(f"{name}:{rate!r}" for name, rate in pairs.items())


COMPARE = AddressSettings(
    "compare",
    (
        Setting("tab", "compare", choice("compare", TABS)),
        Setting("rates", "rates", _rates),
        Setting("racers", "racers", _racers),
        Setting("own", "own", _own),
        Setting("fair", "fair", flag("fair")),
        Setting("starts", "starts", choice("starts", GRIDS)),
        Setting("shade", "shade", choice("shade", SHADES)),
        Setting("nesterov", "nesterov", flag("nesterov")),
        PACE,
    ),
    {
        "tab": "rates",
        "rates": (),
        "racers": "sgd,momentum,rmsprop,adam",
        "own": "",
        "fair": True,
        "starts": GRIDS[0],
        "shade": SHADES[0],
        "nesterov": False,
        "pace": 0,
    },
)


def racers_of(values: Mapping[str, Any]) -> Sequence[str]:
    """The names of those who take part."""
    names: str = values["racers"]
    return names.split(",")


def own_rates_of(values: Mapping[str, Any]) -> dict[str, float]:
    """The rate of each racer where nobody searches for the best: the one given, or torch's."""
    given = dict(pair.split(":") for pair in values["own"].split(",") if pair)
    return {name: float(given.get(name, ENTRANTS[name].default_lr)) for name in racers_of(values)}


def race_rates_of(values: Mapping[str, Any]) -> tuple[tuple[str, float | None], ...]:
    """Who races, at a rate of its own, or at None for its best."""
    if values["fair"]:
        return tuple((name, None) for name in racers_of(values))
    return tuple(own_rates_of(values).items())
