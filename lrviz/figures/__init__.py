"""Pictures of finished runs: a record goes in, a plotly picture comes out; nothing is trained.

Each picture has two forms: ``..._spec`` is a plain dict ready for JSON, ``..._figure`` the
same as a ``plotly.graph_objects.Figure``. ``still_svg`` is the map without plotly, and
``describe`` says in words what a picture shows.
"""

from lrviz.figures.alt import describe, describe_objective, describe_sweep
from lrviz.figures.ball import ball_figure, ball_spec
from lrviz.figures.edges import edge_arrow
from lrviz.figures.map import (
    contour_figure,
    contour_spec,
    descent_figure,
    descent_spec,
    path_figure,
    path_spec,
)
from lrviz.figures.still import still_svg
from lrviz.figures.surface import surface_figure, surface_spec
from lrviz.figures.sweep import sweep_figure, sweep_spec
from lrviz.figures.theme import DARK, LIGHT, MARKS, SYMBOLS, THEMES, Theme

__all__ = [
    "DARK",
    "LIGHT",
    "MARKS",
    "SYMBOLS",
    "THEMES",
    "Theme",
    "ball_figure",
    "ball_spec",
    "contour_figure",
    "contour_spec",
    "descent_figure",
    "descent_spec",
    "describe",
    "describe_objective",
    "describe_sweep",
    "edge_arrow",
    "path_figure",
    "path_spec",
    "still_svg",
    "surface_figure",
    "surface_spec",
    "sweep_figure",
    "sweep_spec",
]
