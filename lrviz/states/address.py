"""What one page's address holds beside the run: the settings, and a query read for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lrviz.settings.fields import SPEEDS, Setting, one_of
from lrviz.text.notices import ConfigError, Notice

__all__ = ["LONGEST_QUERY", "PACE", "AddressSettings"]

# A query of more characters is answered by no route of its own (a picture, a film, a poll): every
# field of every page, written out, takes less.
LONGEST_QUERY = 4000
# Frames a second of the page's reels, 0 for each one's own.
PACE = Setting("pace", "pace", one_of("pace", (0, *SPEEDS)))


@dataclass(frozen=True)
class AddressSettings:
    """The settings of a page, each with its key in a query and its default.

    Attributes:
        page: the page's name.
        settings: what there is; the keys differ from those of RunConfig.
        defaults: a value for each.
    """

    page: str
    settings: Sequence[Setting]
    defaults: Mapping[str, Any]

    def read(self, given: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, Notice]]:
        """The values of a query, and by name what was refused of it; never raises.

        What is missing has its default, and so has what cannot be.
        """
        values: dict[str, Any] = dict(self.defaults)
        refused: dict[str, Notice] = {}
        for each in self.settings:
            if given.get(each.key) is None:
                continue
            try:
                values[each.name] = each.read(given[each.key])
            except ConfigError as error:
                refused[each.name] = error.notice
        return values, refused
