"""Which plotly.js a page is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lrviz.ui import addresses
from lrviz.ui.addresses import CARTESIAN, cartesian, plotly_url
from lrviz.ui.streamlit_internals.plotly_members import PLOTLY


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    cartesian.cache_clear()
    yield
    cartesian.cache_clear()


def test_the_bundle_of_flat_pictures_is_taken_where_it_is_of_the_very_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / CARTESIAN
    monkeypatch.setattr(addresses, "_BUNDLE", bundle)
    monkeypatch.delenv("LRVIZ_CARTESIAN", raising=False)
    head = PLOTLY.read_bytes()[:100].replace(b"plotly.js v", b"plotly.js (cartesian - minified) v")
    version = head.split(b" v")[1].split()[0]
    contents = (None, head.replace(version, b"1.0.0"), b"no version", head)
    for content in contents:
        if content is not None:
            bundle.write_bytes(content)
        cartesian.cache_clear()
        taken = content == head
        assert cartesian() == (bundle if taken else None)
        assert (CARTESIAN in plotly_url()) is taken
    monkeypatch.setenv("LRVIZ_CARTESIAN", "0")
    cartesian.cache_clear()
    assert cartesian() is None
