"""The front door: `streamlit run app.py`; an installed lrviz carries it along for `lrviz serve`.

The pages hang in lrviz/ui/main.py; what goes over the wire beside it, and how the
process is made ready before the first visitor, is lrviz/ui/server.py.
"""

import gc
import multiprocessing
import os
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

import streamlit as st


def wanted() -> bool:
    """Whether lrviz/compute/setup.py is to have worker processes; lrviz is not loaded for it."""
    found = find_spec("lrviz")
    assert found is not None
    assert found.origin
    asked = run_path(str(Path(found.origin).parent / "compute" / "asked.py"))
    with suppress(ValueError):  # which the setup says
        return bool(asked["processes"](os.environ))
    return False


def begin_workers() -> None:
    """Begin the process that workers are forked from: it loads torch while this one does."""
    if not wanted() or "forkserver" not in multiprocessing.get_all_start_methods():
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
