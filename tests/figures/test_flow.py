"""The picture of a formula's graph: numbers of every frame, and a layout that can be read."""

import itertools
from functools import cache

import numpy as np
import pytest
import torch

import lrviz
from lrviz.analysis.backprop.flow import backpropagate
from lrviz.analysis.backprop.graph import graph_of
from lrviz.figures.flow.layout import LayeredLayout, layered
from lrviz.figures.flow.notation import formulas, names, plain
from lrviz.figures.flow.picture import FlowPicture, captions, flow_picture
from lrviz.figures.flow.traces import flow_height, moves, picture_spec
from lrviz.figures.theme import DARK, LIGHT
from lrviz.objectives.base import autograd
from lrviz.objectives.formula import Formula, formula
from lrviz.text import LANGUAGES
from lrviz.text.numbers import number

BIG = "+".join(f"sin({i}x + y)*(z - {i})^2" for i in range(1, 20))


def picture_of(objective: lrviz.Objective) -> FlowPicture:
    assert isinstance(objective, Formula)
    return flow_picture(backpropagate(graph_of(objective), objective.start))


TYPED = {"x y": "x y", "max": "max(x, 1, y)", "0 x": "0 x + 2y", "big": BIG}
EVERY = [*lrviz.OBJECTIVES, *TYPED]


@cache
def one(name: str) -> lrviz.Objective:
    """A surface, or a formula of TYPED."""
    return formula(TYPED[name]) if name in TYPED else lrviz.objective(name)


@cache
def drawn(name: str) -> FlowPicture:
    """Its picture, which takes long for a long formula."""
    return picture_of(one(name))


@pytest.mark.parametrize("name", EVERY)
def test_what_arrives_in_the_last_frame_is_autograds_gradient(name: str) -> None:
    objective, picture = one(name), drawn(name)
    arrived = picture.arrived(picture.frames - 1)
    wanted = autograd(objective.loss, torch.tensor(objective.start, dtype=torch.float64))
    found = [arrived[i] for i in range(objective.dim)]
    assert found == pytest.approx(wanted.tolist(), rel=1e-9, abs=1e-9)
    written = moves(picture)["gradients"].text
    assert written is not None
    for i, value in enumerate(found):
        at = picture.kept.index(i)
        assert written[-1][at].endswith(f"= {number(value)}")


@pytest.mark.parametrize("name", EVERY)
def test_forward_computes_each_node_after_its_inputs(name: str) -> None:
    picture = drawn(name)
    known = [picture.known(k) for k in range(picture.frames)]
    for before, after in itertools.pairwise(known):
        assert before <= after
        for node in after - before:
            assert {a for a, b in picture.edges if b == node} <= before
    assert known[-1] == set(picture.kept)
    assert not picture.arrived(len(picture.inner))
    assert set(picture.arrived(len(picture.inner) + 1)) == {picture.flow.graph.output}


def test_a_gradient_is_complete_once_all_that_uses_it_has_passed() -> None:
    picture = picture_of(formula("x^2 + x"))
    assert picture.frames == 6
    partial, last = picture.arrived(4), picture.arrived(5)
    start = picture.flow.values[0]
    assert partial[0] == 1.0
    assert 0 not in picture.complete(4)
    assert last[0] == pytest.approx(1 + 2 * start)
    assert 0 in picture.complete(5)


@pytest.mark.parametrize("name", EVERY)
def test_nodes_have_room_and_edges_run_to_the_right_and_past_them(name: str) -> None:
    layout = drawn(name).layout
    for (ax, ay), (bx, by) in itertools.combinations(layout.at.values(), 2):
        assert ax != bx or abs(ay - by) > 0.99
    for (a, b), line in layout.lines.items():
        assert line[0] == pytest.approx(layout.at[a], abs=1e-12)
        assert line[-1] == pytest.approx(layout.at[b], abs=1e-12)
        assert np.all(np.diff(line[:, 0]) >= 0)
        for node, (x, y) in layout.at.items():
            if node not in (a, b):
                here = line[np.isclose(line[:, 0], x)]
                assert np.all(np.abs(here[:, 1] - y) > 0.6)


