"""The query of the address as the browser sent it.

``st.query_params`` has it decoded: there a + has become a blank, and a formula's plus is lost.
"""

from streamlit.runtime.scriptrunner_utils.script_run_context import (
    ScriptRunContext,
    get_script_run_ctx,
)

__all__ = ["fits", "sent_query"]

FIELD = "query_string"


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    return FIELD in ScriptRunContext.__annotations__


def sent_query() -> str:
    """The query without its question mark; "" where there is none, or none is to be seen."""
    return str(getattr(get_script_run_ctx(), FIELD, ""))
