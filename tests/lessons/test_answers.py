"""The answers to a sample of questions, by other means than the engine; and how answers score."""

import math

import numpy as np
import pytest
import torch

from lrviz.lessons import STOPS, Score, Stop, outcome, scored, stop, truth
from lrviz.lessons.questions import NumberQuestion, RingQuestion, TapQuestion, VerdictQuestion
from lrviz.lessons.states import state
from lrviz.objectives.data import DATASETS
from lrviz.text.notices import ConfigError

BOWL = np.array([2.0, 4.0])  # the curvatures of x² + 2y²
START = np.array([-5.0, -2.0])


def test_a_step_lands_where_the_formula_says() -> None:
    assert truth(stop("one-step")) == pytest.approx(START - 0.1 * BOWL * START)


def test_all_weights_move_from_the_old_point() -> None:
    x, y = -8.0, -4.0
    one, other = x + 2 * y - 7, 2 * x + y - 5
    slopes = np.array([2 * one + 4 * other, 4 * one + 2 * other])
    assert truth(stop("all-at-once")) == pytest.approx(np.array([x, y]) - 0.08 * slopes)


def test_the_steps_of_a_crawl_by_powers() -> None:
    k = np.arange(401)
    loss = 25 * 0.98 ** (2 * k) + 8 * 0.96 ** (2 * k)
    assert truth(stop("crawl")) == int(np.argmax(loss <= 0.033))


def test_the_verdict_near_the_edge_by_its_factor() -> None:
    factor = 1 - 4 * 0.49
    assert -1 < factor < -0.9
    assert 8 * factor**80 > 1e-3 * 33  # not there after 40 steps, and turning at each
    assert truth(stop("just-below")) == "oscillates"


def test_the_edge_is_two_over_the_curvature() -> None:
    assert truth(stop("edge")) == pytest.approx(2 / 6)


def test_what_arrives_at_x_by_differences() -> None:
    def loss(x: float) -> float:
        return (3 * x - 3) ** 2

    assert truth(stop("chain")) == pytest.approx((loss(2.001) - loss(1.999)) / 0.002)


def test_without_zero_grad_torch_goes_the_way_of_the_stop() -> None:
    w = torch.tensor(START, requires_grad=True)
    for _ in range(60):
        (w[0] ** 2 + 2 * w[1] ** 2).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
    shown = state("descent", stop("zero-grad").query)
    assert shown.run.w[-1] == pytest.approx(w.detach().numpy(), abs=1e-9)
    assert truth(stop("zero-grad")) == "oscillates"


def test_the_order_of_the_losses_by_their_curvatures() -> None:
    X, _ = DATASETS["textbook"].load()
    design = np.column_stack([X, np.ones(len(X))])
    largest = np.linalg.eigvalsh(design.T @ design)[-1]
    edges = {"half_mse": 2000 / largest, "mse": 1000 / largest, "sse": 1 / largest}
    assert truth(stop("half-mean-sum")) == tuple(sorted(edges, key=lambda name: edges[name]))


def test_mseloss_makes_the_first_step_twice_as_long() -> None:
    x, y = torch.randn(10, 2), torch.randn(10, 1)
    lengths = []
    for loss in (lambda a, b: ((a - b) ** 2 / 2).mean(), torch.nn.MSELoss()):
        line = torch.nn.Linear(2, 1)
        torch.nn.init.zeros_(line.weight)
        torch.nn.init.zeros_(line.bias)
        loss(line(x), y).backward()
        lengths.append(float(line.weight.grad.norm()))
    assert truth(stop("short-form")) == pytest.approx(lengths[1] / lengths[0], rel=1e-5)


def test_a_forgotten_division_blows_up_in_torch_too() -> None:
    X, y = (torch.from_numpy(each.copy()) for each in DATASETS["textbook"].load())
    w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    for batch in torch.randperm(1000).split(100):
        loss = ((X[batch] @ w + 4.2 - y[batch]) ** 2 / 2).sum()
        (slope,) = torch.autograd.grad(loss, w)
        w = (w - 0.03 * slope).detach().requires_grad_(True)
    assert float(w.detach().norm()) > 1e3
    assert truth(stop("divided")) == "diverges"


def test_the_units_of_zeros_stay_alike_in_torch() -> None:
    net = torch.nn.Sequential(torch.nn.Linear(1, 4), torch.nn.Sigmoid(), torch.nn.Linear(4, 1))
    for parameter in net.parameters():
        torch.nn.init.zeros_(parameter)
    x = torch.linspace(-1, 1, 9)[:, None]
    for _ in range(20):
        net.zero_grad()
        ((net(x) - x**2 - x) ** 2).mean().backward()
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.sub_(0.5 * parameter.grad)
    first = net[0].weight.detach()
    assert first.std() == 0
    assert first.abs().max() > 0
    assert truth(stop("zeros")) == "alike"


def test_the_last_batch_is_counted() -> None:
    assert truth(stop("updates")) == "ceiling"
    assert math.ceil(293 / 10) == 30


@pytest.mark.parametrize("each", STOPS, ids=lambda each: each.id)
def test_the_truth_is_right_and_says_so(each: Stop) -> None:
    score = scored(each, _answer(each))
    assert (score.share, score.word) == (1.0, "right")
    assert outcome(each, score, "zh").startswith("对了")


@pytest.mark.parametrize(("name", "given"), [("crawl", "165"), ("three-epochs", "5e-5")])
def test_of_a_number_as_near_as_words_can_tell_no_factor_is_said(name: str, given: str) -> None:
    score = scored(stop(name), given)
    assert 1 <= (score.miss or 0) < 1.05
    for language, said in (("en", "Right."), ("zh", "对了。")):
        assert outcome(stop(name), score, language) == said


