"""What deploy/ hands to a server, tried with Debian's nginx on this machine."""

import asyncio
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest

from benchmarks.visitor import Visitor, header_of
from tests.browser.server import ROOT, free_port, serving, wait_until_healthy

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
pytestmark = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")


def configured(folder: Path, ports: dict[str, int]) -> list[str]:
    """The command of an nginx with our file, whose ports are others."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for given, port in ports.items():
        assert given in text
        text = text.replace(given, given.rstrip("0123456789") + str(port))
    (folder / "lrviz.conf").write_text(text, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    whole = f"""daemon off; pid {folder}/pid; error_log {folder}/error.log;
        events {{}} http {{ access_log off; {paths} include {folder}/lrviz.conf; }}"""
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    return [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def test_nginx_reads_our_file(tmp_path: Path) -> None:
    command = configured(tmp_path, {"listen 80": free_port()})
    done = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert "test is successful" in done.stderr, done.stderr


@pytest.mark.whole
def test_a_visitor_behind_nginx_stays_on_one_process_and_is_served_by_the_other_without_it(
    tmp_path: Path,
) -> None:
    front, dead = free_port(), free_port()
    with serving("app.py", tmp_path / "app.txt") as app:
        ports = {"127.0.0.1:8501": int(app.rpartition(":")[2]), "127.0.0.1:8502": dead}
        with subprocess.Popen(configured(tmp_path, {"listen 80": front, **ports})) as nginx:
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


async def _start(url: str) -> object:
    async with Visitor(url, "", "objective=bowl&lr=0.1&start=1.5,2.5") as visitor:
        await visitor.open()
        return header_of(visitor.payload)["start"]
