"""What deploy/ hands to a server, tried on this machine: Debian's nginx, systemd's own check of the
units, and the Dockerfile's steps, as far as they need no docker.
"""

import asyncio
import json
import os
import shlex
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from benchmarks.services import NGINX, nginx_command
from benchmarks.visitor import Visitor, header_of
from tests.browser.server import free_port, serving, wait_until_healthy

ROOT = Path(__file__).parents[1]
with_nginx = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")


@with_nginx
def test_nginx_reads_our_file(tmp_path: Path) -> None:
    command = nginx_command(tmp_path, {"listen 80": free_port()})
    done = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert "test is successful" in done.stderr, done.stderr


@with_nginx
@pytest.mark.whole
def test_a_visitor_behind_nginx_stays_on_one_process_and_is_served_by_the_other_without_it(
    tmp_path: Path,
) -> None:
    front, dead = free_port(), free_port()
    with serving("app.py", tmp_path / "app.txt") as app:
        ports = {"127.0.0.1:8501": int(app.rpartition(":")[2]), "127.0.0.1:8502": dead}
        with subprocess.Popen(nginx_command(tmp_path, {"listen 80": front, **ports})) as nginx:
            try:
                url = f"http://localhost:{front}"
                wait_until_healthy(url)
                for server in ("one", "two"):  # the second is down: the first answers for it
                    asked = urllib.request.Request(
                        url, headers={"Cookie": f"lrviz_server={server}"}
                    )
                    with urllib.request.urlopen(asked, timeout=60) as page:
                        assert f"lrviz_server={server};" in page.headers["set-cookie"]
                        assert b'<div id="root">' in page.read()
                assert asyncio.run(_start(url)) == [1.5, 2.5]
            finally:
                nginx.terminate()


@pytest.mark.whole
def test_a_server_that_is_told_to_end_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (left := tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(left))
    with serving("app.py", log := tmp_path / "log.txt") as url:
        assert asyncio.run(_start(url)) == [1.5, 2.5]
    assert "leaked" not in log.read_text()
    assert not [*left.iterdir()]


UNITS = sorted((ROOT / "deploy").glob("*.service"))
SYSTEMD = shutil.which("systemd-analyze")


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_our_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        assert "/srv/lrviz/.venv/bin/python -m " in text
        copied = tmp_path / unit.name.replace("@.", "@8501.")
        copied.write_text(text.replace("/srv/lrviz/.venv/bin/python", sys.executable), "utf-8")
    found = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run([str(SYSTEMD), "verify", *found], check=False, **SAID)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


SAID: dict[str, Any] = {
    "stdout": subprocess.PIPE,
    "stderr": subprocess.STDOUT,
    "text": True,
}


def dockerfile() -> list[tuple[str, str]]:
    """Its instructions, each with what it is told."""
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(kind, told) for kind, _, told in (line.partition(" ") for line in lines)]


def laid_out(folder: Path) -> tuple[Path, list[str]]:
    """Copy what the Dockerfile copies, and nothing else, each of its stages into a root of its own,
    and have npm fetch what it fetches: where the app is then, and what else was to be run."""
    root, place, run = folder, folder, []
    for kind, told in dockerfile():
        if kind == "FROM":
            root = folder / (told.partition(" AS ")[2] or "image")
        elif kind == "WORKDIR":
            place = root / told.lstrip("/")
            place.mkdir(parents=True)
        elif kind == "COPY":
            _copied(told.split(), folder, place)
        elif kind == "RUN" and told.startswith("npm "):
            npm = [sys.executable, "-m", "tools.node", *told.split(), "--prefix", str(place)]
            subprocess.run(npm, cwd=ROOT, check=True)
        elif kind == "RUN":
            run.append(told)
    return place, run


def _copied(told: list[str], stages: Path, place: Path) -> None:
    """COPY, of the checkout or ``--from`` a stage, to a folder named by a dot or a stroke at its
    end, or to a name."""
    stage = told.pop(0).removeprefix("--from=") if told[0].startswith("--from=") else None
    *sources, target = told
    for each in sources:
        source = ROOT / each if stage is None else stages / stage / each.lstrip("/")
        inside = target.endswith(("/", "."))
        copy = place / target / source.name if inside else place / target
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("*.pyc"))
        else:
            shutil.copy(source, copy)


@pytest.mark.whole
def test_the_dockerfile_is_of_steps_that_are_tried_here(tmp_path: Path) -> None:
    kinds = [kind for kind, _ in dockerfile()]
    # A user, a port and a base are docker's own; all else is run below, or here.
    assert {*kinds} == {"FROM", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
    place, (user, pip, packed) = laid_out(tmp_path)
    assert user == "useradd --create-home lrviz"
    assert packed == "python -m lrviz.ui.packed"  # takes minutes, and changes no answer
    # With what it would install being there, pip looks nowhere, and would do nothing.
    command = [sys.executable, "-m", *shlex.split(pip), "--no-index", "--dry-run"]
    done = subprocess.run(command, cwd=place, check=False, **SAID)
    assert done.returncode == 0, done.stdout
    assert "Would install" not in done.stdout


@pytest.mark.whole
def test_what_the_dockerfile_copies_is_served_by_its_command_and_found_well(
    tmp_path: Path,
) -> None:
    place, _ = laid_out(tmp_path)
    told, port = dict(dockerfile()), str(free_port())
    command = json.loads(told["CMD"].replace("8501", port).replace("0.0.0.0", "127.0.0.1"))
    assert command[0] == "python"
    check = told["HEALTHCHECK"].removeprefix("CMD ").replace("8501", port)
    python = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    given: dict[str, Any] = {"cwd": place, "env": {**os.environ, **python}}
    ill = subprocess.run(["sh", "-c", check], **given, check=False, **SAID)
    assert ill.returncode != 0
    with subprocess.Popen([sys.executable, *command[1:]], **given) as server:
        try:
            wait_until_healthy(f"http://localhost:{port}", server)
            well = subprocess.run(["sh", "-c", check], **given, check=False, **SAID)
            assert well.returncode == 0, well.stdout
            with urllib.request.urlopen(f"http://localhost:{port}", timeout=60) as page:
                assert "plotly-cartesian.min.js" in page.headers["link"]
            assert asyncio.run(_start(f"http://localhost:{port}")) == [1.5, 2.5]
        finally:
            server.terminate()


async def _start(url: str) -> object:
    async with Visitor(url, "", "objective=bowl&lr=0.1&start=1.5,2.5") as visitor:
        await visitor.open()
        return header_of(visitor.payload)["start"]
