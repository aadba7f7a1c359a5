"""What one run has drawn reaches the browser, however soon the next one starts; and of a run that
answers a hand nothing else does.
"""

from collections.abc import Sequence

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session

from lrviz.ui.streamlit_internals import outbox

STAGE, SETTINGS = "stage", ""


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> app_session.ForwardMsgQueue:
    """The queue of a new session, made the way Streamlit makes it."""
    monkeypatch.setattr(app_session, "ForwardMsgQueue", app_session.ForwardMsgQueue)
    outbox.install()
    return app_session.ForwardMsgQueue()


def drawn(path: Sequence[int], fragment: str, text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = fragment
    message.delta.new_element.text.body = text
    return message


def finished(status: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> ForwardMsg:
    return ForwardMsg(script_finished=status)  # type: ignore[arg-type]


def start_fragment(queue: app_session.ForwardMsgQueue) -> None:
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=[STAGE])


def sent(queue: app_session.ForwardMsgQueue) -> list[str]:
    """The texts and statuses that go to the browser, in order."""
    return [
        each.delta.new_element.text.body
        if each.HasField("delta")
        else ForwardMsg.ScriptFinishedStatus.Name(each.script_finished)
        for each in queue.flush()
    ]


def test_a_fragment_that_starts_at_once_leaves_what_the_page_drew(
    waiting: app_session.ForwardMsgQueue,
) -> None:
    for message in (drawn([0, 1], STAGE, "film"), drawn([0, 2], SETTINGS, "row"), finished()):
        waiting.enqueue(message)
    start_fragment(waiting)
    waiting.enqueue(drawn([0, 1], STAGE, "answer"))
    assert sent(waiting) == ["film", "row", "FINISHED_SUCCESSFULLY", "answer"]


def test_a_fragment_that_starts_at_once_leaves_what_the_last_one_drew(
    waiting: app_session.ForwardMsgQueue,
) -> None:
    done = finished(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    for message in (drawn([0, 1], STAGE, "film"), done):
        waiting.enqueue(message)
    start_fragment(waiting)
    waiting.enqueue(drawn([0, 1], STAGE, "answer"))
    assert sent(waiting) == ["film", "FINISHED_FRAGMENT_RUN_SUCCESSFULLY", "answer"]


def test_what_an_unfinished_run_drew_of_the_fragment_is_dropped_as_before(
    waiting: app_session.ForwardMsgQueue,
) -> None:
    for message in (drawn([0, 1], STAGE, "half"), drawn([0, 2], SETTINGS, "row")):
        waiting.enqueue(message)
    start_fragment(waiting)
    assert sent(waiting) == ["row"]


def test_a_run_of_the_whole_page_drops_all_that_was_not_sent(
    waiting: app_session.ForwardMsgQueue,
) -> None:
    for message in (drawn([0, 1], STAGE, "film"), finished()):
        waiting.enqueue(message)
    waiting.clear(retain_lifecycle_msgs=True)
    assert sent(waiting) == ["FINISHED_EARLY_FOR_RERUN"]
    waiting.clear()
    assert waiting.is_empty()


def told(kind: str, run: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.run.script_run_id = run
    if kind == "begins":
        message.new_session.name = run
    else:
        message.script_finished = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    return message


def status(running: bool) -> ForwardMsg:
    message = ForwardMsg()
    message.session_status_changed.script_is_running = running
    return message


def place(path: Sequence[int]) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = STAGE
    message.delta.add_block.vertical.SetInParent()
    return message


def run_of(name: str) -> list[ForwardMsg]:
    """What Streamlit sends of a fragment's run that draws a place of its own within its place."""
    drawing = [place([0, 1]), drawn([0, 1, 0], STAGE, "film"), place([0, 1, 1])]
    return [told("begins", name), status(True), *drawing, told("ends", name), status(False)]


def kinds(queue: app_session.ForwardMsgQueue) -> list[str]:
    return [
        str(each.delta.WhichOneof("type") if each.HasField("delta") else each.WhichOneof("type"))
        for each in queue.flush()
    ]


WHOLE = [
    "new_session",
    "session_status_changed",
    "add_block",
    "new_element",
    "add_block",
    "script_finished",
    "session_status_changed",
]


def test_of_a_silent_run_only_what_it_draws_is_sent(waiting: app_session.ForwardMsgQueue) -> None:
    assert isinstance(waiting, outbox.Outbox)
    waiting.silence("drag")
    for name, heard in (("drag", ["new_element", "add_block"]), ("another", WHOLE)):
        for message in run_of(name):
            waiting.enqueue(message)
        assert kinds(waiting) == heard


def test_a_run_in_the_place_of_a_silent_one_says_that_it_is_under_way(
    waiting: app_session.ForwardMsgQueue,
) -> None:
    """Streamlit says so when no run was under way before, and here one was, unheard."""
    assert isinstance(waiting, outbox.Outbox)
    waiting.silence("drag")
    for message in [told("begins", "drag"), status(True), told("begins", "page")]:
        waiting.enqueue(message)
    assert kinds(waiting) == WHOLE[:2]
    for message in [told("ends", "page"), status(False)]:
        waiting.enqueue(message)
    assert kinds(waiting) == WHOLE[-2:]
