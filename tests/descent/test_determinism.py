"""The same settings and seed give the same bytes: again, and in another process."""

import hashlib
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from lrviz import Sweep, sweep
from tests import fresh
from tests.descent.toy import line

SETTINGS: list[dict[str, Any]] = [
    {"objective": "bowl", "optimizer": "sgd", "momentum": 0.9, "start": "random", "seed": 3},
    {"objective": "ackley", "optimizer": "adam", "schedule": "reduce_on_plateau"},
    {"objective": "booth", "optimizer": "nadam", "gradient": "autograd"},
    {"objective": "line", "optimizer": "sgd", "batch_size": 4, "seed": 11},
]

CODE = """
from tests import nudge
nudge.install()  # where the arithmetic here is moved, so is that of the other process
from tests.descent.test_determinism import SETTINGS, digest, record
print(*map(digest, map(record, SETTINGS)))
"""


def record(settings: dict[str, Any]) -> Sweep:
    given = dict(settings)
    goal = given.pop("objective")
    lr = np.geomspace(1e-4, 1.0, 9)
    return sweep(line() if goal == "line" else goal, lr=lr, steps=80, **given)


def digest(made: Sweep) -> str:
    found = hashlib.sha256()
    for array in (made.w, made.loss, made.grad, made.lr, *made.state.values()):
        found.update(array.tobytes())
    for index in made.batch_index or ():
        found.update(index.tobytes())
    return found.hexdigest()


@pytest.mark.whole
def test_twice_the_same_bytes_and_in_fresh_processes_too() -> None:
    here = [digest(record(each)) for each in SETTINGS]
    assert [digest(record(each)) for each in SETTINGS] == here
    seeded = os.environ | {"PYTHONHASHSEED": "1"}  # sets and dictionaries in an order of their own
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=seeded, cwd=fresh.ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == here
    assert fresh.output(CODE).split() == here


@pytest.mark.parametrize("settings", [SETTINGS[0], SETTINGS[3]])
def test_another_seed_gives_another_run(settings: dict[str, Any]) -> None:
    assert digest(record(settings)) != digest(record({**settings, "seed": 99}))


def test_a_seed_moves_nothing_where_nothing_is_random() -> None:
    assert digest(record(SETTINGS[1])) == digest(record({**SETTINGS[1], "seed": 99}))
