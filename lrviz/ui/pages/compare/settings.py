"""What the Compare page knows beside the run, in the same address."""

from collections.abc import Sequence

from lrviz.film.race import Rates
from lrviz.states.compare import COMPARE, own_rates_of, race_rates_of, racers_of
from lrviz.ui.page_settings import PageSettings

__all__ = ["SETTINGS", "own_rates", "race_rates", "racers"]

SETTINGS = PageSettings.of(COMPARE)


def racers() -> Sequence[str]:
    """The names of those who take part."""
    return racers_of(SETTINGS.now())


def own_rates() -> dict[str, float]:
    """The rate of each racer where nobody searches for the best: the one given, or torch's."""
    return own_rates_of(SETTINGS.now())


def race_rates() -> Rates:
    """Who races, at a rate of its own, or at None for its best."""
    return race_rates_of(SETTINGS.now())
