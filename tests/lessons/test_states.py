"""A stop's state is one the page can show: its keys and values are the page's, read alike."""

from types import SimpleNamespace
from urllib.parse import parse_qsl

import numpy as np
import pytest

from lrviz.lessons import STOPS, Stop
from lrviz.lessons.questions import ChoiceQuestion
from lrviz.lessons.states import NETWORK, RECIPE, merged, recipe_of, state
from lrviz.regression.recipe import Recipe
from lrviz.settings.config import RunConfig
from lrviz.settings.fields import GROUPS
from lrviz.settings.fields import SETTINGS as RUN
from lrviz.states.network import build, data_of
from lrviz.states.regression import DEFAULTS
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


def test_a_regression_is_read_as_its_page_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = {setting.key: setting for setting in regression.SETTINGS.settings}
    for each in (each for each in STOPS if each.page == "regression"):
        for query in queries(each):
            given = {k: v for k, v in parse_qsl(query, keep_blank_values=True) if k in readers}
            read = {readers[key].name: readers[key].read(text) for key, text in given.items()}
            page = SimpleNamespace(now=lambda read=read: {**DEFAULTS, **read})
            monkeypatch.setattr(regression, "SETTINGS", page)
            assert regression.recipe() == recipe_of(query), each.id


def test_every_field_of_a_recipe_has_the_key_of_its_page() -> None:
    keys = {setting.name: setting.key for setting in regression.SETTINGS.settings}
    assert {key: name for key, (name, _) in RECIPE.items()} == {
        keys[name]: name for name in Recipe.__dataclass_fields__
    }


def test_a_network_is_built_as_its_page_builds_it() -> None:
    readers = {setting.key: setting for setting in NETWORK_PAGE.settings}
    for each in (each for each in STOPS if each.page == "network"):
        given = parse_qsl(each.query)
        values = {
            **NETWORK_PAGE.defaults,
            **{readers[k].name: readers[k].read(v) for k, v in given},
        }
        data, found = data_of(values), state("network", each.query)
        net = build(values, data)
        assert net.start == found.network.start, each.id
        assert np.array_equal(net.X.numpy(), found.network.X.numpy())
        assert found.held is not None
        assert np.array_equal(data.held[1], found.held[1])
        asked = {name: values[name] for name in ("optimizer", "lr", "steps", "seed")}
        assert asked.items() <= found.arguments.items()


def test_the_defaults_of_a_network_are_those_of_its_page() -> None:
    keys = {setting.name: setting.key for setting in NETWORK_PAGE.settings}
    theirs = {
        keys[name]: default for name, default in NETWORK_PAGE.defaults.items() if name in keys
    }
    assert NETWORK.items() <= theirs.items()
