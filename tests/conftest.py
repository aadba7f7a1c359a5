"""What every test runs under: one thread per worker, and the same examples every time.

``make fuzz`` draws new ones, and more of them: see ``tests/draws.py``.
"""

import logging
import os
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import settings

from tests import draws

settings.register_profile("same", deadline=None, derandomize=True, max_examples=draws.FEW)
settings.register_profile("new", deadline=None)
settings.load_profile("new" if draws.NEW else "same")


def pytest_collectstart() -> None:
    """A process that collects runs tests; one that only hands them out has no use for torch."""
    _set_arithmetic()


@cache
def _set_arithmetic() -> None:
    import torch

    from tests import nudge

    torch.set_num_threads(1)
    nudge.install()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``whole`` belong to ``make verify``, which sets LRVIZ_WHOLE, those marked
    ``engines`` to ``make engines``, which sets LRVIZ_ENGINES."""
    others = [mark for mark in ("whole", "engines") if not os.environ.get(f"LRVIZ_{mark.upper()}")]
    left = {item for item in items if any(map(item.get_closest_marker, others))}
    if left:
        config.hook.pytest_deselected(items=[*left])
        items[:] = [item for item in items if item not in left]


def pytest_collection_finish() -> None:
    """Streamlit has a logger for each of its modules, all apart from the root, and pytest hangs its
    handlers on every one that stands apart, six times a test: a third of what it takes besides."""
    for logger in logging.getLogger().manager.loggerDict.values():
        if isinstance(logger, logging.Logger) and logger.name.startswith("streamlit"):
            logger.propagate = True


@pytest.fixture(autouse=True)
def _nothing_of_torch_is_left_changed() -> Iterator[None]:
    """A test that leaves torch another default type changes what the next one computes."""
    import torch

    before = torch.get_default_dtype(), torch.get_num_threads()
    yield
    after = torch.get_default_dtype(), torch.get_num_threads()
    torch.set_default_dtype(before[0])
    assert after == before
