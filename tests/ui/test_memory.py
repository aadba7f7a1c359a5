"""A process is as small after a large table as it was before."""

import sys
from threading import Event

import pytest

from lrviz.ui import memory
from lrviz.ui.memory import give_back
from tests import fresh

READ = """
import re
from pathlib import Path
import numpy as np
from lrviz.objectives import read_table
from lrviz.ui import memory
from lrviz.ui.memory import give_back

def held():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

random = np.random.default_rng(0)
rows = [",".join(f"{x:.6f}" for x in line) for line in random.normal(size=(60_000, 12))]
for i in range(0, len(rows), 50):
    rows[i] = "," + rows[i].split(",", 1)[1]
raw = ("\\n".join([",".join("abcdefghijkl"), *rows]) + "\\n").encode()
del rows
read_table(raw[:100_000], gaps="keep")
give_back()
before = held()
table = read_table(raw, gaps="keep")
give_back()
kept = held() - before
del table
give_back()
after = held() - before
print(round(kept, 1), round(after, 1))
assert kept < 25, kept
assert after < 20, after
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc is asked")
def test_what_a_large_table_needed_is_given_back() -> None:
    fresh.output(READ)


def test_it_may_be_asked_at_any_time() -> None:
    give_back()
    give_back()


def test_it_is_asked_soon_after_a_thing_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Event()
    monkeypatch.setattr(memory, "SOON", 0.01)
    monkeypatch.setattr(memory, "give_back", asked.set)
    thing = {1, 2, 3}
    memory.give_back_after(thing)
    assert not asked.wait(0.1)
    del thing
    assert asked.wait(5.0)