def crossings(layout: LayeredLayout) -> int:
    """How often two edges change sides between two layers."""
    count = 0
    for k in range(layout.layers - 1):
        spans = []
        for line in layout.lines.values():
            here = line[(line[:, 0] >= k - 1e-9) & (line[:, 0] <= k + 1 + 1e-9)]
            if len(here) and here[0, 0] < here[-1, 0]:
                spans.append((here[0, 1], here[-1, 1]))
        count += sum(
            (a - c) * (b - d) < -1e-9 for (a, b), (c, d) in itertools.combinations(spans, 2)
        )
    return count


@pytest.mark.parametrize("name", ["bowl", "ravine", "saddle", "rosenbrock", "plateau", "rastrigin"])
def test_a_graph_that_can_be_drawn_without_crossings_is(name: str) -> None:
    assert crossings(drawn(name).layout) == 0


def test_the_bowl_is_drawn_as_in_a_book() -> None:
    picture = picture_of(lrviz.objective("bowl"))
    assert [plain(text) for text in formulas(picture.flow.graph, picture.kept).values()] == [
        "x²", "y²", "2·v₂", "v₁ + v₃",
    ]  # fmt: skip
    (_, x), (_, y) = picture.layout.at[0], picture.layout.at[1]
    assert x > y  # x on top
    assert picture.layout.layers == 4


def test_a_long_formula_is_folded_to_a_screen_and_says_so() -> None:
    picture = drawn("big")
    assert picture.folded > 100
    assert flow_height(picture.layout) < 800
    assert set(range(3)) <= set(picture.kept)


def test_a_layout_keeps_nodes_that_nothing_uses() -> None:
    layout = layered([0, 1, 2], [(0, 2)])
    assert set(layout.at) == {0, 1, 2}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda each: each.name)
@pytest.mark.parametrize("name", ["bowl", "ackley", "parabola"])
def test_every_moving_trace_is_in_the_picture_with_a_row_per_frame(
    name: str, theme: object
) -> None:
    picture = drawn(name)
    spec = picture_spec(picture, theme)  # type: ignore[arg-type]
    known = {trace["name"] for trace in spec["data"]}
    for trace, rows in moves(picture).items():
        assert trace in known
        assert rows.x.shape == rows.y.shape
        assert len(rows.x) in {1, picture.frames}
        if rows.text is not None:
            assert [len(row) for row in rows.text] == [rows.x.shape[1]] * len(rows.x)
    low, high = spec["layout"]["yaxis"]["range"]
    for _, y in picture.layout.at.values():
        assert low < y < high


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_tell_the_chain_rule_with_its_numbers(language: str) -> None:
    said = captions(picture_of(lrviz.objective("bowl")), language)
    assert len(said) == 10
    assert "v₁ = x² = 25" in said[1]
    assert "1 · (−10) = −10" in said[-1]
    assert "6" in said[5]  # values that are kept for the pass back
    assert not any("{" in each or "<" in each for each in said)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("1 - x", "1 − x"),
        ("x - 1 + y", "x + y − 1"),
        ("-x", "−x"),
        ("x / (y z)", "x / v₁"),
        ("3 / x", "3 / x"),
        ("sqrt(x) ", "√x"),
        ("abs(x)", "|x|"),
        ("x^2.5", "x^(2.5)"),
        ("x^-2", "x⁻²"),
        ("2^x", "2^(x)"),
        ("e^x", "e^(x)"),
        ("sigmoid(w1)", "σ(w₁)"),
        ("max(x, 1, y)", "max(x, 1, y)"),
        ("2 pi x y", "6.283·x·y"),
    ],
)
def test_a_node_is_written_in_the_signs_of_mathematics(text: str, signs: str) -> None:
    graph = graph_of(formula(text))
    kept = range(len(graph.nodes))
    assert plain(formulas(graph, kept)[graph.output]) == signs
    assert plain(names(graph, kept)[graph.output]) == "ℓ"


def test_folded_parts_are_written_with_the_brackets_they_need() -> None:
    graph = graph_of(formula("(1 - x)^2 + 100(y - x^2)^2"))
    kept = (0, 1, graph.output)
    assert plain(formulas(graph, kept)[graph.output]) == "(1 − x)² + 100·(y − x²)²"
