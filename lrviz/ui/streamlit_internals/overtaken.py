"""Whether another wish stands in line behind a fragment that waits.

Streamlit ends a run for a wish that concerns the whole page; one of a fragment waits until the run
before it is done, and so would the button that is to end it.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

__all__ = ["fits", "is_overtaken"]


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    known = getattr(ScriptRequests(), "_state", None) is ScriptRequestType.CONTINUE
    return known and "script_requests" in ScriptRunContext.__dataclass_fields__


def is_overtaken() -> bool:
    """Whether this visit has asked for another run since this one began."""
    context = get_script_run_ctx(suppress_warning=True)
    requests = getattr(context, "script_requests", None)
    return getattr(requests, "_state", None) is ScriptRequestType.RERUN
