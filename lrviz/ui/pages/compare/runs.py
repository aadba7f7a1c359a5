"""From the settings of the visit to what a comparison is made of."""

from lrviz.film.race import Rates
from lrviz.states.compare import race_rates_of
from lrviz.ui.pages.compare.settings import SETTINGS

__all__ = ["race_rates"]


def race_rates() -> Rates:
    """Who races, at a rate of its own, or at None for its best."""
    return race_rates_of(SETTINGS.now())
