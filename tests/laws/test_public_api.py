"""``lrviz`` exports exactly these names, and each tells how it is used."""

import doctest
import importlib
import inspect

import pytest

import lrviz
from tests.laws.sources import PACKAGE, ROOT

PUBLIC = [
    "OBJECTIVES",
    "OPTIMIZERS",
    "SCHEDULES",
    "Diagnosis",
    "FormulaError",
    "Network",
    "Objective",
    "Outcome",
    "Sweep",
    "Table",
    "TableError",
    "Trajectory",
    "Verdict",
    "descend",
    "diagnose",
    "formula",
    "grid",
    "linear_regression",
    "logistic_regression",
    "module",
    "network",
    "objective",
    "read_table",
    "resume",
    "sweep",
]
FUNCTIONS = [name for name in PUBLIC if inspect.isfunction(getattr(lrviz, name))]
CLASSES = [name for name in PUBLIC if inspect.isclass(getattr(lrviz, name))]
NAMES = {name: getattr(lrviz, name) for name in PUBLIC}  # what a reader has at hand
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
    if "ui" not in path.relative_to(PACKAGE).parts and ">>>" in path.read_text(encoding="utf-8")
]


def test_the_public_names_are_exactly_these() -> None:
    assert sorted(lrviz.__all__) == sorted(PUBLIC)


def test_a_public_function_shows_an_example() -> None:
    documented = {name: inspect.getdoc(getattr(lrviz, name)) or "" for name in FUNCTIONS}
    assert not [name for name, text in documented.items() if ">>> " not in text]


def test_a_public_class_explains_itself() -> None:
    own = {name: vars(getattr(lrviz, name)).get("__doc__") or "" for name in CLASSES}
    assert not [name for name, text in own.items() if len(text) <= 10]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_runs_as_written(name: str) -> None:
    module = importlib.import_module(name)
    result = doctest.testmod(module, globs={"lrviz": lrviz, **NAMES, **vars(module)})
    assert result.attempted
    assert not result.failed, f"{result.failed} examples of {name} fail; the report is above"
