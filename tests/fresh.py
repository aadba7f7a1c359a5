"""Programs run in a fresh interpreter, without the seconds that torch takes to load.

One process loads numpy and torch and nothing else, and every program gets a fork of it: names,
modules, number types and generators are those of a process that has just begun. Where there is
no fork, each program gets an interpreter of its own.
"""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

ROOT = Path(__file__).parents[1]
LONGEST = 120  # seconds until a program that does not end is ended

_SERVER = """
import json, os, signal, sys, tempfile, traceback
import numpy, torch

def run(program, argv, cwd, encoding, longest, answers):
    for number, file in zip((1, 2), answers):
        os.dup2(file.fileno(), number)
    sys.stdout = open(1, "w", encoding=encoding, closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
    sys.argv, code = ["-c", *argv], 0
    signal.alarm(longest)
    os.chdir(cwd)
    sys.path[0] = cwd
    try:
        exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

for line in sys.stdin:
    if "optim" in line:
        import torch._dynamo  # which the first step of any of torch's optimizers loads, for seconds
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            run(**json.loads(line), answers=(out, err))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode("utf-8"))
        print(json.dumps([code, *said]), flush=True)
"""


def run(
    program: str, *argv: str, cwd: Path = ROOT, encoding: str = "utf-8"
) -> CompletedProcess[str]:
    """What ``program`` prints, and how it ends; a warning is an error, as in every test."""
    if not hasattr(os, "fork"):
        return _spawn(program, argv, cwd, encoding)
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    asked = {"program": program, "argv": argv, "cwd": str(cwd), "encoding": encoding}
    server.stdin.write(json.dumps(asked | {"longest": LONGEST}) + "\n")
    server.stdin.flush()
    return CompletedProcess(program, *json.loads(server.stdout.readline()))


def output(program: str, *argv: str, cwd: Path = ROOT) -> str:
    """The standard output of a program that must succeed."""
    done = run(program, *argv, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _spawn(program: str, argv: Sequence[str], cwd: Path, encoding: str) -> CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *argv],
        cwd=cwd, env=os.environ | {"PYTHONIOENCODING": encoding}, encoding=encoding,
        capture_output=True, timeout=LONGEST, check=False,
    )  # fmt: skip


@cache
def _server() -> subprocess.Popen[str]:
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    server = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _SERVER],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env=os.environ | one_thread,
    )  # fmt: skip
    atexit.register(_end, server)
    return server


def _end(server: "subprocess.Popen[str]") -> None:
    with server:  # closes its input, upon which it ends
        pass
