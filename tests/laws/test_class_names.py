"""A class's name says which class is meant: no other has it."""

import ast
import re
from collections import Counter

from tests.laws.sources import PACKAGE, modules, tree

# Names that a Python and a JavaScript class have both. A reel and a quadratic are one thing on
# both sides; a stage is a line of an update rule here and, as for every reader, the page's there.
IN_BOTH = {"Quadratic", "Reel", "Stage"}

_CLASS = re.compile(r"^(?:export )?(?:default )?class (\w+)", re.MULTILINE)


def python_classes() -> list[str]:
    nodes = [node for path in modules() for node in ast.walk(tree(path))]
    return [node.name for node in nodes if isinstance(node, ast.ClassDef)]


def javascript_classes() -> list[str]:
    scripts = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.js")]
    return [name for script in scripts for name in _CLASS.findall(script)]


def shared(names: list[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}


def test_no_two_classes_of_python_share_a_name() -> None:
    assert not shared(python_classes())


def test_no_two_classes_of_javascript_share_a_name() -> None:
    assert not shared(javascript_classes())


def test_a_name_on_both_sides_is_one_of_those_that_are_known() -> None:
    assert set(python_classes()) & set(javascript_classes()) == IN_BOTH


def test_a_name_that_two_classes_have_is_found() -> None:
    assert shared(["Film", "Tape", "Film"]) == {"Film"}
    assert _CLASS.findall("class A {}\nexport class B extends A {\n// class C") == ["A", "B"]
