"""A file made when its button was pressed waits for the browser, whoever else is at work."""

from pathlib import PurePosixPath

import pytest
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from lrviz.ui.streamlit_internals import downloads
from tests import fresh

CONTENT = b'{"page": "descent"}'


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> MediaFileManager:
    """Streamlit's own, with what is installed at the server's start."""
    monkeypatch.setattr(media_file_manager, "MediaFileMetadata", downloads.Lasting)
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def pressed(manager: MediaFileManager) -> str:
    """The id of the file that a pressed button has had made."""
    button = manager.add_deferred(
        lambda: CONTENT, "application/json", coordinates="1.0", file_name="lrviz.json"
    )
    return PurePosixPath(manager.execute_deferred(button)).stem


def ended_runs(manager: MediaFileManager, count: int) -> None:
    """So many runs of other visits end."""
    for _ in range(count):
        manager.remove_orphaned_files()


def test_the_file_is_there_however_many_runs_of_others_end_before_it_is_fetched(
    manager: MediaFileManager,
) -> None:
    file = pressed(manager)
    ended_runs(manager, 100)
    found = manager.read_file(file)
    assert found is not None
    assert found.content == CONTENT


def test_it_goes_once_nobody_can_still_be_on_the_way_to_it(
    manager: MediaFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, begun = pressed(manager), downloads.monotonic()
    ended_runs(manager, 1)
    monkeypatch.setattr(downloads, "monotonic", lambda: begun + downloads.KEPT + 1)
    ended_runs(manager, 1)
    assert manager.read_file(file) is None


def test_a_server_keeps_files_so() -> None:
    told = fresh.output(
        "from lrviz.ui import streamlit_internals as internals; internals.install();"
        "from streamlit.runtime import media_file_manager as made;"
        "print(made.MediaFileMetadata is internals.downloads.Lasting)"
    )
    assert told == "True\n"
