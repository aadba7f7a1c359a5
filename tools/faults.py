"""Do the tests notice? `python -m tools.faults` puts one small fault after another into a copy
of lrviz, and runs the tests that must fail.

A fault is a line of tests/faults/faults.toml with one thing wrong in it: a sign, a bound, an
axis, a term, a key. One that every test passes over is a hole in the tests.
"""

import argparse
import compileall
import contextlib
import importlib
import io
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "faults" / "faults.toml"
PATIENCE = 180.0  # seconds for the tests of one fault
LEFT_OUT = (".git", "__pycache__", ".*_cache", ".hypothesis", ".coverage")
LINKED = (".venv", "node_modules")
# What takes long to import and is not under test: read once, and shared by every test process.
HEAVY = ("pytest", "torch", "torch._dynamo", "sympy", "pandas", "plotly.graph_objects", "streamlit")
# The plugins' own asserts need no explaining, and are imported already.
OPTIONS = "-x -q -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning".split()


@dataclass(frozen=True)
class Fault:
    """A line of a source file, and what is wrong in its place.

    Attributes:
        name: unique, in words.
        file: the source file, from the root of the project.
        old: a text that occurs once in the file.
        new: what stands there instead.
        tests: the tests that must notice, as pytest is given them.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def package(self) -> str:
        """The folder of the file, as the totals are given by."""
        return str(Path(self.file).parent)

    def applied(self, text: str) -> str:
        """The source with the fault in it; ValueError unless there is one place for it."""
        if text.count(self.old) != 1:
            raise ValueError(f"occurs {text.count(self.old)} times")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Finding:
    """What became of a fault: the test that noticed, "" if none; a word on what went wrong."""

    fault: Fault
    killer: str = ""
    trouble: str = ""
    seconds: float = 0.0


def faults(path: Path = LIST) -> list[Fault]:
    """The list of faults."""
    with path.open("rb") as file:
        return [
            Fault(**{**each, "tests": tuple(each["tests"])}) for each in tomllib.load(file)["fault"]
        ]


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


def noticed_by(copy: Path, tests: Sequence[str]) -> tuple[int, str, str]:
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


def _answer(
    copy: Path, tests: Sequence[str], answers: "multiprocessing.SimpleQueue[object]"
) -> None:
    os.setsid()
    code, first, said = noticed_by(copy, tests)
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


def green(copy: Path, chosen: Sequence[Fault]) -> str:
    """What the tests say before any fault is in; "" when they pass."""
    tests = list(dict.fromkeys(test for fault in chosen for test in fault.tests))
    code, first, said = outcome(copy, tests, 5 * PATIENCE)
    return f"{first}\n{said}" if code else ""


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


def shared(every: Sequence[Fault], share: str) -> list[Fault]:
    """Part K of N of the list, shuffled the same way each time: "1/20"."""
    part, _, parts = share.partition("/")
    mixed = random.Random(0).sample(every, len(every))
    return mixed[int(part) - 1 :: int(parts)]


def told(results: Sequence[Finding], seconds: float) -> str:
    """How many were noticed, by package and in all."""
    packages = sorted({each.fault.package for each in results})
    width = max(map(len, packages))
    lines = [f"{'package':{width}}  faults  noticed"]
    for package in packages:
        here = [each for each in results if each.fault.package == package]
        lines.append(f"{package:{width}}  {len(here):6}  {sum(bool(f.killer) for f in here):7}")
    caught = sum(bool(each.killer) for each in results)
    used = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    lines.append(f"{'in all':{width}}  {len(results):6}  {caught:7}")
    lines.append(f"{seconds:.0f} s, {used:.0f} s of one processor")
    return "\n".join(lines)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The options, read."""
    parser = argparse.ArgumentParser(prog="python -m tools.faults", description=__doc__)
    parser.add_argument("--list", type=Path, default=LIST, metavar="FILE", help="another list")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these faults alone")
    parser.add_argument("--share", default="1/1", metavar="K/N", help="part K of N of the list")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at a time")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Tries the faults and prints a table; 1 when one is left unnoticed."""
    options = arguments(given)
    chosen = [
        f
        for f in shared(faults(options.list), options.share)
        if f.name in (options.only or [f.name])
    ]
    began = time.perf_counter()
    for name in HEAVY:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="lrviz-faults-") as folder:
        copies = [copied(Path(folder) / str(i)) for i in range(options.jobs)]
        if wrong := green(copies[0], chosen):
            print(f"Without any fault the tests fail already: {wrong}")
            return 2
        print(f"Without a fault the tests pass ({time.perf_counter() - began:.0f} s).", flush=True)
        results = []
        for each in findings(chosen, copies):
            said = each.trouble or each.killer
            print(
                f"{each.seconds:6.1f} s  {each.fault.name} | {each.fault.file} | {said}", flush=True
            )
            results.append(each)
    print(told(results, time.perf_counter() - began))
    return int(not all(each.killer for each in results))


if __name__ == "__main__":
    sys.exit(main())
