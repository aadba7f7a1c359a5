"""The address of a page, read without the page."""

from urllib.parse import parse_qsl

import pytest

from lrviz.settings.fields import write
from lrviz.states.address import AddressSettings
from lrviz.states.compare import COMPARE, race_rates_of
from lrviz.states.descent import DESCENT
from lrviz.states.gradient import GRADIENT
from lrviz.states.network import NETWORK
from lrviz.states.regression import REGRESSION, recipe_of

OWN = (COMPARE, GRADIENT, NETWORK, REGRESSION)  # pages with settings beside the run's


@pytest.mark.parametrize("known", [DESCENT, *OWN], ids=lambda each: each.page)
def test_what_is_written_reads_back_and_what_is_missing_has_its_default(
    known: AddressSettings,
) -> None:
    written = {each.key: write(known.defaults[each.name]) for each in known.settings}
    assert known.read(written) == ({**known.defaults}, {})
    assert known.read({}) == ({**known.defaults}, {})


@pytest.mark.parametrize("known", OWN, ids=lambda each: each.page)
def test_what_cannot_be_is_named_and_has_its_default(known: AddressSettings) -> None:
    values, refused = known.read({each.key: "🜁" for each in known.settings})
    assert refused
    assert {name: values[name] for name in refused} == {n: known.defaults[n] for n in refused}
    assert all("🜁" in notice.sentence("zh") for notice in refused.values())


def test_a_refused_value_takes_no_other_with_it() -> None:
    values, refused = NETWORK.read(dict(parse_qsl("nwidth=5&nlr=0&nsteps=40")))
    assert (values["width"], values["lr"], values["steps"]) == (5, 0.05, 40)
    assert [*refused] == ["lr"]


def test_a_recipe_and_a_race_are_those_of_the_address() -> None:
    values, _ = REGRESSION.read(dict(parse_qsl("data=textbook&rb=10&moved=3,-1,2.5&at=4")))
    recipe = recipe_of(values)
    assert (recipe.data, recipe.batch, recipe.moved) == ("textbook", 10, ((3, -1, 2.5),))
    values, _ = COMPARE.read(dict(parse_qsl("racers=sgd,adam&own=adam:0.3&fair=0")))
    assert race_rates_of(values) == (("sgd", 0.001), ("adam", 0.3))
    assert race_rates_of({**values, "fair": True}) == (("sgd", None), ("adam", None))
