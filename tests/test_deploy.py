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


def laid_out(folder: Path) -> list[str]:
    """Copy what the Dockerfile copies, and nothing else; returns what it runs."""
    run = []
    for kind, told in dockerfile():
        if kind == "COPY":
            *sources, target = told.split()
            for source in sources:
                place = folder / target / (source if target.endswith("/") or target == "." else "")
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("*.pyc"))
                else:
                    shutil.copy(ROOT / source, place)
        elif kind == "RUN":
            run.append(told)
    return run


@pytest.mark.whole
def test_the_dockerfile_is_of_steps_that_are_tried_here(tmp_path: Path) -> None:
    kinds = [kind for kind, _ in dockerfile()]
    # A user, a port and a base are docker's own; all else is run below, or here.
    assert {*kinds} == {"FROM", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
    user, pip = laid_out(tmp_path)
    assert user == "useradd --create-home lrviz"
    # With what it would install being there, pip looks nowhere, and would do nothing.
    command = [sys.executable, "-m", *shlex.split(pip), "--no-index", "--dry-run"]
    done = subprocess.run(command, cwd=tmp_path, check=False, **SAID)
    assert done.returncode == 0, done.stdout
    assert "Would install" not in done.stdout


@pytest.mark.whole
def test_what_the_dockerfile_copies_is_served_by_its_command_and_found_well(
    tmp_path: Path,
) -> None:
    laid_out(tmp_path)
    told, port = dict(dockerfile()), str(free_port())
    command = json.loads(told["CMD"].replace("8501", port).replace("0.0.0.0", "127.0.0.1"))
    assert command[0] == "python"
    check = told["HEALTHCHECK"].removeprefix("CMD ").replace("8501", port)
    python = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    given: dict[str, Any] = {"cwd": tmp_path, "env": {**os.environ, **python}}
    ill = subprocess.run(["sh", "-c", check], **given, check=False, **SAID)
    assert ill.returncode != 0
    with subprocess.Popen([sys.executable, *command[1:]], **given) as server:
        try:
            wait_until_healthy(f"http://localhost:{port}", server)
            well = subprocess.run(["sh", "-c", check], **given, check=False, **SAID)
            assert well.returncode == 0, well.stdout
            assert asyncio.run(_start(f"http://localhost:{port}")) == [1.5, 2.5]
        finally:
            server.terminate()


async def _start(url: str) -> object:
    async with Visitor(url, "", "objective=bowl&lr=0.1&start=1.5,2.5") as visitor:
        await visitor.open()
        return header_of(visitor.payload)["start"]
