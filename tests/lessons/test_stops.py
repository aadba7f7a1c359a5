"""Every stop of the course runs in the engine, and what it claims of its run is true."""

import dataclasses

import pytest

from lrviz.classroom.asking import stop_of
from lrviz.classroom.rooms import Poll
from lrviz.lessons import STOPS, Equal, Less, Near, Reading, Stop, failures, stop, truth
from lrviz.lessons.questions import Choice, ChoiceQuestion, OrderQuestion, VerdictQuestion
from lrviz.lessons.readings import READINGS
from lrviz.lessons.states import PAGES, merged, state

KINDS = {"verdict", "choice", "tap", "ring", "number", "order"}


@pytest.mark.parametrize("each", STOPS, ids=lambda each: each.id)
def test_what_a_stop_claims_of_its_run_is_true(each: Stop) -> None:
    assert not failures(each)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"claims": (Near(Reading("place", args=(1,)), (-4.0, -1.3), abs=1e-3),)}, "-1.3"),
        ({"claims": (Equal(Reading("verdict"), "diverges"),)}, "diverges"),
        ({"claims": (Less(Reading("loss_at"), 0.0),)}, "loss_at"),
        ({"claims": (Less(Reading("verdict"), 1.0),)}, "number"),
        ({"query": "objective=bowl&lr=-1"}, "bowl&lr=-1 does not run"),
        ({"query": "objective=bole"}, "bole"),
        ({"question": VerdictQuestion(of=Reading("loss_at"))}, "no answer"),
        ({"question": OrderQuestion((("a", Reading("lr")), ("b", Reading("lr"))))}, "lr"),
        ({"question": OrderQuestion((("a", Reading("rises")), ("b", Reading("rises"))))}, "equal"),
        ({"question": ChoiceQuestion((Choice("a", ()), Choice("b", ())))}, "one option"),
        (
            {"question": ChoiceQuestion((Choice("a", (Less(1.0, 0.0),)),))},
            "one option must be right; these are: []",
        ),
    ],
)
def test_a_stop_that_is_not_true_is_named(changes: dict[str, object], said: str) -> None:
    false = dataclasses.replace(stop("one-step"), id="false-one", **changes)
    (failure, *_) = failures(false)
    assert failure.startswith("false-one: ")
    assert said in failure


@pytest.mark.parametrize(("field", "value"), [("veils", ("pth",)), ("page", "x"), ("topic", "x")])
def test_a_record_of_unknown_words_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"`{field}` of the stop one-step"):
        dataclasses.replace(stop("one-step"), **{field: value})


def test_a_page_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="`page` must be one of descent"):
        state("home", "")


def test_there_are_stops_on_every_page_and_of_every_kind() -> None:
    assert len(STOPS) >= 24
    assert {each.page for each in STOPS} == set(PAGES)
    assert {each.question.kind for each in STOPS} == KINDS
    assert len({each.id for each in STOPS}) == len(STOPS)


def test_an_answer_is_read_from_the_run_and_not_from_the_record() -> None:
    """A changed state changes the answer, with the record's question as it is."""
    moved = {
        "one-step": ("lr=0.2", (-3.0, -0.4)),
        "just-below": ("lr=0.3", "converges"),
        "edge": ("formula=6x%5E2", 1 / 6),
        "bends": ("nwidth=1", "one"),
        "updates": ("rows=290", "floor"),
    }
    for name, (changes, wanted) in moved.items():
        own = stop(name)
        other = dataclasses.replace(own, query=merged(own.query, changes), claims=())
        assert truth(other) == pytest.approx(wanted), name


def test_a_state_that_is_shown_at_the_reveal_runs_too() -> None:
    for each in STOPS:
        assert state(each.page, merged(each.query, each.reveal)), each.id


def test_what_a_question_asks_about_is_veiled() -> None:
    """The least that each kind of question hides; those about another state hide its rates."""
    least = {
        "verdict": {"verdict", "path", "curves", "sweep"},
        "tap": {"next_point", "path", "update"},
        "ring": {"rings"},
    }
    for each in STOPS:
        wanted = least.get(each.question.kind, set())
        if isinstance(each.question, VerdictQuestion) and each.question.of.at:
            wanted = {"sweep", "marks"}
        assert wanted <= set(each.veils), each.id
        assert each.veils, each.id


def test_where_the_weights_are_veiled_so_is_the_clock_that_would_move_their_loss() -> None:
    """Or the loss of one step stands beside the line and the weights of the first."""
    for each in STOPS:
        if each.page == "regression" and "path" in each.veils:
            assert "curves" in each.veils, each.id


def test_every_reading_is_used() -> None:
    """By a stop, or by what a class is asked of a network, and of a place on the map."""
    asked = [stop_of(Poll(page="network", query="nsteps=5", ask="critical"))]
    asked.append(stop_of(Poll(page="descent", query="objective=bowl", ask="next")))
    used = {name for each in (*STOPS, *asked) for name in _names(dataclasses.astuple(each))}
    assert set(READINGS) <= used


def test_the_notes_run_is_the_notes_own() -> None:
    recipe, task = state("regression", stop("three-epochs").query).fitted
    assert (recipe.true_w, recipe.true_b, recipe.lr) == ((2.0, -3.4), 4.2, 0.03)
    assert (recipe.batch, recipe.epochs, len(task.fit)) == (10, 3, 1000)
    assert max(map(abs, recipe.start)) < 0.03


def _names(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        value = tuple(value.values())
    return set().union(*map(_names, value)) if isinstance(value, tuple) else set()
