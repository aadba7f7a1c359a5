"""RunConfig: exact round trips, links that never raise, settings that are all documented."""

import dataclasses
import json
import math
import pickle
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lrviz import OPTIMIZERS, SCHEDULES, FormulaError, descend, formula
from lrviz.descent.hyperparameters import Hyperparameter
from lrviz.settings.config import ConfigError, RunConfig
from lrviz.settings.fields import GROUPS, MAX_STEPS, SETTINGS, SPEEDS, TRAILS
from lrviz.text import LANGUAGES
from tests.draws import draws

FIELDS = [field.name for field in dataclasses.fields(RunConfig) if field.name != "notes"]


def _scalar(hyperparameter: Hyperparameter) -> st.SearchStrategy[Any]:
    """Hypothesis values that a hyperparameter allows, from the default alone where it is odd."""
    if hyperparameter.kind == "bool":
        return st.booleans()
    if hyperparameter.kind == "choice":
        return st.sampled_from(hyperparameter.choices)
    if hyperparameter.kind == "float":
        low = max(hyperparameter.low, -1e6)
        high = min(hyperparameter.high, 1e6)
        return st.floats(low, high, exclude_min=True, exclude_max=True)
    return st.just(hyperparameter.default)


def _some(known: Iterable[Hyperparameter]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={each.name: _scalar(each) for each in known})


@st.composite
def configs(draw: st.DrawFn) -> RunConfig:
    """Any valid RunConfig."""
    optimizer = draw(st.sampled_from(list(OPTIMIZERS)))
    schedule = draw(st.sampled_from(list(SCHEDULES)))
    steps = draw(st.integers(1, MAX_STEPS))
    number = st.floats(allow_nan=False, allow_infinity=False)
    given_values = draw(_some(OPTIMIZERS[optimizer].hyperparameters))
    if given_values.get("nesterov"):
        given_values = {"nesterov": True, "momentum": 0.9}
    return RunConfig(
        objective=draw(st.sampled_from(["bowl", "beale", "rosenbrock"])),
        formula=draw(st.sampled_from(["", "  ", "x+y^2", "x^2 + &=%?#y", "ｘ²＋y", '"é\n', "(("])),
        lr=draw(st.floats(min_value=0, exclude_min=True, allow_infinity=False)),
        steps=steps,
        step=draw(st.integers(0, steps)),
        hide=draw(st.sampled_from(["", "finer", "rate,presets"])),
        window=draw(st.sampled_from(["", (-1.5, 2.0, 0.25, 1e20), (0.1, 0.3, -3.0, -2.0)])),
        start=draw(st.sampled_from(["", "random"]) | st.tuples(number, number)),
        optimizer=optimizer,
        hyperparameters=given_values,
        schedule=schedule,
        schedule_hyperparameters=draw(_some(SCHEDULES[schedule].hyperparameters)),
        gradient=draw(st.sampled_from(["analytic", "autograd", "numeric"])),
        seed=draw(st.integers(0, 2**31 - 1)),
        language=draw(st.sampled_from(list(LANGUAGES))),
        view=draw(st.sampled_from(["2d", "3d"])),
        log_loss=draw(st.booleans()),
        ghosts=draw(st.booleans()),
        apart=draw(st.booleans()),
        trail=draw(st.sampled_from(TRAILS)),
        speed=draw(st.sampled_from(SPEEDS)),
        present=draw(st.booleans()),
    )


@given(configs())
@draws(80)
def test_query_and_json_give_back_exactly_the_same_run(config: RunConfig) -> None:
    assert RunConfig.from_query(config.to_query()) == config
    assert RunConfig.from_query("https://host:8501/page?" + config.to_query()) == config
    assert RunConfig.from_json(config.to_json()) == config


