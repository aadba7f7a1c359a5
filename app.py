"""The front door: `streamlit run app.py`.

The pages hang in lrviz/ui/main.py; what goes over the wire beside it, and how the
process is made ready before the first visitor, is lrviz/ui/server.py.
"""

from pathlib import Path

import streamlit as st

from lrviz.ui import server

app = st.App(
    Path(__file__).parent / "lrviz" / "ui" / "frame" / "script.py",
    lifespan=server.lifespan,
    routes=server.routes(),
    middleware=server.middleware(),
)
