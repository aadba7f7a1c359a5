"""What a question about any state tells: enough that its answer follows from its words."""

import re
from urllib.parse import parse_qs

import numpy as np
import pytest
import torch

import lrviz
from lrviz.classroom.asking import ready, truth_of
from lrviz.classroom.rooms import Poll
from lrviz.classroom.showing import picture, shown
from lrviz.lessons import STOPS, truth
from lrviz.lessons.questions import OrderQuestion
from lrviz.lessons.states import state
from lrviz.text import LANGUAGES, say

Floats = np.ndarray
SLOPE = np.array([2.0, 4.0])  # The bowl x² + 2y² has the gradient (2x, 4y).


def text(ask: str, query: str, page: str = "descent", language: str = "en") -> str:
    poll = Poll(ask=ask, page=page, query=query)
    ready(poll)
    return shown(poll, language).text


def number_after(name: str, words: str) -> float:
    found = re.search(rf"{re.escape(name)} = ([−\d.×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*[\d⁰¹²³⁴⁵⁶⁷⁸⁹])", words)
    assert found, words
    return as_number(found[1])


def pair_after(name: str, words: str) -> Floats:
    found = re.search(rf"{re.escape(name)} = \(([^)]*)\)", words)
    assert found, words
    return np.array([as_number(each) for each in found[1].split(", ")])


def as_number(text: str) -> float:
    """What people read: −1.5×10⁻⁶ is -1.5e-6, and 10⁻⁶ one of them."""
    found = re.fullmatch(r"(−?[\d.]*?)(?:×?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    assert found, text
    power = (found[2] or "0").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float((found[1] or "1").replace("−", "-")) * 10.0 ** int(power)


def where(query: str) -> Floats:
    """The point that the map shows, (−5, −2) or the step in view."""
    return state("descent", query).run.w[int(parse_qs(query).get("step", ["0"])[0])]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "given",
    [
        "", "&schedule=one_cycle", "&schedule=warmup_cosine", "&h.weight_decay=2", "&schedule=step",
        "&schedule=exponential&s.gamma=0.5&step=4", "&h.momentum=0.9&step=3",
        "&h.momentum=0.9&h.nesterov=1&h.weight_decay=0.5&schedule=one_cycle&step=7",
        "&h.momentum=0.9&h.dampening=0.5&step=2", "&h.momentum=0.9",
    ],
)  # fmt: skip
def test_where_the_next_step_lands_follows_from_the_words(given: str, language: str) -> None:
    query = f"objective=bowl&lr=0.1{given}"
    words = text("next", query, language=language)
    w = where(query)
    slope = SLOPE * w
    if "weight_decay" in given:
        slope = slope + number_after("weight_decay", words) * w
    move = slope
    if "momentum" in given and "step=" in given:
        beta = number_after("momentum", words)
        share = 1 - number_after("dampening", words) if "dampening" in given else 1.0
        remembered = say("export.column.momentum_buffer", language)
        move = beta * pair_after(remembered, words) + share * slope
        if "nesterov" in given:
            assert "nesterov = True" in words
            move = slope + beta * move
    elif "momentum" in given:
        assert "momentum = 0.9" in words
    lands = w - number_after("η", words) * move
    truth = truth_of(Poll(ask="next", page="descent", query=query))
    assert lands == pytest.approx(np.array(truth), rel=2e-3)


def test_the_rate_of_a_step_is_that_of_torchs_own_schedule() -> None:
    words = text("next", "objective=bowl&lr=0.1&steps=50&schedule=one_cycle&step=3")
    given = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    theirs = torch.optim.lr_scheduler.OneCycleLR(
        given, max_lr=0.1, total_steps=50, cycle_momentum=False
    )
    for _ in range(3):
        given.step()
        theirs.step()
    assert number_after("η", words) == pytest.approx(given.param_groups[0]["lr"], rel=1e-3)
    assert say("schedule.one_cycle.title") in words


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("adam", ("exp_avg", "exp_avg_sq")), ("rmsprop", ("square_avg",)), ("adagrad", ("sum",)),
        ("adadelta", ("square_avg", "acc_delta")), ("adamax", ("exp_avg", "exp_inf")),
        ("rprop", ("prev", "step_size")), ("nadam", ("exp_avg", "exp_avg_sq", "mu_product")),
    ],
)  # fmt: skip
def test_what_the_rule_remembers_is_told_once_there_is_something(
    rule: str, names: tuple[str, ...]
) -> None:
    query = f"objective=bowl&lr=0.1&optimizer={rule}"
    first, later = text("next", query), text("next", f"{query}&step=2")
    run = lrviz.descend("bowl", lr=0.1, optimizer=rule, steps=3)
    for name in names:
        called = say(f"export.column.{name}")
        assert called not in first
        if name != "mu_product":
            assert pair_after(called, later) == pytest.approx(run.state[name][2], rel=1e-3)
        assert called in later


