"""What is built: nothing of the tree is missing in it, and it works in an empty folder.

With LRVIZ_WHOLE it is also installed as a stranger would, with all that it asks for, in a new
environment of every Python from 3.11 to 3.14 that is on PATH.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import Config
from websockets.sync.client import connect

import lrviz
from tests import fresh
from tests.browser.server import free_port, wait_until_healthy
from tests.laws.sources import PACKAGE, ROOT

IGNORED = [*(ROOT / ".gitignore").read_text("utf-8").split(), ".git"]
DOOR = "lrviz/ui/front_door"
CARRIED = {f"{DOOR}/{name}": ROOT / name for name in ("app.py", ".streamlit/config.toml")}


class Built(NamedTuple):
    """The two archives."""

    sdist: Path
    wheel: Path


class Installed(NamedTuple):
    """Where the command is, and the variables that it needs to find the rest."""

    command: tuple[str, ...]
    variables: dict[str, str]

    def said(self, *tokens: str, cwd: Path) -> str:
        """What a command prints; in a folder of this interpreter, by the quick way."""
        if folder := self.variables.get("PYTHONPATH"):
            return fresh.output(COMMAND, folder, *tokens, cwd=cwd)
        return subprocess.run(
            [*self.command, *tokens], cwd=cwd, env=os.environ | self.variables,
            capture_output=True, encoding="utf-8", check=True,
        ).stdout  # fmt: skip


def built_from(source: Path, kind: str, folder: Path) -> Path:
    """What the build backend makes of ``source``: "sdist" or "wheel"."""
    program = f"import sys; from hatchling.build import build_{kind} as build"
    command = [sys.executable, "-c", f"{program}; print(build(sys.argv[1]))", str(folder)]
    return folder / subprocess.run(
        command, cwd=source, capture_output=True, text=True, check=True
    ).stdout.strip()  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist of this tree, and the wheel that is made of that sdist alone."""
    folder = tmp_path_factory.mktemp("built")
    sdist = built_from(ROOT, "sdist", folder)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()
    return Built(sdist, built_from(source, "wheel", folder))


def interpreters() -> list[str]:
    """The Pythons to make environments of: those on PATH that start."""
    names = [f"python3.{minor}" for minor in range(11, 15)]
    found = [path for name in names if (path := shutil.which(name))]
    starts = [subprocess.run([path, "-c", ""], capture_output=True, check=False) for path in found]
    return [path for path, done in zip(found, starts, strict=True) if done.returncode == 0]


WHOLE = bool(os.environ.get("LRVIZ_WHOLE"))


@pytest.fixture(scope="module", params=["folder", *(interpreters() if WHOLE else ())])
def installed(
    built: Built, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    """The wheel in an empty folder beside this environment's packages, or in one of its own."""
    folder = tmp_path_factory.mktemp("installed")
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(built.wheel)]
    if request.param == "folder":
        alone = ["--no-deps", "--no-index", "--target", str(folder)]
        subprocess.run([sys.executable, *pip, *alone], check=True)
        script = str(folder / "bin" / "lrviz")
        yield Installed((sys.executable, script), {"PYTHONPATH": str(folder)})
        return
    nothing_else = {"PYTHONPATH": ""}
    subprocess.run([request.param, "-m", "venv", str(folder)], check=True)
    tested = ["--constraint", str(ROOT / "requirements.txt")]
    command = [str(folder / "bin" / "python"), *pip, *tested]
    subprocess.run(command, check=True, env=os.environ | nothing_else)
    yield Installed((str(folder / "bin" / "lrviz"),), nothing_else)
    shutil.rmtree(folder)  # some GB with torch


def files(root: Path) -> Iterator[Path]:
    """The files of a folder that git does not ignore; a link to a folder is none."""
    for folder, inside, names in os.walk(root):
        inside[:] = [name for name in inside if not ignored(f"{name}/")]
        yield from (Path(folder) / name for name in names if not ignored(name))


def ignored(name: str) -> bool:
    """Whether a file, or a folder with its slash, is one that git ignores."""
    return any(fnmatch(name, each) or fnmatch(name, f"{each}/") for each in IGNORED)


