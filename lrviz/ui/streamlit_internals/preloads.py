"""What a browser may fetch while Streamlit is still starting, so that nothing waits in turn.

Streamlit loads the script of each kind of element when the first such element arrives, and
the scripts that one imports after that: three round trips after the page's script has run.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import streamlit as st

__all__ = ["element_scripts", "fits", "link_header"]

# Where Streamlit keeps the scripts and styles of its own page; the page itself is one folder up.
STREAMLIT = Path(st.__file__).parent / "static" / "static"

# The elements of the first page's upper half, as Streamlit names their scripts. Those of the
# settings below it come while plotly.js runs: earlier they would only be in the way.
ELEMENTS = ("BidiComponent", "Html", "ButtonGroup", "Button", "PageLink")
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


def fits() -> bool:
    """Whether each of ELEMENTS has a script where Streamlit keeps them."""
    found = element_scripts(STREAMLIT)
    return all(any(name.startswith(f"{each}.") for name in found) for each in ELEMENTS)


@cache
def element_scripts(static: Path) -> tuple[str, ...]:
    """The scripts of ELEMENTS and all that these import, less what Streamlit's page names itself.

    Args:
        static: Streamlit's folder of static files; where nothing is found there, nothing is
            fetched early.
    """
    folder = static / "js"
    index = static.parent / "index.html"
    page = index.read_text(encoding="utf-8") if index.is_file() else ""
    waiting = [path.name for name in ELEMENTS for path in sorted(folder.glob(f"{name}.*.js"))]
    found: list[str] = []
    while waiting:
        name = waiting.pop(0)
        if name not in found and name not in page and (folder / name).is_file():
            found.append(name)
            waiting += _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
    return tuple(found)


def link_header(plotly: str, style: str, modules: Sequence[str]) -> str:
    """The page's Link header.

    plotly.js is the largest and runs the longest, so it comes first: it is compiled and run
    while the many small scripts are on their way.

    Args:
        plotly: the address of plotly.js.
        style: that of a stylesheet, or "".
        modules: addresses of scripts that the first picture needs.
    """
    links = [f"<{plotly}>; rel=preload; as=script"]
    if style:
        links.append(f"<{style}>; rel=preload; as=style")
    links += [f"<{each}>; rel=modulepreload; fetchpriority=low" for each in modules]
    return ", ".join(links)
