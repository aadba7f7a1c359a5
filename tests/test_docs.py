"""What the documents name exists, and what they say of Pythons is what the package says."""

import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from lrviz.figures.theme import THEMES
from tests.laws.sources import ROOT

DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "docs/architecture.md")]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
# `lrviz/ui/` or `tests/laws`, not a command; what a recipe adds is a block and no word of the text.
NAMED = re.compile(r"`((?:lrviz|tests|tools|docs|benchmarks|\.ci|\.github)/[\w./-]*)`")
INSTALLED = "lrviz/ui/front_door/"  # there is none in a checkout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_links_to_and_names_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    linked = [document.parent / name for name in LINK.findall(text)]
    named = [ROOT / name for name in NAMED.findall(text) if name != INSTALLED]
    assert linked + named
    assert not [path for path in linked + named if not path.exists()]


def test_a_recipe_touches_what_the_table_of_changes_says() -> None:
    """Every file of lrviz that a recipe changes is one of its row, or in a folder of it."""
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    table = text.partition("## What a change touches")[2]
    rows = re.findall(r"^\| (?:an? )?(.+?) \| (.*`.*) \|$", table, re.MULTILINE)
    told = {what.removesuffix(" of the course"): NAMED.findall(files) for what, files in rows}
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for thing, recipe in re.findall(
        r"^## Adding an? (.+)\n((?:(?!^## ).*\n)*)", guide, re.MULTILINE
    ):
        if thing not in told:  # a recipe for a command of one file is more than a table needs
            continue
        for touched in set(re.findall(r"^# (lrviz/\S+)$", recipe, re.MULTILINE)):
            assert any(touched.startswith(name) for name in told[thing]), (thing, touched)
    assert set(told) >= {"optimizer", "surface", "loss convention", "page", "language", "stop"}


# Where in each file what the table is about is to be found.
ANCHORS = {
    "lrviz/figures/theme.py": "path=",
    "lrviz/ui/web/lib/keys.js": "ACTIONS",
    "lrviz/analysis/motion.py": "def swinging",
    "lrviz/analysis/answers.py": '"oscillates"',
    "lrviz/export/formats.py": "FORMATS",
    "lrviz/text/en/stage.toml": "keys_table",
    "lrviz/ui/web/stage/plots.js": '"sweep"',
}


def test_what_no_recipe_holds_in_the_table_of_changes_is_where_it_says() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    for name, what in ANCHORS.items():
        assert f"`{name}`" in text
        assert what in (ROOT / name).read_text("utf-8"), name
    colours = {theme.path for theme in THEMES.values()}  # of the path: told in one place
    for path in (ROOT / "lrviz").rglob("*.*"):
        if path.suffix in (".py", ".js", ".css") and path.name != "theme.py":
            assert not any(each in path.read_text("utf-8").lower() for each in colours), path


def test_the_picture_of_the_flow_is_one_small_file_for_light_and_dark() -> None:
    path = ROOT / "docs" / "flow.svg"
    picture = ET.parse(path).getroot()
    assert picture.attrib["role"] == "img"
    words = " ".join(text for each in picture.iter() if (text := each.text))
    steps = "settings objective descent trajectory diagnosis figure page".split()
    assert not [step for step in steps if step not in words]
    assert "prefers-color-scheme: dark" in words
    assert path.stat().st_size < 6_000


def test_the_workflow_runs_the_same_command_on_the_pythons_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    known = [re.fullmatch(r".*Python :: (3\.\d+)", each) for each in project["classifiers"]]
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    (matrix,) = re.findall(r"python: \[(.*)\]", workflow)
    pythons = re.findall(r"3\.\d+", matrix)
    assert pythons == [each[1] for each in known if each]
    assert project["requires-python"] == f">={pythons[0]}"
    assert "bash .ci/run" in workflow
