"""What a run has drawn reaches the browser, even if a fragment starts before it is sent.

Streamlit sends every 10 ms. When a fragment starts, it drops what is unsent of that fragment,
yet keeps the word that the run before it has finished. The browser then takes the fragment's
element for one that the run no longer draws, removes it, and builds it anew a moment later:
the stage flashes and forgets its options. It happens whenever the stage asks something while
a changed setting is being answered.
"""

from inspect import signature

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

__all__ = ["fits", "install"]

_ENDS = ("new_session", "script_finished")  # These tell that a run begins and that it is done.
_STATUS = "session_status_changed"  # After each of them it tells whether a run is under way.


class Outbox(ForwardMsgQueue):
    """Streamlit's queue of what a session sends; a fragment's start leaves finished runs whole.

    Attributes:
        silent: the run whose beginning and end are not sent, by its id.
    """

    silent: str | None = None
    _unheard = False  # such a run is under way, or its end has just been left out
    _begun = False  # nothing of it has been drawn yet
    _running: ForwardMsg | None = None  # word that a run is under way, which was left out

    def silence(self, run: str) -> None:
        """Send of this run what it draws alone."""
        self.silent = run

    def enqueue(self, msg: ForwardMsg) -> None:
        """Send, as the base class does, what is not about a silent run as such."""
        kind = msg.WhichOneof("type")
        if kind in _ENDS:
            self._unheard = msg.metadata.run.script_run_id == self.silent
        if self._unheard and self._needless(msg, kind):
            return
        super().enqueue(msg)
        if kind == "new_session" and self._running:  # of a run that took a silent one's place
            super().enqueue(self._running)
            self._running = None

    def _needless(self, msg: ForwardMsg, kind: str | None) -> bool:
        """Whether this says of a silent run no more than that it is one: its fragment's own place,
        which comes first, is there already."""
        begun, self._begun = self._begun, kind == "new_session" or (self._begun and kind != "delta")
        if kind == _STATUS:
            self._running = msg if msg.session_status_changed.script_is_running else None
        return kind in (*_ENDS, _STATUS) or (begun and msg.delta.HasField("add_block"))

    def clear(
        self,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        """Drop what is superseded, as the base class does, but of unfinished runs only."""
        ends = [i for i, each in enumerate(self._queue, 1) if each.HasField("script_finished")]
        whole = self._queue[: ends[-1]] if ends and fragment_ids_this_run else []
        self._queue = self._queue[len(whole) :]
        super().clear(retain_lifecycle_msgs, fragment_ids_this_run)
        self._queue = whole + self._queue


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    queue = ForwardMsgQueue()
    given = signature(ForwardMsgQueue.clear).parameters
    return (
        isinstance(getattr(queue, "_queue", None), list)
        and {"retain_lifecycle_msgs", "fragment_ids_this_run"} <= {*given}
        and hasattr(app_session, "ForwardMsgQueue")
    )


def install() -> None:
    """Let every session that starts from now on send through an ``Outbox``."""
    app_session.ForwardMsgQueue = Outbox  # type: ignore[attr-defined]
