"""The plotly.js of flat pictures is fetched at set-up, and nothing fails for want of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lrviz.ui import addresses
from lrviz.ui.streamlit_internals.plotly_members import PLOTLY
from tools.cartesian import __main__ as fetching

ROOT = Path(__file__).parents[2]
# npm says nothing of why it fails where it is told to be silent.
UNREACHED = 'case "$*" in *--silent*) ;; *) echo npm error ENOTFOUND >&2 ;; esac; exit 1'


@pytest.mark.parametrize(
    ("npm", "said"),
    [
        (None, "npm was not found"),
        (UNREACHED, "No package registry could be reached"),
    ],
    ids=["no npm", "no registry"],
)
def test_without_npm_or_a_registry_set_up_goes_on_and_says_what_is_served(
    tmp_path: Path, npm: str | None, said: str
) -> None:
    for name, script in (("npm", npm), ("node", "exit 1")):
        if script is not None:
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / name).chmod(0o755)
    alone = {**os.environ, "PATH": str(tmp_path), "NODE": str(tmp_path / "node")}
    command = [sys.executable, "-m", "tools.cartesian"]
    done = subprocess.run(
        command, cwd=ROOT, env=alone, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0
    assert said in done.stderr
    assert "The whole plotly.js is served" in done.stderr


def test_what_set_up_fetches_is_what_the_app_looks_for() -> None:
    assert fetching.BUNDLE == addresses._BUNDLE
    lock = json.loads((ROOT / "tools/cartesian/package-lock.json").read_text("utf-8"))
    version = lock["packages"][f"node_modules/{fetching.BUNDLE.parent.name}"]["version"]
    assert f"plotly.js v{version}\n".encode() in PLOTLY.read_bytes()[:100]
