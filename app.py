"""The front door: `streamlit run app.py`; an installed lrviz carries it along for `lrviz serve`.

The pages hang in lrviz/ui/main.py; what goes over the wire beside it, and how the
process is made ready before the first visitor, is lrviz/ui/server.py.
"""

import gc
import multiprocessing
import os
from importlib import import_module
from pathlib import Path

import streamlit as st


def begin_workers() -> None:
    """Begin the process that workers are forked from: it loads torch while this one does, where
    lrviz/compute/setup.py is to have such workers."""
    elsewhere = os.environ.get("LRVIZ_SCHEDULER", "").strip()
    none = os.environ.get("LRVIZ_WORKERS", "").strip() == "0"
    if elsewhere or none or "forkserver" not in multiprocessing.get_all_start_methods():
        return
    from multiprocessing import forkserver

    multiprocessing.set_forkserver_preload(["lrviz.ui.warm", "lrviz.compute.freeze"])
    forkserver.ensure_running()


gc.disable()  # What is loaded stays: `prepare` sets it aside, and enables it again.
begin_workers()
server = import_module("lrviz.ui.server")  # which loads torch
app = st.App(
    Path(server.__file__ or "").parent / "frame" / "script.py",
    lifespan=server.lifespan,
    routes=server.routes(),
    middleware=server.middleware(),
)
