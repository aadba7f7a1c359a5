"""What the first message of a run says of the theme is made once.

Streamlit makes it anew of its settings for every run of every visit, in the loop that all visits
share: a fourteenth of what a visit costs.
"""

from functools import cache
from inspect import signature
from typing import Any

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

__all__ = ["fits", "forget", "install", "themed"]

_populate: Any = getattr(app_session, "_populate_theme_msg", None)


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    takes = callable(_populate) and [*signature(_populate).parameters] == ["msg", "section"]
    return takes and callable(getattr(config, "on_config_parsed", None))


def install() -> None:
    """Let every run copy what is known of the theme, until the settings are read anew."""
    setattr(app_session, "_populate_theme_msg", themed)  # noqa: B010
    config.on_config_parsed(forget, force_connect=True)


def themed(msg: CustomThemeConfig, section: str = "theme") -> None:
    """Write into ``msg`` what a section of the settings says of the theme."""
    made = _made(section)
    if made.ListFields():  # a section that says nothing leaves its message unsaid
        msg.MergeFrom(made)


def forget() -> None:
    """The settings have been read anew."""
    _made.cache_clear()


@cache
def _made(section: str) -> CustomThemeConfig:
    msg = CustomThemeConfig()
    _populate(msg, section)
    return msg