def test_the_wheel_is_the_package_with_the_front_door_and_its_settings(built: Built) -> None:
    expected = {path.relative_to(ROOT).as_posix(): path for path in files(PACKAGE)} | CARRIED
    with zipfile.ZipFile(built.wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert found == set(expected)
        different = [n for n, path in expected.items() if archive.read(n) != path.read_bytes()]
    assert not different


def test_the_sdist_is_the_whole_tree(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        found = {each.name.partition("/")[2] for each in archive.getmembers() if not each.isdir()}
    assert found - {"PKG-INFO"} == {path.relative_to(ROOT).as_posix() for path in files(ROOT)}


def test_the_wheel_says_its_version_its_licence_and_its_command(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        inside = {name.partition("/")[2]: name for name in archive.namelist() if "-info/" in name}
        metadata = message_from_bytes(archive.read(inside["METADATA"]))
        commands = archive.read(inside["entry_points.txt"]).decode()
        assert archive.read(inside["licenses/LICENSE"]) == (ROOT / "LICENSE").read_bytes()
    assert metadata["Version"] == lrviz.__version__
    assert metadata["License-Expression"] == "MIT"
    assert "lrviz = lrviz.cli:main" in commands


def test_each_range_begins_at_the_version_that_is_tested(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith("/METADATA"))
        asked = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    every = [Requirement(each) for each in asked]
    plain = {each.name: each for each in every if "extra" not in str(each.marker)}
    extra = {each.name: each for each in every if 'extra == "export"' in str(each.marker)}
    ranges = extra | plain
    pinned = {pin.name for pin in pins}
    assert plain.keys() <= pinned
    assert pinned == ranges.keys() - {"pillow"}  # which comes with streamlit
    for pin in pins:
        (version,) = (each.version for each in pin.specifier)
        low = {each.version for each in ranges[pin.name].specifier if each.operator == ">="}
        assert low == {version}, pin.name


COMMAND = """
import sys
sys.path.insert(0, sys.argv[1])
from lrviz.cli import main
assert main.__code__.co_filename.startswith(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (["list", "--lang", "zh"], "碗"),
        (["descend", "--lr", "0.1", "--steps", "20", "--start", "-5", "-2"], "converges: "),
    ],
)
def test_the_installed_command_works_in_an_empty_folder(
    installed: Installed, tmp_path: Path, tokens: list[str], said: str
) -> None:
    assert said in installed.said(*tokens, cwd=tmp_path)


@pytest.mark.whole
def test_the_installed_command_serves_the_pages(installed: Installed, tmp_path: Path) -> None:
    seen, port = tmp_path / "seen.txt", free_port()
    browser = f'{sys.executable} -c "import sys; open(sys.argv[1], sys.argv[2]).write(sys.argv[3])"'
    environment = os.environ | {
        **installed.variables,
        "PYTHONIOENCODING": "utf-8",
        "HOME": str(tmp_path),  # no settings of the person's own
        "BROWSER": f"{browser} {seen} w %s",
    }
    (tmp_path / "empty").mkdir()
    log = tmp_path / "log.txt"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*installed.command, "serve", "--port", str(port), "--lang", "zh"],
            cwd=tmp_path / "empty", stdout=out, stderr=out, env=environment,
        )  # fmt: skip
    try:
        wait_until_healthy(f"http://localhost:{port}", process, log)
        with urllib.request.urlopen(f"http://localhost:{port}/") as page:
            assert re.search(r'<div id="lr-first".*<svg', page.read().decode(), re.DOTALL)
        first_run_is_good(port)
    finally:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        code = process.wait(timeout=60)
    assert seen.read_text() == f"http://localhost:{port}/?lang=zh"
    said = log.read_text("utf-8").strip()
    assert said == f"lrviz 已就绪：http://localhost:{port}/（按 Ctrl+C 结束）"
    assert code == 0 or os.name != "posix"


def first_run_is_good(port: int) -> None:
    """A visit as a browser makes it: under lrviz's settings, with no exception on the page."""
    with connect(f"ws://localhost:{port}/_stcore/stream", max_size=None) as visit:
        visit.send(BackMsg(rerun_script={"query_string": ""}).SerializeToString())
        messages = []
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            messages.append(ForwardMsg.FromString(bytes(visit.recv(timeout=60))))
    (session,) = (each.new_session for each in messages if each.HasField("new_session"))
    assert session.config.toolbar_mode == Config.ToolbarMode.MINIMAL
    assert not session.config.gather_usage_stats
    elements = [each.delta.new_element.WhichOneof("type") for each in messages]
    assert "bidi_component" in elements
    assert "exception" not in elements
