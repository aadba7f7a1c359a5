"""The lecturer's desk as a component; what it does goes to the routes of lrviz.classroom."""

from lrviz.ui.component import Component

__all__ = ["DESK", "KEY"]

KEY = "classroom"
DESK = Component(
    "classroom",
    root="lr-class",
    html="""<div class="lr-class" data-testid="classroom" data-step="none"></div>""",
    css=".lr-class { min-height: min(40rem, 80vh); }",
)