@given(configs())
@draws(20)
def test_a_query_needs_no_escaping_in_a_link_and_writes_every_setting(config: RunConfig) -> None:
    query = config.to_query()
    assert re.fullmatch(r"[A-Za-z0-9.,_~%=&-]*", query)
    keys = parse_qs(query, keep_blank_values=True).keys()
    assert {setting.key for setting in SETTINGS} <= keys
    assert {f"h.{name}" for name, _ in config.hyperparameters} <= keys


LOOKS = (
    "step",
    "view",
    "window",
    "log_loss",
    "ghosts",
    "apart",
    "trail",
    "speed",
    "present",
    "hide",
)


@draws(100)
@given(configs())
def test_what_a_run_is_without_its_looks_is_as_if_all_were_read_anew(config: RunConfig) -> None:
    looks = {name: getattr(RunConfig(), name) for name in LOOKS}
    assert config.unshown() == config.replace(**looks)
    assert config.rateless() == config.replace(**looks, lr=1.0)
    assert config.unshown().notes == ()
    assert RunConfig(**{name: getattr(config.rateless(), name) for name in FIELDS}) == (
        config.rateless()
    )


def test_a_plus_sign_survives_a_link() -> None:
    assert "formula=x%2By" in RunConfig(formula="x+y").to_query()


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("formula=x^2+y^2&start=1,1", "x^2+y^2"),
        ("formula=x%5E2+y%5E2", "x^2+y^2"),  # as some browsers send it
        ("https://host/?formula=sin(x)+(y-1)^2", "sin(x)+(y-1)^2"),
        ("formula=2x+++y", "2x+y"),
        ("formula=1e+5x", "100000x"),
        ("formula=x^2+-+2*y^2", "x^2-2*y^2"),
        ("formula=x^2+%2B+y^2", "x^2+y^2"),
        ("formula=x^2+*+y^2", "x^2*y^2"),
        ("formula=2%20x%2By", "2*x+y"),
    ],
)
def test_a_plus_in_a_link_written_by_hand_is_a_plus(link: str, meant: str) -> None:
    config = RunConfig.from_query(link)
    assert config.notes == ()
    read, wanted = (formula(text) for text in (config.formula, meant))
    point = torch.tensor([1.3, 0.7][: wanted.dim], dtype=torch.float64)
    assert read.loss(point) == wanted.loss(point)


@pytest.mark.parametrize(
    ("value", "readings"),
    [
        ("x^2%2By^2+x", ("x^2+y^2+x", "x^2+y^2 x")),
        ("2*x%2By+x", ("2*x+y+x", "2*x+y x")),
    ],
)
def test_a_plus_that_may_be_a_blank_is_refused_with_both_readings(
    value: str, readings: tuple[str, str]
) -> None:
    config = RunConfig.from_query(f"formula={value}&lr=0.2")
    assert config == RunConfig(lr=0.2)
    for language in LANGUAGES:
        (sentence,) = (notice.sentence(language) for notice in config.notes)
        assert all(repr(each) in sentence for each in readings)
    for each in readings:
        assert RunConfig.from_query("formula=" + quote(each)).formula == each


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("formula=x%5E2+%2B+3+y%5E2&lr=0.2", "x^2 + 3 y^2"),  # as an address of 2026 had it
        ("objective=bowl&formula=2+x&lr=0.2&steps=100&present=0", "2 x"),
        ("formula=2+x&lr=0.2", "2+x"),  # by hand
    ],
)
def test_a_link_that_was_encoded_has_its_blanks(query: str, text: str) -> None:
    assert RunConfig.from_query(query) == RunConfig(formula=text, lr=0.2)


@pytest.mark.parametrize("text", ["2 x", "x^2 + 2 y^2", "x  y z", "sin x + 1", "(x) (y) + x"])
def test_a_blank_between_operands_survives_an_address_that_writes_it_as_a_plus(text: str) -> None:
    config = RunConfig(formula=text, lr=0.2)
    address = urlencode(parse_qsl(config.to_query(), keep_blank_values=True))  # as Streamlit does
    assert RunConfig.from_query(address) == config
    assert RunConfig.from_query(RunConfig(formula=text).to_query()).formula == text


