"""The lecturer's desk as a component; what it does goes to the routes of lrviz.classroom."""

from lrviz.ui.component import Component

__all__ = ["DESK", "KEY"]

KEY = "classroom"
# It says ``{"kind": "live", "stop", "ask", "page", "query", "revealed"}`` for the question whose
# live page is to stand beside it, ``{"kind": "alone"}`` for none, and ``{"kind": "look"}``
# to be told again what is in view.
DESK = Component(
    "classroom",
    root="lr-class",
    html="""<div class="lr-class" data-testid="classroom" data-step="none"></div>""",
    css=".lr-class { min-height: min(40rem, 80vh); }",
)
