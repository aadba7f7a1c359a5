"""The list of deliberate faults fits the sources, and its runner tells what became of each."""

import re
import subprocess
import sys
from pathlib import Path

from tests.laws.sources import PACKAGE, ROOT
from tools.faults import Fault, faults, shared

EVERY = faults()
# Where the tests of a package are, the longest beginning first.
HOMES = {
    "lrviz/objectives": ("tests/objectives/",),
    "lrviz/descent": ("tests/descent/",),
    "lrviz/analysis": ("tests/analysis/",),
    "lrviz/figures": ("tests/figures/",),
    "lrviz/text": ("tests/text/", "tests/laws/"),
    "lrviz/cli": ("tests/test_cli",),
    "lrviz/lessons": ("tests/lessons/",),
    "lrviz/compute": ("tests/compute/",),
    "lrviz/export": ("tests/export/", "tests/test_"),
    "lrviz/classroom": ("tests/classroom/",),
    "lrviz/states": ("tests/states/",),
    "lrviz/film": ("tests/ui/", "tests/js/"),
    "lrviz/panel": ("tests/ui/", "tests/export/"),
    "lrviz/ui": ("tests/ui/", "tests/js/"),
    "lrviz": ("tests/test_",),
}


def own_tests(fault: Fault) -> tuple[str, ...]:
    """The beginnings of the tests of the fault's own package."""
    return next(tests for home, tests in HOMES.items() if fault.package.startswith(home))


def test_every_fault_has_one_place_in_the_sources_and_changes_it() -> None:
    lost = [f.name for f in EVERY if (ROOT / f.file).read_text("utf-8").count(f.old) != 1]
    assert not lost
    assert not [f.name for f in EVERY if f.old == f.new]


def test_every_fault_has_its_own_name() -> None:
    assert len({f.name for f in EVERY}) == len(EVERY)


def test_the_tests_that_must_notice_exist_and_are_those_of_the_package() -> None:
    foreign = [f.name for f in EVERY for t in f.tests if not t.startswith(own_tests(f))]
    assert not foreign
    named = [(f.name, *t.partition("::")[::2]) for f in EVERY for t in f.tests]
    texts = {file: (ROOT / file).read_text("utf-8") for _, file, _ in named}
    missing = [n for n, file, test in named if test and f"def {test}(" not in texts[file]]
    assert not missing


def test_there_are_faults_in_every_package_and_in_every_folder_of_scripts() -> None:
    code = [p for p in PACKAGE.rglob("*.py") if p.name not in ("__init__.py", "__main__.py")]
    scripts = PACKAGE.glob("ui/web/*/*.js")
    folders = {p.parent.relative_to(ROOT).as_posix() for p in (*code, *scripts)}
    assert folders <= {f.package for f in EVERY}
    assert len(EVERY) >= 100
    assert sum(f.file.endswith(".js") for f in EVERY) >= 20


def test_the_shares_are_the_list() -> None:
    parts = [shared(EVERY, k, 7) for k in range(1, 8)]
    assert sorted(f.name for part in parts for f in part) == sorted(f.name for f in EVERY)
    assert shared(EVERY, 2, 7) == parts[1]


def test_the_runner_tells_what_is_noticed_from_what_is_not(tmp_path: Path) -> None:
    entry = """[[fault]]
    name = "{0}"
    file = "lrviz/ui/web/lib/player.js"
    old = {1}
    new = {2}
    tests = ["tests/js/player.test.js"]
    """
    quoted = "'''{}'''".format
    given = [
        (
            "too early",
            "Math.floor((elapsed * speed) / 1000)",
            "Math.ceil((elapsed * speed) / 1000)",
        ),
        ("nothing", "Playing: which step", "Playing: the step"),
        ("gone", "no such line", "nor this one"),
    ]
    text = "\n".join(entry.format(name, quoted(old), quoted(new)) for name, old, new in given)
    (tmp_path / "list.toml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "tools.faults", "--list", str(tmp_path / "list.toml")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    said = dict(re.findall(r" s  (.+?) \| \S+ \| (.+)", done.stdout))
    assert said["too early"] == "tests/js/player.test.js: a step is due when its time has come"
    assert said["nothing"] == "survived"
    assert said["gone"].startswith("no longer applies: its text occurs 0 times")
