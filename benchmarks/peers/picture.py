"""The picture of all sides: x² + 2y², gradient descent from (−5, −2) with η = 0.1."""

import numpy as np
from plotly import graph_objects as go

STEPS = 100
FACTORS = np.array([0.8, 0.6]) ** np.arange(STEPS + 1)[:, None]
PATH = FACTORS * np.array([-5.0, -2.0])


def bowl(step: int) -> go.Figure:
    """Rings on the grid that lrviz takes, and the path up to a step."""
    x, y = np.linspace(-6, 6, 121), np.linspace(-4, 4, 81)
    rings = go.Contour(x=x, y=y, z=x**2 + 2 * y[:, None] ** 2, ncontours=20)
    figure = go.Figure([rings, go.Scatter(**path(step))])
    return figure.update_xaxes(range=[-6, 6]).update_yaxes(range=[-4, 4])


def path(step: int) -> dict[str, object]:
    """The path's trace."""
    x, y = PATH[: step + 1].T
    return {"x": x, "y": y, "mode": "lines+markers"}
