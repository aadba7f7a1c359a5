"""The example notebook: read by nbformat, run cell by cell, and true."""

import ast
from typing import Any

import nbformat
import numpy as np
import pytest

from tests.laws.sources import ROOT

PATH = ROOT / "docs" / "notebook.ipynb"


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """What a notebook does with a cell: runs it, and shows its last line's value."""
    *before, last = ast.parse(source).body
    shown = isinstance(last, ast.Expr)
    body = ast.Module(before if shown else [*before, last], type_ignores=[])
    exec(compile(body, PATH.name, "exec"), names)  # noqa: S102
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), PATH.name, "eval"), names)  # noqa: S307
    return None


def test_every_cell_of_the_example_notebook_runs_and_says_what_is_true(
    capsys: pytest.CaptureFixture[str],
) -> None:
    book = nbformat.read(PATH, as_version=4)
    nbformat.validate(book)
    cells = [each for each in book.cells if each.cell_type == "code"]
    assert not any(each.outputs or each.execution_count for each in cells)
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = [run_cell(each.source, names) for each in cells]
    goal, run = names["goal"], names["run"]
    assert shown[0] == (19, ("0.weight[0,0]", "0.weight[1,0]", "0.weight[2,0]"))
    assert shown[1] is run
    assert shown[4] is names["many"]
    assert names["apart"] <= 1e-9
    assert names["misfit"] == pytest.approx(run.loss[-1], rel=1e-9)
    assert run.loss[-1] < 0.2 * run.loss[0]
    start = [each.detach().double().numpy().ravel() for each in names["net"].parameters()]
    np.testing.assert_array_equal(np.concatenate(start), goal.start)  # the net has not moved
    assert names["words"][0] == "crawls"
    assert names["words"][-1] == "diverges"
    assert [type(each).__name__ for each in shown if hasattr(each, "to_json")] == ["Figure"]
    assert "apart, of the largest parameter" in capsys.readouterr().out
