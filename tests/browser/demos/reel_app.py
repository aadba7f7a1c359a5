"""The front door of the reel's demonstration."""

from pathlib import Path

import streamlit as st

from lrviz.ui import server
from lrviz.ui.opening import Opening

app = st.App(
    Path(__file__).parent / "reel_script.py",
    routes=server.routes(),
    # No picture of the stage opens a page on which no stage comes to take its place.
    middleware=[each for each in server.middleware() if each.cls is not Opening],
)
