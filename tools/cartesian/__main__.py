"""Fetch the plotly.js of flat pictures, where npm is at hand: ``python -m tools.cartesian``.

It is a third of the bytes, which matters on a slow line alone, so nothing fails for want of it:
where there is no npm, or no registry answers, one line says so and the whole plotly.js is served.
"""

import shutil
import sys
from pathlib import Path

from tools import node
from tools.install import run

HERE = Path(__file__).parent
BUNDLE = HERE / "node_modules" / "plotly.js-cartesian-dist-min" / "plotly-cartesian.min.js"
# It is not tried again, and a registry is given ten seconds: whoever starts the app waits for it.
FETCH = (
    "ci",
    "--prefix",
    str(HERE),
    "--loglevel=error",
    "--fetch-retries=0",
    "--fetch-timeout=10000",
)
WITHOUT = "The whole plotly.js is served, three times the bytes of flat pictures alone."


def main() -> None:
    """Fetch it; say so where that fails."""
    command = _npm()
    if command is None:
        print(f"npm was not found. {WITHOUT}", file=sys.stderr)
    elif run(BUNDLE.parent, [*command, *FETCH]):
        print(WITHOUT, file=sys.stderr)
    else:
        BUNDLE.touch()  # as new as it is; npm gives files the age of their package


def _npm() -> list[str] | None:
    """How npm is called: that of the machine, or the one that comes with node from PyPI."""
    if found := shutil.which("npm"):
        return [found]
    own = node.find()
    script = own and node.npm(own)
    return [str(own), script] if script else None


if __name__ == "__main__":
    main()
