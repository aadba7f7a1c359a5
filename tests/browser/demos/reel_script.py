"""A page with one reel of every kind of plot, for the browser tests of the reel."""

import numpy as np
import streamlit as st

import lrviz
from lrviz.figures import contour_spec
from lrviz.figures.encode import Spec
from lrviz.figures.layout import axis, base
from lrviz.figures.theme import Theme
from lrviz.film.reel import Grow, Plot, Reel, Swap
from lrviz.ui.reel.component import reel, reel_request

STEPS = 40
run = lrviz.descend("bowl", lr=0.1, steps=STEPS)
wild = lrviz.descend("bowl", lr=0.6, steps=STEPS)
bowl = lrviz.objective("bowl")


def line(name: str, theme: Theme) -> Spec:
    return {"type": "scatter", "name": name, "mode": "lines", "x": [], "y": [],
            "line": {"color": theme.path, "width": 2}}  # fmt: skip


def rings(theme: Theme) -> Spec:
    spec = contour_spec(bowl, theme=theme, language="en", box=bowl.domain)
    return {**spec, "data": [*spec["data"], line("path", theme), line("wild", theme)]}


def loss(theme: Theme) -> Spec:
    layout = base(
        theme,
        xaxis=axis(theme, range=[0, STEPS]),
        yaxis=axis(theme, type="log", range=[-9, 2]),
    )
    return {"data": [line("loss", theme)], "layout": layout}


def bars(theme: Theme) -> Spec:
    layout = base(theme, xaxis=axis(theme), yaxis=axis(theme, range=[-25, 25]))
    return {"data": [{"type": "bar", "name": "slope", "x": [0, 1], "y": [0, 0]}], "layout": layout}


show = Reel(
    frames=STEPS + 1,
    clock="step {k} of {n}",
    plots=[
        Plot(name="map", spec=rings, alt="Rings of the bowl", pick=True, title="Map",
             moving={"path": Grow(points=run.w), "wild": Grow(points=np.resize(
                 np.vstack([wild.w, np.full((STEPS + 1, 2), np.nan)]), (STEPS + 1, 2)))}),
        Plot(name="loss", spec=loss, alt="The loss",
             moving={"loss": Grow(points=np.column_stack([np.arange(STEPS + 1), run.loss]))},
             captions=[f"loss {value:.6g}" for value in run.loss]),
        Plot(name="bars", spec=bars, alt="The slopes", wide=True, height="12rem",
             moving={"slope": Swap(y=run.grad)}),
    ],
)  # fmt: skip


@st.fragment
def page() -> None:
    reel(show, key="demo", language="en", on_ask=lambda: None)
    st.text(f"heard {dict(reel_request('demo'))}")
    st.button("again")


page()
