"""Tables of a comparison, as HTML."""

from collections.abc import Sequence
from html import escape
from math import isfinite

from lrviz.analysis.comparison import Lane
from lrviz.figures.theme import MARKS, Theme
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["NONE", "STYLE", "figures_of", "table", "verdict_cell"]

NONE = "–"

STYLE = """<style>
.lr-table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.lr-table th, .lr-table td { padding: 0.28rem 0.7rem; border-bottom: 1px solid var(--st-border-color);
  text-align: right; white-space: nowrap; border-left: 0; border-right: 0; }
.lr-table thead th { font-weight: 500; opacity: 0.75; white-space: normal; vertical-align: bottom; }
.lr-table tbody tr:last-child td { border-bottom: 0; }
.lr-table :is(th, td):first-child { text-align: left; padding-left: 0.2rem; }
.lr-table .lr-word { text-align: left; }
.lr-scroll { overflow-x: auto; }
@media (max-width: 760px) { .lr-table th, .lr-table td { padding: 0.28rem 0.4rem; }
  .lr-table thead th { min-width: 4.2em; } }
</style>"""  # noqa: E501


def table(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> str:
    """A table whose first ``words`` columns are text; cells are HTML already."""
    kinds = [' class="lr-word"' if i < words else "" for i in range(len(heads))]
    head = "".join(
        f'<th scope="col"{kind}>{each}</th>' for kind, each in zip(kinds, heads, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="lr-scroll" tabindex="0"><table class="lr-table" data-testid="{name}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def verdict_cell(lane: Lane, theme: Theme, language: str) -> str:
    """The mark and the word, with the evidence for a pointer that rests there."""
    mark = f'<span style="color:{theme.verdicts[lane.verdict]}">{MARKS[lane.verdict]}</span>'
    word = f"{mark} {lane.diagnosis.word(language)}"
    return f'<span title="{escape(lane.diagnosis.sentence(language))}">{word}</span>'


def figures_of(lane: Lane) -> tuple[str, str, str]:
    """Steps to converge, the final loss and the worst overshoot."""
    steps = NONE if lane.settled is None else number(lane.settled)
    overshoot = NONE if lane.overshoot is None else number(lane.overshoot, 3)
    return steps, _final(lane), overshoot


def _final(lane: Lane) -> str:
    """The final loss, every digit for a pointer that rests there."""
    loss = lane.final_loss
    shown = number(loss)
    return f'<span title="{loss!r}">{shown}</span>' if isfinite(loss) else shown


def heads(language: str, *names: str) -> list[str]:
    """Column heads from the catalogs."""
    return [say(f"compare.head.{name}", language) for name in names]
