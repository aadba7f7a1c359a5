"""What a run has drawn reaches the browser, even if a fragment starts before it is sent.

Streamlit sends every 10 ms. When a fragment starts, it drops what is unsent of that fragment,
yet keeps the word that the run before it has finished. The browser then takes the fragment's
element for one that the run no longer draws, removes it, and builds it anew a moment later:
the stage flashes and forgets its options. It happens whenever the stage asks something while
a changed setting is being answered.
"""

from inspect import signature

from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

__all__ = ["fits", "install"]


class Outbox(ForwardMsgQueue):
    """Streamlit's queue of what a session sends; a fragment's start leaves finished runs whole."""

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
