"""What a script says in one breath wakes the loop of the server once.

Streamlit wakes it for every element. Each time the script lets go of the interpreter, which the
loop then has, and waits until it has it again: of many who come at once all wait for that.
"""

from collections import deque
from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

from streamlit.runtime.app_session import AppSession

__all__ = ["fits", "gathered", "install"]

Call = Callable[[], None]
_wake: Any = getattr(AppSession, "_call_soon_on_event_loop", None)


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    return callable(_wake) and [*signature(_wake).parameters] == ["self", "callback"]


def install() -> None:
    """Let every visit gather its calls."""
    setattr(AppSession, "_call_soon_on_event_loop", gathered(_wake))  # noqa: B010


def gathered(wake: Callable[[Any, Call], None]) -> Callable[[Any, Call], None]:
    """``wake``, a method of a visit, called for the first of several calls: those that come before
    the loop has woken are made with it, in their order."""

    @wraps(wake)
    def called(visit: Any, callback: Call) -> None:
        calls = vars(visit).setdefault("lrviz_calls", _Calls())
        calls.waiting.append(callback)
        if not calls.woken:
            calls.woken = True
            wake(visit, calls.make)

    return called


class _Calls:
    def __init__(self) -> None:
        self.waiting: deque[Call] = deque()
        self.woken = False

    def make(self) -> None:
        """Make those that wait; one that fails keeps none from the loop."""
        self.woken = False  # before they are counted: what comes from now on wakes anew
        for _ in range(len(self.waiting)):
            call = self.waiting.popleft()
            try:
                call()
            except BaseException:
                if self.waiting and not self.woken:
                    self.make()
                raise
