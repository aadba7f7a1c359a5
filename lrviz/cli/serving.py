"""``lrviz serve``: the pages, from wherever lrviz was installed."""

import errno
import os
import socket
import sys
import webbrowser
from contextlib import suppress

from lrviz.cli.arguments import CommandError, Found, Option
from lrviz.cli.reading import LANG, language_of
from lrviz.settings.fields import whole
from lrviz.text import say

__all__ = ["OPTIONS", "first_free", "has_screen", "serve"]

OPTIONS = (
    Option("--port", "NUMBER"),
    Option("--no-browser"),
    LANG,
)
FIRST_PORT = 8501  # The port that Streamlit itself takes.
PORTS = 100  # So many ports are tried where none is named.
LAST_PORT = 65535  # The largest number that a port of TCP has.


def serve(found: Found) -> str:
    """Serve the pages until Ctrl+C; a browser opens on them where there is a screen.

    Streamlit's settings are read from the file beside the front door. Environment variables
    such as STREAMLIT_SERVER_ADDRESS or STREAMLIT_SERVER_PORT come before it.

    Raises:
        ConfigError: a port that is no port.
        CommandError: a port that cannot be had.
    """
    language = language_of(found)
    port = _port(found.get("--port", [os.environ.get("STREAMLIT_SERVER_PORT", "")])[-1])
    asked = f"?lang={language}" if "--lang" in found else ""

    def ready(address: str) -> None:
        print(say("cli.serving", language, address=address), flush=True)
        if "--no-browser" not in found and has_screen():
            webbrowser.open(address + asked)

    from lrviz.ui.serve import run  # it loads Streamlit, which no other command needs

    run(port, ready)
    return ""


def _port(given: str) -> int:
    """The port that was asked for, or the first free one."""
    if given:
        port = whole("port", 1, LAST_PORT)(given)
        _try(port)
        return port
    return first_free(FIRST_PORT, PORTS)


def first_free(first: int, count: int) -> int:
    """The first of ``count`` ports that can be opened; CommandError where there is none."""
    for port in range(first, first + count):
        with suppress(CommandError):
            _try(port)
            return port
    raise CommandError("no_port", first=first, last=first + count - 1)


def _try(port: int) -> None:
    """Open the port and close it again: Streamlit would say in a log line that it cannot."""
    host = os.environ.get("STREAMLIT_SERVER_ADDRESS", "")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError("port_in_use", port=port) from None
        reason = error.strerror or str(error)
        raise CommandError("port_refused", port=port, reason=reason) from None


def has_screen() -> bool:
    """Whether a browser would be seen; a server or a container has no display."""
    shown = {"BROWSER", "DISPLAY", "WAYLAND_DISPLAY"} & {k for k, v in os.environ.items() if v}
    return not sys.platform.startswith("linux") or bool(shown)
