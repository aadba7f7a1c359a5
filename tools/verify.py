"""``python -m tools.verify [part …]``: what is long by nature, and how long each part takes.

``make test`` runs a short seeded share of the lines, verdicts, bands, walks, browser, package and
fuzz parts, and checks that every fault still applies; the other arithmetic runs here alone.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One long check: what ``python`` is given, and what it shows."""

    shows: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


PARTS: Mapping[str, Part] = {
    "faults": Part(
        shows="every deliberate fault is noticed by the tests of its package",
        command=("-m", "tools.faults", "--jobs", "2"),
    ),
    "arithmetic": Part(
        shows="the tests without a browser, on arithmetic that differs in the last digits",
        command=("-m", "tools.perturbed", "-n", "2", "--dist", "loadfile"),
    ),
    "lines": Part(
        shows="5,000 random states have an update line that holds, read by an independent reader",
        command=(*PYTEST, "tests/js/test_equation.py"),
        environment={"LRVIZ_LINES": "5000"},
    ),
    "verdicts": Part(
        shows="where an independent judge of 4,000 runs differs from the diagnosis",
        command=("-m", "tests.verdicts", "4000"),
    ),
    "bands": Part(
        shows="the regimes painted on the track against the verdict at random rates",
        command=("-m", "tests.analysis.bands_agree"),
    ),
    "walks": Part(
        shows="200 random actions on each page leave what a fresh page shows, every line true",
        command=(*PYTEST, "tests/browser/test_walks.py"),
        environment={"LRVIZ_WALK": "200"},
    ),
    "browser": Part(
        shows="the tests in a browser on every surface and every rule there is",
        command=("-m", "tests.browser.server", *PYTEST, "-n", "2", "-m", "browser"),
        environment={"LRVIZ_EXAMPLES": "new", "LRVIZ_WHOLE": "1"},
    ),
    "rare": Part(
        shows="what is long or rare of the tests without a browser",
        command=(*PYTEST, "-n", "2", "-m", "whole and not browser"),
        environment={"LRVIZ_WHOLE": "1"},
    ),
    "package": Part(
        shows="the wheel in new environments of every Python at hand; each recipe with its tests",
        command=(*PYTEST, "tests/test_package.py", "tests/test_recipes.py"),
        environment={"LRVIZ_WHOLE": "1"},
    ),
    "fuzz": Part(
        shows="the property tests on examples never drawn before",
        command=(*PYTEST, "-n", "2", "-m", "not browser"),
        environment={"LRVIZ_EXAMPLES": "new"},
    ),
}


def main(arguments: Sequence[str]) -> int:
    """Run the parts named, or all; 1 if one of them fails, 2 for a name that is none."""
    if unknown := [name for name in arguments if name not in PARTS]:
        print(f"`{unknown[0]}` is not a part; there is {', '.join(PARTS)}", file=sys.stderr)
        return 2
    rows = [(name, *timed(PARTS[name])) for name in arguments or PARTS]
    for name, code, seconds in rows:
        print(f"{name:12} {'passed' if code == 0 else 'FAILED':8} {seconds:7.0f} s")
    return int(any(code for _, code, _ in rows))


def timed(part: Part) -> tuple[int, float]:
    """The exit code of a part, and the seconds it took."""
    print(f"-- {part.shows}", flush=True)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, *part.command], env={**os.environ, **part.environment}, check=False
    )
    return done.returncode, time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
