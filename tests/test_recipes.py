"""The recipes of CONTRIBUTING.md: each is made in a copy of the project, and does what it says.

With LRVIZ_WHOLE the tests that a recipe names are run in the copy too.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests import fresh
from tests.laws.sources import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPES: Mapping[str, str] = dict(
    re.findall(r"^## Adding an? (.+)\n((?:(?!^## ).*\n)*)", GUIDE, re.MULTILINE)
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WHOLE = bool(os.environ.get("LRVIZ_WHOLE"))

COMMAND = """
import contextlib, io
from lrviz.cli import main

def said(*tokens):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(tokens) == 0
    return out.getvalue()
"""
# What must be true once a recipe has been followed.
PROMISES: Mapping[str, str] = {
    "optimizer": """
import lrviz
run = lrviz.descend("bowl", optimizer="plain", lr=0.1, steps=9, start=(-5, -2), weight_decay=0.5)
assert abs(run.w[9] - [-5 * (1 - 0.25) ** 9, -2 * (1 - 0.45) ** 9]).max() < 1e-12
assert "torch.optim.SGD([w], lr=0.1" in said("script", "--optimizer", "plain", "--lr", "0.1")
assert "plain" in said("list")
""",
    "surface": """
import lrviz
run = lrviz.descend("three_hump", lr=0.05, steps=400, start=(0.5, 0.5))
assert lrviz.diagnose(run).verdict.value == "converges"
assert "三峰骆驼函数" in said("list", "--lang", "zh")
""",
    "page": """
from streamlit.testing.v1 import AppTest
from lrviz.ui.main import PAGES
script = "from lrviz.ui.main import PAGES; PAGES['credits']()"
app = AppTest.from_string(script, default_timeout=60)
app.query_params["objective"] = "beale"
app.query_params["lang"] = "zh"
app.run()
assert not app.exception
assert "Beale" in app.text[0].value and "出处" in app.text[0].value
assert app.query_params["objective"] == "beale", app.query_params
assert "credits" in PAGES
""",
    "language": """
import lrviz
from lrviz.text import LANGUAGES, say
from lrviz.settings.config import RunConfig
assert RunConfig.from_query("lang=fr").language == "fr"
assert LANGUAGES["fr"] == "Français"
assert say("page.descent", "fr") == "Descent"
assert "en|fr|zh" in said("descend", "--help", "--lang", "fr")
run = lrviz.descend("bowl", lr=0.1)
assert lrviz.diagnose(run).sentence("fr") == lrviz.diagnose(run).sentence("en")
""",
    "loss convention": """
import json, lrviz, torch
from lrviz.regression.recipe import Recipe
from lrviz.export.regression_script import script
X, y = [0.0, 1.0, 2.0], [1.0, 3.0, 6.0]
half, whole = (lrviz.linear_regression(X, y, loss=each) for each in ("half_sse", "sse"))
w = torch.tensor([0.5, -1.0], dtype=torch.float64)
assert abs(2 * half.loss(w) - whole.loss(w)) < 1e-12
recipe = Recipe(loss="half_sse", lr=1e-3, epochs=3)
made = recipe.build()
ends = [lrviz.descend(made.objective, lr=recipe.lr, **recipe.arguments(made)).w[-1].tolist()]
for form in ("scratch", "torch"):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(script(recipe, made, form), {})
    ends.append(json.loads(out.getvalue().splitlines()[-1].removeprefix("w = ")))
assert max(abs(a - b) for end in ends[1:] for a, b in zip(ends[0], end)) < 1e-12, ends
""",
    "stop": """
from lrviz.lessons import STOPS, after, failures, stop, truth
mine = stop("parabola-jump")
assert mine in STOPS and not failures(mine), failures(mine)
assert abs(truth(mine) - 0.5) < 1e-12, truth(mine)
assert "0.5" in after(mine, "reveal", "en") and "0.5" in after(mine, "reveal", "zh")
""",
    "export": r"""
out = said("latex", "--objective", "bowl", "--optimizer", "adagrad")
assert out.startswith("\\[ L = ") and "G_{t}" in out, out
assert "LaTeX" in said("--help", "--lang", "zh")
""",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a recipe may touch; compiled modules keep their times, and so are taken as they are."""
    for name in ("lrviz", "tests", "tools") if WHOLE else ("lrviz",):
        shutil.copytree(ROOT / name, tmp_path / name, symlinks=True)
    if WHOLE:
        for path in ROOT.iterdir():
            if not (tmp_path / path.name).exists() and path.name != ".git":
                (tmp_path / path.name).symlink_to(path.resolve())
    return tmp_path


def follow(recipe: str, folder: Path) -> None:
    """Make the changes of a recipe; those to tests where there are tests."""
    for kind, block in BLOCK.findall(recipe):
        if kind == "sh":
            subprocess.run(block, shell=True, cwd=folder, check=True)
            continue
        first, _, rest = block.partition("\n")
        name = first.removeprefix("# ")
        if WHOLE or not name.startswith("tests/"):
            for hunk in rest.split("@@\n"):
                change(folder / name, hunk.removesuffix("\n").split("\n"))


def change(path: Path, hunk: list[str]) -> None:
    """One place of a file: "-" and " " are what stands there once, "+" and " " what comes of it."""
    old = "\n".join(line[1:] for line in hunk if line[:1] in ("-", " "))
    new = "\n".join(line[1:] for line in hunk if line[:1] in ("+", " "))
    text = path.read_text("utf-8") if path.exists() else ""
    assert not old or text.count(old) == 1, f"{path.name} has {text.count(old)} times: {old}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace(old, new) if old else f"{text}{new}\n", encoding="utf-8")


def test_there_is_a_recipe_for_each_thing_that_is_added() -> None:
    assert set(RECIPES) == set(PROMISES)


@pytest.mark.parametrize("thing", PROMISES)
def test_a_recipe_does_what_it_says(thing: str, copy: Path) -> None:
    follow(RECIPES[thing], copy)
    fresh.output(COMMAND + PROMISES[thing], cwd=copy)
    if WHOLE:
        (named,) = re.findall(r"^Tests: `([^`]*)`", RECIPES[thing], re.MULTILINE)
        options = ["-q", "-p", "no:cacheprovider", "-m", "not browser"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *named.split()],
            cwd=copy, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:]
