"""What a reading gives."""

from collections.abc import Callable

from lrviz.lessons.states import State

__all__ = ["Read", "Value", "registry"]

Value = float | str | tuple[float, ...]
Read = Callable[..., Value]


def registry(*functions: Read) -> dict[str, Read]:
    """Functions by their own names; each takes a ``State`` and a few numbers or words."""
    assert all(each.__annotations__["x"] is State for each in functions)
    return {each.__name__: each for each in functions}
