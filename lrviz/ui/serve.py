"""The front door opened from anywhere: in a checkout app.py, in an installed lrviz its copy.

Streamlit reads ``.streamlit/config.toml`` from the folder of the script it runs, so the settings
come with the door, whatever folder the command is given in.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import click
import streamlit as st
from streamlit.web import cli

from lrviz.ui import server

# Where pyproject.toml puts both in a wheel.
INSTALLED = Path(__file__).parent / "front_door" / "app.py"
CHECKOUT = Path(__file__).parents[2] / "app.py"


def front_door() -> Path:
    """The script that Streamlit is given."""
    return INSTALLED if INSTALLED.exists() else CHECKOUT


def run(port: int, ready: Callable[[str], None]) -> None:
    """Serve on ``port`` until Ctrl+C; ``ready`` is told the address once visitors may come."""

    def announce() -> None:
        server.READY.wait()
        ready(address(port))

    threading.Thread(target=announce, daemon=True).start()
    flags = ["--server.port", str(port), "--logger.hideWelcomeMessage", "true"]
    try:
        cli.main(["run", str(front_door()), *flags], standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return


def address(port: int) -> str:
    """Where a browser on this machine finds the pages."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    parts = [f"localhost:{port}", str(st.get_option("server.baseUrlPath") or "").strip("/")]
    return f"{scheme}://{'/'.join(filter(None, parts))}/"
