"""Visits that are over are forgotten on time.

Streamlit keeps a closed visit for ``server.disconnectedSessionTTL`` seconds, should it come
back, but looks for those past their time only when another visit closes: the tables of a
lecture's last visitors would stay overnight. (One stays even so: the loop that sends holds the
last visit until somebody comes.)
"""

import asyncio
import gc
from inspect import signature

from streamlit.runtime import Runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from lrviz.ui.memory import give_back

__all__ = ["fits", "forget_closed_visits"]


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    storage = MemorySessionStorage()
    manager = signature(WebsocketSessionManager.__init__).parameters
    return callable(getattr(storage._cache, "expire", None)) and "session_storage" in manager


async def forget_closed_visits(every: float = 60.0) -> None:
    """Look for visits past their time every so many seconds; ends where they cannot be seen."""
    while fits():
        await asyncio.sleep(every)
        if forgotten():
            await asyncio.to_thread(_tidy)  # the loop has visitors to answer


def _tidy() -> None:
    """What visits that are over have held goes back to the system."""
    gc.collect()
    give_back()


def forgotten() -> int:
    """How many visits past their time there were; now there are none."""
    manager = Runtime.instance()._session_mgr
    assert isinstance(manager, WebsocketSessionManager)
    storage = manager._session_storage
    assert isinstance(storage, MemorySessionStorage)
    return len(storage._cache.expire())  # type: ignore[attr-defined]
