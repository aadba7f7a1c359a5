"""A stop's state is one the page can show: its keys and values are the page's, read alike."""

import re
from urllib.parse import parse_qsl

import pytest

from lrviz.lessons import STOPS, Stop
from lrviz.lessons.questions import ChoiceQuestion
from lrviz.lessons.states import StateError, merged, state
from lrviz.settings.config import RunConfig
from lrviz.settings.fields import GROUPS
from lrviz.settings.fields import SETTINGS as RUN
from lrviz.states.network import most_steps
from lrviz.text.notices import ConfigError
from lrviz.ui.pages.compare.settings import SETTINGS as COMPARE
from lrviz.ui.pages.gradient.settings import SETTINGS as GRADIENT
from lrviz.ui.pages.network.settings import SETTINGS as NETWORK_PAGE
from lrviz.ui.pages.regression import settings as regression

SETTINGS = {
    "descent": RUN,
    "compare": (*RUN, *COMPARE.settings),
    "gradient": (*RUN, *GRADIENT.settings),
    "regression": (*RUN, *regression.SETTINGS.settings),
    "network": (*RUN, *NETWORK_PAGE.settings),
}
PREFIXES = tuple(prefix for prefix, _ in GROUPS.values())


def queries(each: Stop) -> list[str]:
    """All states that a page shows for a stop: its own, the revealed one, and its pictures."""
    options = each.question.options if isinstance(each.question, ChoiceQuestion) else ()
    return [
        each.query,
        *(merged(each.query, c) for c in (each.reveal, *(o.shows for o in options))),
    ]


@pytest.mark.parametrize("each", STOPS, ids=lambda each: each.id)
def test_the_page_reads_every_key_and_value(each: Stop) -> None:
    readers = {setting.key: setting.read for setting in SETTINGS[each.page]}
    wrong = []
    for query in queries(each):
        for key, value in parse_qsl(query, keep_blank_values=True):
            if key.startswith(PREFIXES):
                continue  # a hyperparameter: read by RunConfig
            try:
                readers[key](value)
            except (KeyError, ConfigError) as error:
                wrong.append((key, value, str(error)))
        wrong += [("run", query, note.sentence()) for note in RunConfig.from_query(query).notes]
    assert not wrong


def test_a_task_is_about_a_key_of_the_page() -> None:
    known = {page: {setting.key for setting in found} for page, found in SETTINGS.items()}
    assert not [
        each.id
        for each in STOPS
        if each.task.key not in known[each.page] and not each.task.key.startswith(PREFIXES)
    ]


def test_what_the_page_refuses_is_refused_in_the_readers_language() -> None:
    for page, query in (
        ("regression", "rows=99999999"),
        ("regression", "data=csv"),
        ("network", "ndata=csv"),
        ("network", "nwidth=9999"),
        ("descent", "objective=nowhere"),
        ("descent", "formula=x%2B%2B"),
    ):
        with pytest.raises(StateError) as refused:
            state(page, query)
        english, chinese = (refused.value.reason(each) for each in ("en", "zh"))
        assert str(refused.value).startswith(f"the state {page}?{query} does not run")
        assert "Instead" not in english
        assert re.search("[\u4e00-\u9fff]", chinese), chinese
        assert not re.search("[\u4e00-\u9fff]", english), english


def test_a_network_is_not_trained_longer_than_its_page_does() -> None:
    found = state("network", "nwidth=64&ndepth=12&nsteps=2000")
    assert found.arguments["steps"] == most_steps(found.network) < 2000
