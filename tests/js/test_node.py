"""Where node or the registry is missing, one sentence says so; the lock file names no host."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.js.node import JavaScriptError, Modules
from tools import node

ROOT = Path(__file__).parents[2]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.node", *arguments]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        command, env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_without_node_one_sentence_says_what_is_missing() -> None:
    done = run("--version", NODE="/nowhere/node")
    assert done.returncode == 1
    assert done.stderr == f"{node.MISSING}\n"


def test_without_a_registry_one_sentence_says_what_is_missing(tmp_path: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    nowhere = {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_fetch_retries": "0"}
    cache = str(tmp_path / "cache")
    done = run("npm", "ci", "--prefix", str(tmp_path), "--cache", cache, **nowhere)
    assert done.returncode
    (said,) = done.stderr.splitlines()
    assert said.startswith("No package registry could be reached, so node_modules")


def test_the_lock_file_names_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert "integrity" in lock
    assert "://" not in lock


def test_what_a_module_throws_reaches_the_test(modules: Modules) -> None:
    with pytest.raises(JavaScriptError, match="unknown letter"):
        modules("lib/known", "return m.expected(['a'], x, 'letter');", "b")
    assert modules("lib/known", "return m.expected(['a'], x, 'letter');", "a") == "a"
