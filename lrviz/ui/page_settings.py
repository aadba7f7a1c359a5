"""What one page knows beside the run: its own settings, in the same address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lrviz.settings.fields import SPEEDS, Setting, one_of, write
from lrviz.text.notices import ConfigError
from lrviz.ui import session

# Frames a second of the page's reels, 0 for each one's own.
PACE = Setting("pace", "pace", one_of("pace", (0, *SPEEDS)))


@dataclass(frozen=True)
class PageSettings:
    """The settings of a page, each with its key in a query and its default.

    Attributes:
        page: the page's name; where the session keeps them.
        settings: what there is; the keys differ from those of RunConfig.
        defaults: a value for each.
    """

    page: str
    settings: Sequence[Setting]
    defaults: Mapping[str, Any]

    def now(self) -> Mapping[str, Any]:
        """The values of this visit; at its beginning those of the address.

        What the address asks for and cannot have is its default, and is noted.
        """
        key = f"page_{self.page}"
        if key not in st.session_state:
            query = st.query_params.to_dict()
            st.session_state[key] = {
                each.name: self._read(each, query.get(each.key)) for each in self.settings
            }
        values: dict[str, Any] = st.session_state[key]
        return values

    def change(self, **changes: object) -> None:
        """Take new values; one that cannot be is kept as a sentence, see ``session.mistake``."""
        known = {each.name: each for each in self.settings}
        for name, value in changes.items():
            try:
                read = known[name].read(value)
            except ConfigError as error:
                sentence = error.notice.sentence(session.config().language)
                session.note_mistake(f"{self.page}.{name}", sentence)
            else:
                session.note_mistake(f"{self.page}.{name}", None)
                st.session_state[f"page_{self.page}"] = {**self.now(), name: read}

    def publish(self) -> None:
        """Write the run and these settings into the address."""
        values = self.now()
        session.publish({each.key: write(values[each.name]) for each in self.settings})

    def _read(self, setting: Setting, given: str | None) -> Any:
        if given is None:
            return self.defaults[setting.name]
        try:
            return setting.read(given)
        except ConfigError as error:
            sentence = error.notice.sentence(session.config().language)
            session.note_mistake(f"{self.page}.{setting.name}", sentence)
            return self.defaults[setting.name]
