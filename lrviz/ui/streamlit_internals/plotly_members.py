"""What plotly.js draws with and does not promise: private names, said in web/lib/internals.js.

A browser alone meets them. Here the script that is served is asked whether it still has each.
"""

import re
from collections.abc import Set
from functools import cache
from importlib.resources import files
from pathlib import Path

__all__ = ["NAMED", "PLOTLY", "fits", "said"]

PLOTLY = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
NAMED = Path(__file__).parents[1] / "web" / "lib" / "internals.js"
# A member that begins with an underscore, or turns one kind of an axis's value into another.
_PRIVATE = re.compile(r"\.(_\w+|[dpr]2[dpr])\b|(?:\{ |, )(_\w+)(?=[ :])")


def said(script: str) -> Set[str]:
    """The private names of plotly that a script of ours uses."""
    return {one or other for one, other in _PRIVATE.findall(script)}


@cache
def fits() -> bool:
    """Whether plotly.js has every name that is said."""
    bundle = PLOTLY.read_text(encoding="utf-8")
    return all(
        re.search(rf"\b{name}\b", bundle) for name in said(NAMED.read_text(encoding="utf-8"))
    )
