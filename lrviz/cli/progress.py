"""How far a long command has got, on a terminal."""

import sys
from collections.abc import Callable

__all__ = ["bar"]

WIDTH = 30  # The bar is so many characters wide.


def bar() -> Callable[[float], object]:
    """A function to be told the share that is done: a bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda _share: None

    def tell(share: float) -> None:
        done = round(WIDTH * min(share, 1.0))
        end = "\n" if share >= 1 else ""
        drawn = "█" * done + "░" * (WIDTH - done)
        print(f"\r{drawn} {share:4.0%}", end=end, file=sys.stderr, flush=True)

    return tell