def test_every_field_is_a_setting_or_a_group_of_them() -> None:
    assert sorted([setting.name for setting in SETTINGS] + list(GROUPS)) == sorted(FIELDS)
    assert len({setting.key for setting in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("name", [*FIELDS, "notes"])
def test_every_setting_is_documented(name: str) -> None:
    assert re.search(rf"^        {name}: \S", RunConfig.__doc__, re.MULTILINE), name


def test_the_record_is_frozen_hashable_and_compared_without_its_notes() -> None:
    noted = RunConfig.from_query("lr=-1")
    assert noted.notes
    assert noted == RunConfig()
    assert hash(noted) == hash(RunConfig())
    with pytest.raises(dataclasses.FrozenInstanceError):
        noted.lr = 1.0


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=8,
)
keys = st.sampled_from([setting.key for setting in SETTINGS] + ["h.momentum", "h.", "s.gamma"])
surrogates = st.text(st.characters(), max_size=20)


def _holds_for_every_link(config: RunConfig) -> None:
    assert RunConfig.from_query(config.to_query()) == config
    for notice in config.notes:
        for language in LANGUAGES:
            assert notice.sentence(language)
            notice.sentence(language).encode()


@given(
    st.text()
    | st.binary()
    | anything
    | st.dictionaries(keys, surrogates | anything | st.lists(surrogates))
    | st.dictionaries(keys, surrogates).map(lambda d: "&".join(f"{k}={v}" for k, v in d.items()))
)
@draws(300)
def test_no_query_whatever_raises(query: object) -> None:
    _holds_for_every_link(RunConfig.from_query(query))


names = st.sampled_from(FIELDS)


@given(
    st.text()
    | st.binary()
    | st.dictionaries(names, anything.filter(lambda v: not isinstance(v, bytes))).map(
        lambda value: json.dumps(value, default=str)
    )
)
@draws(300)
def test_no_json_whatever_raises(text: str) -> None:
    _holds_for_every_link(RunConfig.from_json(text))


def test_another_surface_is_seen_whole() -> None:
    seen = RunConfig(window=(0.0, 1.0, 2.0, 3.0))
    for change in ({"objective": "ravine"}, {"formula": "x^2"}):
        assert seen.replace(**change).window == ""
        assert seen.replace(**change, window=(1, 2, 3, 4)).window == (1, 2, 3, 4)
    assert seen.replace(optimizer="adam", lr=1.0).window == seen.window


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "9" * 5000, '{"lr": ' + "9" * 5000 + "}", '{"lr": 1e999}', "NaN", "[]", ""],
)
def test_json_that_is_no_object_of_settings_leaves_the_defaults_and_says_so(text: str) -> None:
    config = RunConfig.from_json(text)
    assert config == RunConfig()
    assert config.notes


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("lr=-1", "lr > 0; got '-1'. Instead, 0.1 is used."),
        ("lr=inf", "'inf'"),
        ("lr=", "''"),
        ("steps=0", "from 1 to 2000; got '0'"),
        ("steps=1.5", "'1.5'"),
        ("steps=1e400", "'1e400'"),
        ("step=101", "from 0 to 100; got 101"),
        ("objective=bowll", "did you mean bowl?"),
        ("objective=", "must be one of bowl, ravine"),
        ("optimizer=Adam", "did you mean adam?"),
        ("h.momentum=-1", "0 ≤ momentum; got '-1'"),
        ("h.mumentum=1", "did you mean momentum?"),
        ("h.nesterov=1", "`nesterov` needs a positive `momentum`"),
        ("optimizer=adam&h.betas=0.9", "0 ≤ betas[0] < 1, 0 ≤ betas[1] < 1; got '0.9'"),
        ("schedule=step&s.gamma=0", "got '0'"),
        ("s.gamma=1", "'gamma'"),
        ("start=1", "2 numbers, for x, y; got 1"),
        ("start=1,nan", "'1,nan'"),
        ("batch=8", "from 0 to 0; got 8"),
        ("seed=-1", "'-1'"),
        ("lang=fr", "en, zh"),
        ("view=4d", "2d"),
        ("hide=finer,fine", "did you mean finer?"),
        ("window=1,2,3", "four numbers"),
        ("window=2,1,0,1", "ending above where it begins"),
        ("window=1,1,0,1", "got '1,1,0,1'"),
        ("present=maybe", "1 or 0"),
        ("ghosts=2", "1 or 0"),
        ("apart=yes", "1 or 0"),
        ("trail=6", "trail ∈ {0, 5, 20}; got '6'"),
        ("speed=fast", "speed ∈ {1, 3, 8, 20, 60}; got 'fast'"),
    ],
)
def test_what_cannot_be_used_falls_back_to_the_default_and_says_so(query: str, said: str) -> None:
    config = RunConfig.from_query(query)
    (notice,) = config.notes
    assert said in notice.sentence()
    assert notice.sentence("zh") != notice.sentence()
    assert "\n" not in notice.sentence()
    kept = {"optimizer": config.optimizer, "schedule": config.schedule}
    assert config == RunConfig(**kept)


