"""Visits that are over are forgotten without another visitor's help."""

import asyncio
from functools import partial
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime import Runtime, memory_session_storage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from lrviz.ui.streamlit_internals import visits

TIME_LEFT = 120  # seconds, by the clock of the test


class Clock:
    """Seconds that pass when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> MemorySessionStorage:
    """Streamlit's own store of closed visits, by our clock, in a runtime without a server."""
    timed = partial(memory_session_storage.TTLCache, timer=clock)
    monkeypatch.setattr(memory_session_storage, "TTLCache", timed)
    store = MemorySessionStorage(ttl_seconds=TIME_LEFT)
    files = MemoryUploadedFileManager("/upload")
    manager = WebsocketSessionManager(store, files, ScriptCache(), None)
    runtime = SimpleNamespace(_session_mgr=manager)
    monkeypatch.setattr(Runtime, "instance", classmethod(lambda _: runtime))
    return store


def close(storage: MemorySessionStorage, name: str) -> None:
    session: Any = SimpleNamespace(id=name)
    storage.save(SessionInfo(client=None, session=session))


def test_a_visit_is_kept_for_its_time_and_then_forgotten(
    storage: MemorySessionStorage, clock: Clock
) -> None:
    close(storage, "one")
    clock.now += TIME_LEFT - 1
    assert visits.forgotten() == 0
    assert storage.get("one") is not None
    clock.now += 2
    close(storage, "two")  # a closing visit clears up after those before it
    assert visits.forgotten() == 0
    clock.now += TIME_LEFT + 1
    assert visits.forgotten() == 1


def test_it_is_looked_for_again_and_again(
    storage: MemorySessionStorage, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve() -> None:
        given = Event()
        monkeypatch.setattr(visits, "give_back", given.set)
        tidying = asyncio.create_task(visits.forget_closed_visits(every=0.01))
        for name in ("one", "two"):
            close(storage, name)
            clock.now += TIME_LEFT + 1
            assert await asyncio.to_thread(given.wait, 60)
            given.clear()
        assert not tidying.done()
        tidying.cancel()

    asyncio.run(serve())


def test_the_runtime_has_what_is_looked_at() -> None:
    assert "_session_mgr" in Runtime.__init__.__code__.co_names
