"""Each program has an interpreter of its own, as it says."""

import sys
from pathlib import Path

import pytest

from tests import fresh


def test_nothing_of_one_program_is_left_for_the_next() -> None:
    fresh.output("import torch, json; json.seen = x = 1; torch.set_default_dtype(torch.float64)")
    left = fresh.output(
        "import torch, json, sys\n"
        "print(torch.get_default_dtype(), hasattr(json, 'seen'), 'x' in globals())\n"
        "print('lrviz' in sys.modules, 'pytest' in sys.modules)"
    )
    assert left.split() == ["torch.float32", "False", "False", "False", "False"]


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("import sys; sys.exit(3)", 3, ""),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("import warnings; warnings.warn('careful')", 1, "UserWarning: careful"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9, ""),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_how_it_ends_is_told(program: str, code: int, said: str) -> None:
    done = fresh.run(program)
    assert done.returncode == code
    assert said in done.stderr


def test_it_runs_where_it_is_told_with_what_it_is_given(tmp_path: Path) -> None:
    program = "import os, sys; print(os.getcwd()); print(sys.argv[1:])"
    assert fresh.output(program, "a", "b", cwd=tmp_path).split("\n")[:2] == [
        str(tmp_path.resolve()),
        "['a', 'b']",
    ]