@pytest.mark.parametrize(
    ("query", "changes"),
    [
        ("lr=1/3", {"lr": 1 / 3}),
        ("lr=0,05", {"lr": 0.05}),
        ("lr=５%", {"lr": 0.05}),
        ("lr=1e+2", {"lr": 100.0}),
        ("start=1/2,-½", {"start": (0.5, -0.5)}),
        ("start=0,5; 1,5", {"start": (0.5, 1.5)}),
        ("start=[−5，−2]", {"start": (-5.0, -2.0)}),
        ("window=0,5; 1; -½; 2", {"window": (0.5, 1.0, -0.5, 2.0)}),
        ("steps=1e3", {"steps": 1000}),
        ("steps=２０", {"steps": 20}),
        ("present=１", {"present": True}),
        ("h.momentum=0,9", {"hyperparameters": {"momentum": 0.9}}),
        ("h.momentum=90%", {"hyperparameters": {"momentum": 0.9}}),
    ],
)
def test_a_number_is_read_as_people_write_it(query: str, changes: dict[str, Any]) -> None:
    config = RunConfig.from_query(query)
    assert config.notes == ()
    assert config == RunConfig(**changes)


@pytest.mark.parametrize(
    ("query", "one", "other"),
    [
        ("lr=1,234", "lr=1.234", "lr=1234"),
        ("steps=1,000", "steps=1.000", "steps=1000"),
        ("start=1,5 2,5", "start=1.5; 2.5", "start=1; 5; 2; 5"),
        ("start=1,234;2", "start=1.234;2", "start=1234;2"),
        ("h.momentum=1,000", "h.momentum=1.000", "h.momentum=1000"),
    ],
)
def test_a_number_that_could_be_either_of_two_is_refused_with_both(
    query: str, one: str, other: str
) -> None:
    (notice,) = RunConfig.from_query(query).notes
    assert RunConfig.from_query(query) == RunConfig()
    for reading in (one, other):
        written = reading.partition("=")[2].partition(";2")[0]
        assert written in notice.sentence()
        assert written in notice.sentence("zh")
        for note in RunConfig.from_query(reading).notes:  # another number of them is wanted
            assert note.key == "config.start_length"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("lr=1e400", "below 1.8×10³⁰⁸"),
        ("lr=1e-400", "at least 5×10⁻³²⁴"),
        ("lr=1/0", "'1/0' divides by 0"),
        ("start=1,1/0", "'1,1/0' divides by 0"),
        ("steps=100%", "a whole number from 1 to 2000; got '100%'"),
        ("speed=800%", "got '800%'"),
    ],
)
def test_a_number_is_refused_for_its_own_reason(query: str, said: str) -> None:
    (notice,) = RunConfig.from_query(query).notes
    assert said in notice.sentence()


