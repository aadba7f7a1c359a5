"""What was once wrong on the screen, and the tests that hold what is right: ``audit.toml``.

``python -m tests.audit`` lists the rows; ``python -m tests.audit A4 V2`` runs the tests of some,
and ``python -m tests.audit --cases`` those of all public cases, and counts these by kind.
"""

import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROWS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")
)


def main(rows: Sequence[str]) -> int:
    """List every row, or run the tests of those named; pytest's exit code, 2 for a strange name."""
    if rows == ["--cases"]:
        rows = [row for row, told in ROWS.items() if "cases" in told]
        for row in rows:
            print(f"{row:4} {len(ROWS[row]['cases']):3}  {ROWS[row]['wrong']}", flush=True)
    if unknown := [row for row in rows if row not in ROWS]:
        print(f"`{unknown[0]}` is not a row; there is {', '.join(ROWS)}", file=sys.stderr)
        return 2
    if not rows:
        for row, told in ROWS.items():
            print(f"{row:4} {told['wrong']}", *told["tests"], sep="\n     ")
        return 0
    named = dict.fromkeys(test for row in rows for test in ROWS[row]["tests"])
    return subprocess.call([sys.executable, "-m", "pytest", "-q", *named])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
