"""Tries the deliberate faults: each is put into a copy of lrviz, and its tests must fail."""

import argparse
import importlib
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tools.faults import LIST, Fault, faults, shared
from tools.faults.trial import NODE_TESTS, Finding, copied, findings, green

# What takes long to import and is not under test: read once, and shared by every test process.
HEAVY = ("pytest", "torch", "torch._dynamo", "sympy", "pandas", "plotly.graph_objects", "streamlit")


def told(results: Sequence[Finding], seconds: float) -> str:
    """How many were noticed, by package and in all."""
    packages = sorted({each.fault.package for each in results})
    width = max(map(len, [*packages, "in all"]))
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
    parser.add_argument(
        "--share", type=share, default=(1, 1), metavar="K/N", help="part K of N of the list"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at a time")
    return parser.parse_args(given)


def share(text: str) -> tuple[int, int]:
    """K and N of "K/N", K from 1 to N."""
    part, _, parts = text.partition("/")
    if not 1 <= int(part) <= int(parts):
        raise ValueError(text)
    return int(part), int(parts)


def wanted(options: argparse.Namespace) -> list[Fault]:
    """The faults that are asked for; SystemExit where there is none of that name."""
    every = faults(options.list)
    if unknown := set(options.only or ()) - {each.name for each in every}:
        sys.exit(f"`--only` must be names of the list; got {', '.join(sorted(unknown))}")
    chosen = shared(every, *options.share)
    return [each for each in chosen if options.only is None or each.name in options.only]


def main(given: Sequence[str] | None = None) -> int:
    """Tries the faults and prints a table; 1 when one is left unnoticed."""
    options = arguments(given)
    chosen, began, results = wanted(options), time.perf_counter(), []
    if not all(test.endswith(NODE_TESTS) for each in chosen for test in each.tests):
        for name in HEAVY:
            importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="lrviz-faults-") as folder:
        copies = [copied(Path(folder) / str(i)) for i in range(options.jobs)]
        for each in findings(chosen, copies):
            said = f"{each.fault.name} | {each.fault.file} | {each.trouble or each.killer}"
            print(f"{each.seconds:6.1f} s  {said}", flush=True)
            results.append(each)
        wrong = green(copies[0], [each.killer for each in results if each.killer])
    print(told(results, time.perf_counter() - began))
    if wrong:
        print(f"What noticed fails without a fault too: {wrong}")
    return int(bool(wrong) or not all(each.killer for each in results))


if __name__ == "__main__":
    sys.exit(main())
