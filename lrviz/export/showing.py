"""What a notebook asks of a Trajectory, a Sweep and a Diagnosis: a picture, made when asked for.

The records know no pictures; here they learn to say where theirs are made.
"""

from collections.abc import Callable
from importlib import import_module

from lrviz.analysis.diagnosis import Diagnosis
from lrviz.descent.trajectory import Sweep, Trajectory

__all__ = ["show_in_notebooks"]

_MAKERS: dict[type, str] = {
    Trajectory: "html_of_run",
    Sweep: "html_of_sweep",
    Diagnosis: "html_of_diagnosis",
}


def show_in_notebooks() -> None:
    """From now on each of the records shows itself where a notebook displays it."""
    for kind, maker in _MAKERS.items():
        kind._repr_html_ = _asking(maker)  # type: ignore[attr-defined]


def _asking(maker: str) -> Callable[[object], str]:
    def _repr_html_(record: object) -> str:
        made = import_module("lrviz.export.in_notebook")  # figures and all: not before
        html: str = getattr(made, maker)(record)
        return html

    return _repr_html_
