"""The front door of the reel's demonstration."""

from pathlib import Path

import streamlit as st

from lrviz.ui import server

app = st.App(
    Path(__file__).parent / "reel_script.py",
    routes=server.routes(),
    middleware=server.middleware(),
)
