"""Visits that are over are forgotten without another visitor's help."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from lrviz.ui import visits

TIME_LEFT = 0.4  # seconds


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> MemorySessionStorage:
    """Streamlit's own store of closed visits, in a runtime without a server."""
    store = MemorySessionStorage(ttl_seconds=TIME_LEFT)  # type: ignore[arg-type]
    files = MemoryUploadedFileManager("/upload")
    manager = WebsocketSessionManager(store, files, ScriptCache(), None)
    runtime = SimpleNamespace(_session_mgr=manager)
    monkeypatch.setattr(Runtime, "instance", classmethod(lambda _: runtime))
    return store


def close(storage: MemorySessionStorage, name: str) -> None:
    session: Any = SimpleNamespace(id=name)
    storage.save(SessionInfo(client=None, session=session))


def test_a_visit_is_kept_for_its_time_and_then_forgotten(storage: MemorySessionStorage) -> None:
    close(storage, "one")
    assert visits.forgotten() == 0
    assert storage.get("one") is not None
    time.sleep(2 * TIME_LEFT)
    close(storage, "two")  # a closing visit clears up after those before it
    assert visits.forgotten() == 0
    time.sleep(2 * TIME_LEFT)
    assert visits.forgotten() == 1


def test_it_is_looked_for_again_and_again(
    storage: MemorySessionStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []
    monkeypatch.setattr(visits, "give_back", lambda: given.append(time.monotonic()))

    async def serve() -> None:
        tidying = asyncio.create_task(visits.forget_closed_visits(every=0.01))
        for name in ("one", "two"):
            close(storage, name)
            await asyncio.sleep(4 * TIME_LEFT)
        assert not tidying.done()
        tidying.cancel()

    asyncio.run(serve())
    assert len(given) == 2


def test_the_runtime_has_what_is_looked_at() -> None:
    assert "_session_mgr" in Runtime.__init__.__code__.co_names
