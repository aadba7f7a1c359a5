"""The stage in a notebook's output: over its still picture, where scripts may run.

An output has a frame of its own, so that the styles and scripts of the notebook and those of the
stage never meet, and carries its film, a hundred kilobytes or so. What all outputs share, plotly.js
and the modules (two megabytes), is in one of them; the others find it on the page. Nothing is
fetched: a notebook that is sent on, or saved as HTML, plays without a network. Where the output
that has it is gone, or a front end keeps outputs apart, the still picture stays.
"""

import base64
import sys
from collections.abc import Mapping
from functools import cache
from html import escape

import lrviz
from lrviz.export.assets import OWN, import_map, plotly_js, sheet, styles
from lrviz.export.played import Played, stage_part
from lrviz.export.shell import PLACE, about, as_text, buttons, in_json, packed, templates
from lrviz.film import answer
from lrviz.film.answer import Asked
from lrviz.film.film import Film
from lrviz.settings.config import RunConfig
from lrviz.text import LANGUAGES

__all__ = ["playable"]

EXACT = 12  # A run of at most so many parameters comes to the last digit.
_FOLDERS = ("stage",)
_FRAME = """\
<!doctype html>
<html lang="en" data-theme="light" data-version="{version}">
<head><meta charset="utf-8"><link rel="inlined" href="{sheet}"></head>
<body class="lr-output"><main data-rates="{rates}"><header>{buttons}</header>{place}</main>
{templates}{about}{packed}<script>{script}</script></body>
</html>
"""
_FILL = "position:absolute;inset:0;width:100%;height:100%;border:0;opacity:0;pointer-events:none"


def playable(film: Film, lr: float, still: str, words: str) -> str:
    """The still picture as an image, and over it, once it is ready, the stage with ``film``.

    Args:
        film: what it plays.
        lr: the rate that it begins with, at its last step.
        still: the picture as SVG.
        words: what it shows.
    """
    frame = escape(_frame(film, lr))
    shared = ""
    if _brings_what_is_shared():
        shared = f'<script type="text/plain" data-lrviz="{lrviz.__version__}">{_shared()}</script>'
    return (
        f'{shared}<div style="position:relative">{image(still, words)}<iframe loading="lazy"'
        f' title="{escape(words)}" srcdoc="{frame}" style="{_FILL}"></iframe></div>'
    )


def image(still: str, words: str) -> str:
    """A picture that a notebook shows which nobody trusts yet, too: inline SVG is cut out there."""
    source = base64.b64encode(still.encode()).decode()
    return (
        f'<img alt="{escape(words)}" src="data:image/svg+xml;base64,{source}"'
        ' style="display:block;width:100%;max-width:none"/>'
    )


def _frame(film: Film, lr: float) -> str:
    films, slopes = {}, {}
    for language in LANGUAGES:
        films[language], slopes[language] = _sent(film, lr, language)
    played = Played(parts=[stage_part(films, slopes)])
    title = dict.fromkeys(LANGUAGES, film.sweep.objective.title)
    return _FRAME.format(
        version=lrviz.__version__,
        sheet=sheet("stage"),
        rates=len(film.sweep),
        buttons=buttons(),
        place=PLACE,
        templates=templates([played]),
        about=about("en", title, [played], plotly="here"),
        packed=packed([played], {}),
        script=(OWN / "output.js").read_text("utf-8"),
    )


def _sent(film: Film, lr: float, language: str) -> tuple[bytes, bytes]:
    """The film and its slopes, as a server would send them."""
    last = film.sweep.steps
    shown = RunConfig(lr=lr, steps=last, step=last, language=language)
    precisely = film.sweep.objective.dim <= EXACT
    scene = answer.scene_for(shown, film)
    sent = answer.payload(film, shown, Asked(), scene, precisely=precisely)
    return sent, answer.slopes(film, lr, precisely=precisely)


@cache
def _shared() -> str:
    """plotly.js, the modules and their styles, packed."""
    parts: Mapping[str, str] = {
        "plotly": plotly_js().decode(),
        "modules": in_json(import_map(_FOLDERS, ["alone"])),
        "css": styles(_FOLDERS, ["alone", "output"]),
    }
    return as_text(in_json(parts).encode())


_bringer: dict[str, str] = {}  # the cell whose output has what is shared, and the run of it


def _brings_what_is_shared() -> bool:
    """Whether this output does: the first of a kernel, and that of the same cell when it is run
    again. Where no kernel says which cell asks, each has all that it needs."""
    asking = _asking()
    if asking is None:
        return True
    again = asking["cell"] and asking["cell"] == _bringer.get("cell")
    if _bringer and not (again and asking["run"] != _bringer["run"]):
        return False
    _bringer.update(asking)
    return True


def _asking() -> Mapping[str, str] | None:
    """The cell that a kernel runs, by the name that its front end gives it ("" for none), and which
    run of it this is; None outside of a kernel."""
    shell_of = getattr(sys.modules.get("IPython"), "get_ipython", None)
    parent_of = getattr(shell_of() if shell_of else None, "get_parent", None)
    parent = parent_of() if parent_of else None
    if not parent:
        return None
    cell = parent.get("metadata", {}).get("cellId", "")
    return {"cell": str(cell), "run": str(parent["header"]["msg_id"])}