def test_one_bad_setting_leaves_the_others() -> None:
    config = RunConfig.from_query("lr=abc&steps=7&start=random&unknown=1")
    assert (config.lr, config.steps, config.start) == (0.1, 7, "random")
    assert len(config.notes) == 1


@pytest.mark.parametrize("text", ["x+foo", "((", "import os", "x" * 10_000, "9**9**9", "1/0"])
def test_a_formula_that_cannot_be_read_is_kept_as_typed_and_noted(text: str) -> None:
    config = RunConfig.from_query({"formula": text, "start": "1,2,3"})
    assert config.formula == text
    assert config.start == (1.0, 2.0, 3.0)
    with pytest.raises(FormulaError) as caught:
        config.build_objective()
    assert [note.sentence("zh") for note in config.notes] == [caught.value.in_language("zh")]
    assert config.replace(step=3).formula == text


def test_the_last_of_several_values_counts() -> None:
    assert RunConfig.from_query({"lr": ["0.3", "0.7"]}).lr == 0.7
    assert RunConfig.from_query("lr=0.3&lr=0.7").lr == 0.7


@pytest.mark.parametrize(
    "changes",
    [
        {"lr": 0},
        {"lr": math.nan},
        {"lr": True},
        {"steps": 2001},
        {"step": 101},
        {"start": (1, 2, 3)},
        {"start": (1, math.inf)},
        {"objective": "nothing"},
        {"optimizer": "adam", "hyperparameters": {"momentum": 0.9}},
        {"hyperparameters": {"momentum": [0.1, 0.2]}},
        {"hyperparameters": 3},
        {"formula": 7},
        {"language": None},
    ],
)
def test_replace_refuses_with_one_plain_sentence(changes: dict[str, object]) -> None:
    with pytest.raises(ConfigError) as caught:
        RunConfig().replace(**changes)
    assert isinstance(caught.value, ValueError)
    assert str(caught.value).count("\n") == 0
    assert "Instead" not in str(caught.value)


def test_a_refusal_travels_between_processes() -> None:
    with pytest.raises(ConfigError) as caught:
        RunConfig().replace(steps=0)
    there = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert type(there) is ConfigError
    assert there.notice == caught.value.notice
    assert str(there) == str(caught.value)


def test_replace_lets_go_of_what_no_longer_applies() -> None:
    config = RunConfig(step=20, start=(-5, -2), hyperparameters={"momentum": 0.9})
    assert config.replace(steps=10).step == 10
    assert config.replace(steps=40).step == 20
    assert config.replace(optimizer="adam").hyperparameters == ()
    assert config.replace(optimizer="sgd").hyperparameters == (("momentum", 0.9),)
    assert config.replace(objective="parabola").start == ""
    assert config.replace(objective="beale").start == (-5.0, -2.0)
    assert config.replace(formula="x+y+z").start == ""
    assert config.replace(formula="x+y+z", start=(1, 2, 3)).start == (1.0, 2.0, 3.0)


def test_the_formula_wins_over_the_objective() -> None:
    config = RunConfig(objective="bowl", formula="x^4")
    assert config.build_objective().parameter_names == ("x",)
    assert RunConfig(formula=" ").build_objective().name == "bowl"


def test_the_arguments_of_descend_make_the_run_that_was_meant() -> None:
    config = RunConfig.from_query(
        "formula=x^2%2B2y^2&start=-5,-2&optimizer=adam&h.betas=0.8,0.9&lr=0.3&steps=9"
        "&schedule=exponential&s.gamma=0.5"
    )
    run = descend(**config.descend_arguments())
    assert run.lr == pytest.approx([0.3 * 0.5**k for k in range(9)])
    schedule = SCHEDULES["exponential"].bind(gamma=0.5)
    same = descend(
        formula("x^2+2y^2"),
        start=(-5, -2),
        optimizer="adam",
        betas=(0.8, 0.9),
        lr=0.3,
        steps=9,
        schedule=schedule,
    )
    assert (run.w == same.w).all()
