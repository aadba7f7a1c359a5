"""What one page knows beside the run: its own settings, in the same address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lrviz.settings.fields import write
from lrviz.states.address import AddressSettings
from lrviz.text.notices import ConfigError
from lrviz.ui import session


@dataclass(frozen=True)
class PageSettings(AddressSettings):
    """The settings of a page as a visit has them; the session keeps them under the page's name."""

    @classmethod
    def of(cls, known: AddressSettings) -> "PageSettings":
        """Those of an address."""
        return cls(known.page, known.settings, known.defaults)

    def now(self) -> Mapping[str, Any]:
        """The values of this visit; where it begins, or begins anew, those of the address.

        What the address asks for and cannot have is its default, and is noted.
        """
        key, opened = f"page_{self.page}", f"opened_{self.page}"
        if key not in st.session_state or st.session_state.get(opened, 0) != session.openings():
            values, refused = self.read(session.address())
            for each, notice in refused.items():
                sentence = notice.sentence(session.config().language)
                session.note_mistake(f"{self.page}.{each}", sentence)
            st.session_state[opened] = session.openings()
            st.session_state[key] = values
        now: dict[str, Any] = st.session_state[key]
        return now

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

    def take(self, values: Mapping[str, Any]) -> None:
        """All values at once, checked already: those of a state."""
        st.session_state[f"page_{self.page}"] = dict(values)

    def publish(self) -> None:
        """Write the run and these settings into the address."""
        values = self.now()
        session.publish({each.key: write(values[each.name]) for each in self.settings})
