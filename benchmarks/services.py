"""What deploy/ hands to a server, on this machine: nginx, and its units as systemd runs them."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO

from benchmarks.browser import wait_for
from benchmarks.ports import free_ports

__all__ = ["NGINX", "Fleet", "Service", "fleet", "nginx_command"]

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
ENDING = 20  # seconds


class Service:
    """A unit of deploy/: its command in its environment, begun again whenever it ends.

    Args:
        name: the file's, with its instance: "lrviz@8501".
        changes: what stands otherwise on this machine, such as a port.
        said: what /etc/lrviz.env says.
        log: where it prints.
    """

    def __init__(
        self, name: str, changes: Mapping[str, str], said: Mapping[str, str], log: Path
    ) -> None:
        kind, _, instance = name.partition("@")
        file = DEPLOY / (f"{kind}@.service" if instance else f"{kind}.service")
        text = file.read_text(encoding="utf-8").replace("%i", instance)
        for given, ours in changes.items():
            text = text.replace(given, ours)
        lines = [line.partition("=") for line in text.splitlines() if not line.startswith("#")]
        values = {key: value for key, _, value in lines}
        own = dict(v.split("=", 1) for key, _, v in lines if key == "Environment")
        python, *rest = shlex.split(values["ExecStart"])
        assert python == "/srv/lrviz/.venv/bin/python"
        assert values["Restart"] == "always"
        self.command = [sys.executable, *rest]
        self.environment = {**os.environ, **own, **said}
        self._pause, self._log = float(values["RestartSec"]), log
        self._ended, self._process = Event(), self._begun(log.open("ab"))
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def process(self) -> int:
        """Which process it is now."""
        return self._process.pid

    def kill(self) -> None:
        """As a machine out of memory does."""
        self._process.send_signal(signal.SIGKILL)

    def end(self) -> None:
        """For good."""
        self._ended.set()
        self._process.terminate()
        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._thread.join()

    def _begun(self, out: IO[bytes]) -> "subprocess.Popen[bytes]":
        with out:
            return subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=out, stderr=out
            )

    def _watch(self) -> None:
        while self._process.wait() is not None and not self._ended.wait(self._pause):
            self._process = self._begun(self._log.open("ab"))


def nginx_command(folder: Path, ports: Mapping[str, int]) -> list[str]:
    """The command of an nginx with our file, whose ports are others."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
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


@dataclass(frozen=True)
class Fleet:
    """nginx before two processes of lrviz, and the cluster that answers their questions."""

    url: str
    apps: Mapping[str, Service]
    direct: Mapping[str, str]
    scheduler: Service
    workers: tuple[Service, ...]


@contextmanager
def fleet(folder: Path) -> Iterator[Fleet]:
    """All of it, from when every part answers."""
    one, two, front, scheduler = free_ports(4)
    changes = {"8786": str(scheduler)}
    said = {"LRVIZ_SCHEDULER": f"tcp://127.0.0.1:{scheduler}", "LRVIZ_WORKERS": "2"}
    with ExitStack() as stack:

        def begun(name: str) -> Service:
            service = Service(name, changes, said, folder / f"{name}.txt")
            stack.callback(service.end)
            return service

        cluster = begun("lrviz-scheduler")
        workers = (begun("lrviz-worker@1"), begun("lrviz-worker@2"))
        apps = {"one": begun(f"lrviz@{one}"), "two": begun(f"lrviz@{two}")}
        ports = {"listen 80": front, "127.0.0.1:8501": one, "127.0.0.1:8502": two}
        nginx = stack.enter_context(subprocess.Popen(nginx_command(folder, ports)))
        stack.callback(nginx.terminate)
        direct = {"one": f"http://127.0.0.1:{one}", "two": f"http://127.0.0.1:{two}"}
        for url in (*direct.values(), f"http://localhost:{front}"):
            wait_for(f"{url}/_stcore/health")
        yield Fleet(f"http://localhost:{front}", apps, direct, cluster, workers)
