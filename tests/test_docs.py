"""What the documents name exists, and what they say of Pythons is what the package says."""

import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

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
