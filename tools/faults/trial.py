"""One fault in a copy of the project, and the tests that must notice it.

Every run of the tests is a process forked from one that has the heavy packages in memory:
it reads lrviz anew and nothing else.
"""

import compileall
import contextlib
import io
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

from tools import node
from tools.faults import ROOT, Fault

__all__ = ["NODE_TESTS", "Finding", "copied", "findings", "green"]

PATIENCE = 180.0  # seconds for the tests of one fault
LEFT_OUT = (".git", "__pycache__", ".*_cache", ".hypothesis", ".coverage")
LINKED = (".venv", "node_modules")
# The plugins' own asserts need no explaining, and are imported already.
OPTIONS = "-x -q -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning".split()
NODE_TESTS = ".test.js"
NODE_OPTIONS = "--preserve-symlinks --test --test-isolation=none --test-reporter=tap".split()


@dataclass(frozen=True)
class Finding:
    """What became of a fault: the test that noticed, "" if none; a word on what went wrong."""

    fault: Fault
    killer: str = ""
    trouble: str = ""
    seconds: float = 0.0


def copied(folder: Path) -> Path:
    """A copy of the project in ``folder``, with its environment linked."""
    copy = folder / "lrviz"
    shutil.copytree(ROOT, copy, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT, *LINKED))
    for name in LINKED:
        if (ROOT / name).exists():
            (copy / name).symlink_to((ROOT / name).resolve())
    # By its time and size alone a compiled module would pass for that of a changed source.
    compileall.compile_dir(
        copy / "lrviz", quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH
    )
    return copy


class Noticed:
    """A plugin of pytest that keeps the first test which fails."""

    def __init__(self) -> None:
        self.first = ""

    def pytest_runtest_logreport(self, report: object) -> None:
        """Called by pytest for each part of each test."""
        if getattr(report, "failed", False) and not self.first:
            self.first = str(getattr(report, "nodeid", ""))


def noticed_by_pytest(copy: Path, tests: Sequence[str]) -> tuple[int, str, str]:
    """pytest's exit code, the first test that failed, and what was printed."""
    import pytest

    os.chdir(copy)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.path[:] = [str(copy) if each in ("", str(ROOT)) else each for each in sys.path]
    for name in [each for each in sys.modules if each.split(".")[0] in ("lrviz", "tests", "tools")]:
        del sys.modules[name]
    noticed, said = Noticed(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main([*OPTIONS, *tests], plugins=[noticed])
    return int(code), noticed.first, said.getvalue()


def noticed_by_node(copy: Path, tests: Sequence[str]) -> tuple[int, str, str]:
    """The same of node's runner, which says "not ok 1 - name" of a test that failed."""
    path = node.find()
    if path is None:
        return -1, "", node.MISSING
    done = subprocess.run(
        [path, *NODE_OPTIONS, *tests], cwd=copy, capture_output=True, text=True, check=False
    )
    failed = [line.strip() for line in done.stdout.splitlines()]
    names = [line.partition(" - ")[2] for line in failed if line.startswith("not ok")]
    return done.returncode, f"{tests[0]}: {names[0]}" if names else "", done.stdout + done.stderr


def _answer(
    copy: Path, tests: Sequence[str], answers: "multiprocessing.SimpleQueue[object]"
) -> None:
    os.setsid()
    run = noticed_by_node if tests[0].endswith(NODE_TESTS) else noticed_by_pytest
    code, first, said = run(copy, tests)
    answers.put((code, first, said[-4000:]))


def outcome(copy: Path, tests: Sequence[str], patience: float) -> tuple[int, str, str]:
    """Runs the tests in a process of their own, ended with all it began when time is up."""
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    process = fork.Process(target=_answer, args=(copy, tests, answers))
    process.start()
    process.join(patience)
    if process.is_alive():
        os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()
        return -1, "", f"did not end in {patience:g} s"
    return answers.get() if not answers.empty() else (-1, "", "the test process died")


def tried(copy: Path, fault: Fault) -> Finding:
    """Puts the fault in, runs its tests, and takes it out again."""
    file, began = copy / fault.file, time.perf_counter()
    whole = file.read_text(encoding="utf-8")
    try:
        file.write_text(fault.applied(whole), encoding="utf-8")
    except ValueError as error:
        return Finding(fault, trouble=f"no longer applies: its text {error} in {fault.file}")
    try:
        code, killer, said = outcome(copy, fault.tests, PATIENCE)
    finally:
        file.write_text(whole, encoding="utf-8")
    seconds = time.perf_counter() - began
    if code == 1 and killer:
        return Finding(fault, killer=killer, seconds=seconds)
    trouble = "survived" if code == 0 else f"tests end with {code}: {said.strip()[-300:]}"
    return Finding(fault, trouble=trouble, seconds=seconds)


def green(copy: Path, killers: Sequence[str]) -> str:
    """What the tests that noticed say without a fault; "" when they pass, as they must."""
    files = [each.partition(f"{NODE_TESTS}: ") for each in killers]
    tests = list(dict.fromkeys(file + NODE_TESTS if name else file for file, _, name in files))
    for kind in (False, True):
        some = [test for test in tests if test.endswith(NODE_TESTS) is kind]
        code, first, said = outcome(copy, some, 5 * PATIENCE) if some else (0, "", "")
        if code:
            return f"{first}\n{said}"
    return ""


def findings(chosen: Sequence[Fault], copies: Sequence[Path]) -> Iterator[Finding]:
    """What becomes of each fault, as it is known; in every copy one is tried at a time."""
    fork = multiprocessing.get_context("fork")
    waiting, found = fork.SimpleQueue(), fork.SimpleQueue()
    for item in [*range(len(chosen)), *[None] * len(copies)]:
        waiting.put(item)

    parent = os.getpid()

    def work(copy: Path) -> None:
        while os.getppid() == parent and (i := waiting.get()) is not None:
            found.put(tried(copy, chosen[i]))

    workers = [fork.Process(target=work, args=(copy,)) for copy in copies]
    for worker in workers:
        worker.start()
    for _ in chosen:
        yield found.get()
    for worker in workers:
        worker.join()
