"""The edge that a class is asked for: 2/λmax at the minimum it is about, or no question."""

import numpy as np
import pytest

from lrviz.classroom.asking import ready, truth_of
from lrviz.classroom.rooms import Poll
from lrviz.classroom.showing import shown
from lrviz.lessons.readings.rates import critical
from lrviz.lessons.states import state
from lrviz.text import LANGUAGES, say
from lrviz.text.notices import ConfigError
from lrviz.text.numbers import vector

Floats = np.ndarray


def edge(query: str, page: str = "descent") -> float:
    poll = Poll(ask="critical", page=page, query=query)
    ready(poll)
    return float(truth_of(poll))  # type: ignore[arg-type]


def himmelblau(x: float, y: float) -> Floats:
    """The Hessian of (x² + y − 11)² + (x + y² − 7)², by hand."""
    mixed = 4 * x + 4 * y
    return np.array([[12 * x**2 + 4 * y - 42, mixed], [mixed, 12 * y**2 + 4 * x - 26]])


@pytest.mark.parametrize(
    "query",
    [
        "objective=saddle&lr=0.1", "formula=x*y&lr=0.1", "formula=x^2-5y^2&lr=0.1",
        "formula=x^2-y^2%2Bz^2&lr=0.1", "formula=x^2%2By&lr=0.1", "formula=(x%2By)^2%2Bx&lr=0.1",
        "formula=-x^2&lr=0.1", "formula=x&lr=0.1", "objective=himmelblau&lr=0.1&start=-4,-4",
        "formula=e^x&lr=0.1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["descent", "gradient"])
def test_without_a_minimum_there_is_no_edge_to_ask_for(query: str, page: str) -> None:
    with pytest.raises(ConfigError) as refused:
        edge(query, page)
    assert refused.value.notice.key == "class.refused.no_answer"


@pytest.mark.parametrize(
    ("start", "minimum"),
    [
        ("-4,-4", (-3.7793102533777469, -3.2831859912861694)),
        ("4,-2", (3.5844283403304918, -1.8481265269644036)),
        ("-3,3", (-2.8051180869527449, 3.1313125182505730)),
        ("3,3", (3.0, 2.0)),
    ],
)
def test_the_edge_is_that_of_the_minimum_the_run_settles_in(
    start: str, minimum: tuple[float, float]
) -> None:
    expected = 2 / np.linalg.eigvalsh(himmelblau(*minimum))[-1]
    query = f"objective=himmelblau&lr=0.005&start={start}"
    assert edge(query) == pytest.approx(expected, rel=1e-9)
    for language in LANGUAGES:
        words = shown(Poll(ask="critical", page="descent", query=query), language).text
        assert vector(minimum) in words


def test_a_run_in_a_local_minimum_is_asked_about_that_one() -> None:
    """½ Σ x⁴ − 16x² + 5x has 6x² − 16 in its Hessian; its other minimum lies at x = 2.7468."""
    right = max(np.roots([4, 0, -32, 5]).real)
    query = "objective=styblinski_tang&lr=0.005&start=3,3"
    assert edge(query) == pytest.approx(2 / (6 * right**2 - 16), rel=1e-9)
    low = min(np.roots([4, 0, -32, 5]).real)
    assert edge(query.replace("3,3", "-3,-3")) == pytest.approx(2 / (6 * low**2 - 16), rel=1e-9)


@pytest.mark.parametrize(
    ("query", "page", "expected"),
    [
        ("objective=bowl&lr=0.9", "descent", 0.5),
        ("formula=(x%2By)^2&lr=0.1", "descent", 0.5),  # a valley: λ = 0 and 4
        ("objective=rosenbrock&lr=0.0001", "descent", 2 / 1001.6006),  # at (1, 1), wherever it is
    ],
)
def test_one_minimum_or_a_valley_of_them_has_one_edge(
    query: str, page: str, expected: float
) -> None:
    assert edge(query, page) == pytest.approx(expected, rel=1e-6)


def test_collinear_features_have_an_edge_all_the_same() -> None:
    assert critical(state("regression", "data=houses&features=0,1,2&lr=0.1")) > 0
    assert (
        say("class.ask.critical.text")
        == shown(Poll(ask="critical", page="regression", query="data=textbook"), "en").text
    )
