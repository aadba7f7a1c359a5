"""The folder names the dependency law: data flows one way, and only the pages know streamlit.

settings -> objective -> descent -> trajectory -> diagnosis -> figure -> page
"""

import pytest

from tests import fresh
from tests.laws.sources import PACKAGE, imported, modules, shown

FORBIDDEN = {
    "text": ("lrviz.objectives", "lrviz.descent", "lrviz.analysis", "lrviz.figures", "lrviz.ui"),
    "objectives": ("lrviz.descent", "lrviz.analysis", "lrviz.figures", "lrviz.ui"),
    "descent": ("lrviz.analysis", "lrviz.figures", "lrviz.ui"),
    "analysis": ("lrviz.figures", "lrviz.ui"),
    "figures": ("lrviz.ui", "streamlit"),
    "settings": ("lrviz.analysis", "lrviz.figures", "lrviz.ui", "streamlit", "plotly"),
    "regression": ("lrviz.figures", "lrviz.ui", "streamlit", "plotly"),
    "states": ("lrviz.figures", "lrviz.ui", "streamlit", "plotly"),
    "film": ("lrviz.export", "lrviz.lessons", "lrviz.ui", "streamlit"),
    "export": ("lrviz.ui", "streamlit", "plotly"),
    "compute": ("lrviz.figures", "lrviz.ui", "streamlit", "plotly"),
    "classroom": ("lrviz.ui", "streamlit", "plotly"),
    "lessons": ("lrviz.figures", "lrviz.ui", "streamlit", "plotly"),
    "panel": ("lrviz.export", "lrviz.ui", "streamlit", "plotly"),
}

IMPORT_ALONE = """
import importlib, pkgutil, sys, types
root = types.ModuleType("lrviz")  # the package without its __init__, which imports everything
root.__path__ = [{root!r}]
sys.modules["lrviz"] = root
package = importlib.import_module("lrviz.{name}")
for found in pkgutil.walk_packages(package.__path__, "lrviz.{name}."):
    importlib.import_module(found.name)
print(*sys.modules, sep="\\n")
"""


def loaded_by(program: str) -> set[str]:
    """The modules that are loaded after ``program`` has run in a fresh interpreter."""
    return set(fresh.output(program).split())


def trespassers(names: set[str], forbidden: tuple[str, ...]) -> list[str]:
    return sorted(
        name for name in names if any(name == f or name.startswith(f"{f}.") for f in forbidden)
    )


def test_every_package_is_named_here() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages == {*FORBIDDEN, "cli", "ui"}  # which are downstream of all


@pytest.mark.parametrize("name", ["lrviz", "lrviz.__main__"])
def test_the_engine_and_the_command_line_load_neither_streamlit_nor_plotly(name: str) -> None:
    loaded = loaded_by(f"import {name}, sys; print(*sys.modules, sep='\\n')")
    assert "lrviz.descent.engine" in loaded
    assert not trespassers(loaded, ("streamlit", "plotly", "pandas", "lrviz.ui", "lrviz.figures"))


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_layer_alone_loads_nothing_downstream(name: str) -> None:
    loaded = loaded_by(IMPORT_ALONE.format(name=name, root=str(PACKAGE)))
    assert not trespassers(loaded, FORBIDDEN[name])


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_source_of_a_layer_names_anything_downstream(name: str) -> None:
    for path in (PACKAGE / name).rglob("*.py"):
        assert not trespassers(imported(path), FORBIDDEN[name]), shown(path)


def test_only_the_pages_and_the_front_door_import_streamlit() -> None:
    allowed = {"app.py"}
    found = {shown(path) for path in modules() if trespassers(imported(path), ("streamlit",))}
    assert found
    assert not {path for path in found - allowed if not path.startswith("lrviz/ui/")}
