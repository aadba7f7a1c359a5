"""The front door: `streamlit run app.py`; an installed lrviz carries it along for `lrviz serve`.

The pages hang in lrviz/ui/main.py; what goes over the wire beside it, and how the
process is made ready before the first visitor, is lrviz/ui/server.py.
"""

from pathlib import Path

import streamlit as st

from lrviz.ui import frame, server

app = st.App(
    Path(frame.__file__).parent / "script.py",
    lifespan=server.lifespan,
    routes=server.routes(),
    middleware=server.middleware(),
)
