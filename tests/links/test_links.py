"""Links that were made once work for ever: each opens what it opened when it was made.

The lists beside this file were written by the lrviz of their month: an address, and what the run's
record and the page's own settings came to. New settings may be added, and take their defaults.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from lrviz.settings import RunConfig
from lrviz.text.notices import ConfigError
from lrviz.ui.page_settings import PageSettings
from lrviz.ui.pages.compare.settings import SETTINGS as COMPARE
from lrviz.ui.pages.gradient.settings import SETTINGS as GRADIENT
from lrviz.ui.pages.network.settings import SETTINGS as NETWORK
from lrviz.ui.pages.regression.settings import SETTINGS as REGRESSION

LISTS = sorted(Path(__file__).parent.glob("*.json"))
LINKS = [link for path in LISTS for link in json.loads(path.read_text("utf-8"))]
OWN = {"compare": COMPARE, "gradient": GRADIENT, "network": NETWORK, "regression": REGRESSION}


def read(page: PageSettings, given: dict[str, str]) -> dict[str, str]:
    """The page's settings by their keys; what cannot be is the default."""
    found: dict[str, Any] = {}
    for each in page.settings:
        found[each.key] = page.defaults[each.name]
        if each.key in given:
            try:
                found[each.key] = each.read(given[each.key])
            except ConfigError:
                continue
    return {key: repr(value) for key, value in found.items()}


def test_there_are_links_to_every_page() -> None:
    assert {link["page"] for link in LINKS} == {*OWN, "descent"}
    assert len(LINKS) >= 20


@pytest.mark.parametrize("link", LINKS, ids=lambda link: f"{link['page']}?{link['query']}")
def test_a_link_opens_what_it_opened(link: dict[str, Any]) -> None:
    given = dict(parse_qsl(link["query"], keep_blank_values=True))
    run = dict(parse_qsl(RunConfig.from_query(given).to_query(), keep_blank_values=True))
    assert {**run, **link["run"]} == run
    if own := link.get("own"):
        now = read(OWN[link["page"]], given)
        assert {**now, **own} == now