def _answer(each: Stop) -> object:
    question, found = each.question, truth(each)
    if isinstance(question, RingQuestion):
        return (math.sqrt(33.0), 0.0)
    if isinstance(question, TapQuestion):
        assert isinstance(found, tuple)
        return [found[axis] for axis in question.axes]
    if isinstance(question, NumberQuestion):
        assert isinstance(found, float | int)
        assert question.low < found < question.high
        return found
    if isinstance(question, VerdictQuestion):
        assert found in question.words
    return found


@pytest.mark.parametrize(
    ("off", "word", "share"),
    [
        (0.0, "right", 1.0),
        (0.24, "right", 1.0),
        (1.0, "near", 4 / 7),
        (1.5, "far", 2 / 7),
        (9, "far", 0),
    ],
)
def test_a_tap_is_near_by_the_length_of_the_step(off: float, word: str, share: float) -> None:
    length = math.hypot(1.0, 0.8)
    score = scored(stop("one-step"), (-4.0 + 0.999999 * off * length, -1.2))
    assert score.word == word
    assert score.share == pytest.approx(share, abs=1e-5)


def test_a_tap_at_the_place_of_the_common_mistake_is_not_right() -> None:
    assert scored(stop("all-at-once"), (3.68, -0.1152)).word == "near"
    assert scored(stop("one-step"), (-6.0, -2.8)).word == "far"  # along the gradient


@pytest.mark.parametrize(
    ("place", "word"),
    [((5, 2), "right"), ((-5, 2), "right"), ((6, 2), "near"), ((0, 0), "far"), ((0, -1), "far")],
)
def test_any_point_of_the_ring_is_right(place: tuple[float, float], word: str) -> None:
    assert scored(stop("ring"), place).word == word


@pytest.mark.parametrize("place", [(0, 0), (0.5, 0), (0, -1), (3, 0), (6, 2), (5, 3), (5.5, -4)])
def test_how_far_off_the_ring_a_tap_is_said_to_be_is_the_distance(
    place: tuple[float, float],
) -> None:
    """Against the nearest of many points of the ellipse x² + 2y² = 33."""
    turn = np.linspace(0, 2 * np.pi, 1_000_001)
    ring = np.stack([math.sqrt(33) * np.cos(turn), math.sqrt(16.5) * np.sin(turn)], axis=-1)
    nearest = np.linalg.norm(ring - np.array(place), axis=-1).min() / math.hypot(1.0, 0.8)
    assert scored(stop("ring"), place).miss == pytest.approx(nearest, abs=1e-6)


@pytest.mark.parametrize(
    ("factor", "word"),
    [
        (1.0, "right"),
        (1.09, "right"),
        (1 / 1.09, "right"),
        (2.9, "near"),
        (1 / 2.9, "near"),
        (3.1, "far"),
        (1e9, "far"),
    ],
)
def test_a_number_is_near_by_its_factor(factor: float, word: str) -> None:
    score = scored(stop("edge"), factor / 3)
    assert score.word == word
    assert score.miss == pytest.approx(max(factor, 1 / factor))
    assert (score.share == 1) == (word == "right")
    assert (score.share == 0) == (factor == 1e9)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("sse", "mse", "half_mse"), Score(1.0, "right", 0.0)),
        (["mse", "sse", "half_mse"], Score(2 / 3, "near", 1.0)),
        (("half_mse", "mse", "sse"), Score(0.0, "far", 3.0)),
    ],
)
def test_an_order_is_near_by_its_pairs(order: object, expected: Score) -> None:
    score = scored(stop("half-mean-sum"), order)
    assert score.share == pytest.approx(expected.share)
    assert (score.word, score.miss) == (expected.word, expected.miss)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("one-step", "here"),
        ("one-step", (1.0,)),
        ("one-step", (math.nan, 0.0)),
        ("one-step", None),
        ("ring", (-5.1, -2.0)),
        ("edge", 0),
        ("edge", -1),
        ("edge", "many"),
        ("edge", math.inf),
        ("unscaled", "hovers"),
        ("unscaled", ["diverges"]),
        ("times-three", "r03"),
        ("half-mean-sum", ("sse", "mse")),
        ("half-mean-sum", ("sse", "sse", "mse")),
        ("half-mean-sum", "sse"),
        ("half-mean-sum", {"sse": 1}),
    ],
)
def test_what_is_no_answer_is_refused_in_one_sentence(name: str, answer: object) -> None:
    with pytest.raises(ConfigError) as refused:
        scored(stop(name), answer)
    for language in ("en", "zh"):
        assert "{" not in refused.value.notice.sentence(language).replace(repr(answer), "")


@pytest.mark.parametrize("name", ["edge", "short-form"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1,234", ("1.234", "1234")),
        ("1,234/7", ("1.234/7", "1234/7")),
        ("1e400", ("×10⁻³²⁴", "1.8×10³⁰⁸")),
        ("1e-400", ("×10⁻³²⁴", "1.8×10³⁰⁸")),
        ("-1", ("0",)),
        ("0", ("0",)),
        ("many", ("0",)),
    ],
)
def test_why_a_number_is_none_is_said_as_it_is(
    name: str, typed: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigError) as refused:
        scored(stop(name), typed)
    for language in ("en", "zh"):
        said = refused.value.notice.sentence(language)
        assert repr(typed) in said
        assert all(each in said.replace(repr(typed), "") for each in words)
    greater = "greater than 0" in refused.value.notice.sentence("en")
    assert greater == (typed in ("-1", "0", "many"))
