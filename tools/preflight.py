"""``python -m tools.preflight``: whether this machine can run all tests, in one sentence if not."""

import shutil
import sys
import tempfile
from pathlib import Path

from tools import chromium

NEEDED = 1_000_000_000  # bytes: profiles of browsers, logs, caches


def missing() -> list[str]:
    """A sentence for each thing that the tests need and this machine has not."""
    found = [full(Path(place), NEEDED) for place in {tempfile.gettempdir(), str(Path.cwd())}]
    if chromium.main():
        found.append(chromium.MISSING)
    return [sentence for sentence in found if sentence]


def full(place: Path, needed: int) -> str | None:
    """A sentence if fewer than ``needed`` bytes are free at ``place``."""
    free = shutil.disk_usage(place).free
    if free >= needed:
        return None
    return f"The disk is nearly full: tests need {needed:,} bytes at {place}, {free:,} are free."


if __name__ == "__main__":
    sentences = missing()
    print(*sentences, sep="\n", end="\n" if sentences else "", file=sys.stderr)
    sys.exit(bool(sentences))
