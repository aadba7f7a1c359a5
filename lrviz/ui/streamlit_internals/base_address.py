"""Where Streamlit's server is, said to its page.

On an address such as /lessons its script looks for the server below that address first: two
requests that fail, each an error on the console, and a round trip before the page begins.
"""

from lrviz.ui.streamlit_internals.preloads import STREAMLIT

__all__ = ["NAME", "SCRIPT", "fits"]

NAME = "BACKEND_BASE_URL"
# The folder of the page's address: its own files are there, too.
SCRIPT = f'window.__streamlit??={{{NAME}:new URL(".",location.href).href}}'


def fits() -> bool:
    """Whether Streamlit's script asks for it by this name."""
    scripts = (STREAMLIT / "js").glob("index.*.js")
    return any(f"?.{NAME}".encode() in path.read_bytes() for path in scripts)
