"""What the tests of pages without a browser share."""

import sys
from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

# Streamlit reads what every installed package says of itself for each page under test, a quarter
# of a second, to look for components that none of them has. What is installed does not change
# while tests run.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def _a_page_leaves_the_main_module() -> Iterator[None]:
    """Streamlit calls each script ``__main__``; a process spawned later would begin with it."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before
