"""Every step as a frame of one figure, with plotly's own slider."""

import streamlit as st
from picture import STEPS, bowl, path

figure = bowl(0)
now = {"frame": {"duration": 0, "redraw": True}, "mode": "immediate"}
figure.frames = [
    {"name": str(k), "data": [{"type": "scatter", **path(k)}], "traces": [1]}
    for k in range(STEPS + 1)
]
steps = [{"method": "animate", "label": str(k), "args": [[str(k)], now]} for k in range(STEPS + 1)]
figure.update_layout(sliders=[{"steps": steps}])
st.plotly_chart(figure, width="stretch")
