"""Every touch of what Streamlit does not promise, and what is lost without it.

Each module says why it is there, whether the Streamlit at hand is made as it takes it to be
(``fits``); the catalogs say what a visitor loses where it is not. At start-up those that fit are
installed, the others are told of in one sentence of the log, and the pages run without them.
Private names of plotly.js are said in lrviz/ui/web/lib/internals.js, for a browser alone meets
them; they are looked for here.
"""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType

from lrviz.text import say
from lrviz.ui.streamlit_internals import (
    base_address,
    downloads,
    faces,
    late_reports,
    live_runs,
    names,
    outbox,
    overtaken,
    plotly_members,
    preloads,
    query,
    script_turns,
    theme_message,
    uploads,
    visits,
    wakes,
)

__all__ = ["INTERNALS", "install", "misfits", "tell"]

_LOG = logging.getLogger(__name__)
_ALL = (
    base_address,
    downloads,
    faces,
    late_reports,
    live_runs,
    names,
    outbox,
    overtaken,
    plotly_members,
    preloads,
    query,
    script_turns,
    theme_message,
    uploads,
    visits,
    wakes,
)
INTERNALS: Mapping[str, ModuleType] = MappingProxyType(
    {each.__name__.rpartition(".")[2]: each for each in _ALL}
)


def misfits() -> dict[str, str]:
    """The internals that Streamlit or plotly no longer has, by name, each with what is lost."""
    return {
        name: say(f"internals.{name}") for name, each in INTERNALS.items() if not _fits(each.fits)
    }


def install() -> None:
    """Install what fits."""
    for each in INTERNALS.values():
        if hasattr(each, "install") and _fits(each.fits):
            each.install()


def tell() -> None:
    """Tell of what does not fit, in one sentence. It searches megabytes of scripts for names, which
    no visitor need wait for."""
    if lost := misfits():
        told = "; ".join(f"{name} ({why})" for name, why in lost.items())
        _LOG.warning(say("internals.unfit", told=told))


def _fits(asked: Callable[[], bool]) -> bool:
    try:
        return asked()
    except Exception:  # whatever has been renamed: it no longer fits
        return False
