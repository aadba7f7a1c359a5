"""The modules of the browser, called from Python where Python knows the right answer."""

from collections.abc import Iterator

import pytest

from tests.js.node import Modules


@pytest.fixture(scope="session")
def modules() -> Iterator[Modules]:
    """The served modules in one node process."""
    found = Modules()
    yield found
    found.close()