@pytest.mark.parametrize("language", LANGUAGES)
def test_runs_of_different_verdicts_are_asked_about_in_different_words(language: str) -> None:
    found = {
        query: text("verdict", f"objective=bowl&lr=0.6{query}", language=language)
        for query in (
            "", "&schedule=cosine", "&h.momentum=0.9", "&schedule=step&s.gamma=0.5",
            "&schedule=step&s.gamma=0.5&s.step_size=2", "&optimizer=adam",
        )
    }  # fmt: skip
    assert len({*found.values()}) == len(found)
    assert say("schedule.cosine.title", language) in found["&schedule=cosine"]
    assert "momentum = 0.9" in found["&h.momentum=0.9"]
    assert "step_size = 2" in found["&schedule=step&s.gamma=0.5&s.step_size=2"]


UNMAPPED = [
    ("verdict", "descent", "objective=parabola&lr=0.1&start=10", "10"),
    ("verdict", "gradient", "formula=x%5E2%2By%5E2%2Bz%5E2&start=1,2,3", "(1, 2, 3)"),
    ("wins", "descent", "formula=x%5E2%2By%5E2%2Bz%5E2&lr=0.1&start=1,2,3", "(1, 2, 3)"),
    ("wins", "compare", "compare=rates&rates=0.1,0.2&objective=bowl&start=-5,-2", "(−5, −2)"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("ask", "page", "query", "start"), UNMAPPED)
def test_where_no_map_is_shown_the_words_have_the_loss_and_the_start(
    ask: str, page: str, query: str, start: str, language: str
) -> None:
    poll = Poll(ask=ask, page=page, query=query)
    ready(poll)
    said = shown(poll, language)
    assert picture(poll, language) is None
    assert say("class.ask.start", language, start=start) in said.text
    assert "<math" in said.loss
    assert {"shown", "图中"}.isdisjoint(re.findall(r"shown|图中", said.text))


def test_a_curvature_is_asked_for_with_its_loss_and_a_place_without() -> None:
    bowl = "objective=bowl&lr=0.1"
    losses = [
        shown(Poll(ask=ask, page="descent", query=bowl), "en").loss for ask in ("critical", "next")
    ]
    assert "<mi>x</mi>" in losses[0]
    assert losses[1] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_race_says_what_wins(language: str) -> None:
    rates = Poll(
        ask="wins", page="compare", query="compare=rates&rates=0.1,0.2&objective=bowl&steps=20"
    )
    ends = [float(lrviz.descend("bowl", lr=lr, steps=20).loss[-1]) for lr in (0.1, 0.2)]
    assert truth_of(rates) == ("0.1", "0.2")[int(np.argmin(ends))]
    rules = Poll(ask="wins", page="compare", query="compare=optimizers&fair=1&objective=ravine")
    words = [shown(each, language).question for each in (rates, rules)]
    assert re.search("lowest loss|损失最低", words[0])
    assert re.search("first|最先", words[1])


def test_an_order_is_offered_in_an_order_that_says_nothing() -> None:
    orders = [each for each in STOPS if isinstance(each.question, OrderQuestion)]
    assert orders
    for each in orders:
        offered = [name for name, _ in shown(Poll(stop=each.id), "en").options]
        assert offered == sorted(offered)
        assert tuple(offered) != truth(each), each.id


@pytest.mark.parametrize("ask", ["verdict", "next", "wins"])
def test_minibatches_are_named(ask: str) -> None:
    words = text(ask, "data=textbook&rb=1&epochs=1", page="regression")
    assert say("stage.batches", "en", rows=1) in words
    assert say("stage.batches", "en", rows=1) not in text(
        ask, "data=textbook&epochs=3", page="regression"
    )


def test_of_a_minibatch_step_it_is_said_that_its_rows_are_not_shown() -> None:
    hidden = say("class.ask.next.rows_hidden", "en", rows=1, all=1000)
    assert hidden in text("next", "data=textbook&rb=1&epochs=1", page="regression")
    assert "rows" not in text("next", "data=textbook&epochs=3", page="regression")


def test_a_race_of_rates_names_what_all_share() -> None:
    plain = text("wins", "objective=bowl&lr=0.3")
    assert "momentum = 0.9" in text("wins", "objective=bowl&lr=0.1&h.momentum=0.9")
    rates = "compare=rates&rates=0.01,0.3&objective=bowl&steps=60"
    assert say("schedule.cosine.title") in text("wins", f"{rates}&schedule=cosine", "compare")
    assert "60" in text("wins", rates, "compare")
    assert "100" in plain
