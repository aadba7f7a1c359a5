"""The panel of a stop as a component, and what its browser says."""

from lrviz.ui.component import Component

__all__ = ["KEY", "LESSON"]

KEY = "lesson"
# It says ``{"kind": "open", "stop", "said"}`` for another stop, with the answer that the browser
# has kept or null; ``{"kind": "answer", "stop", "said"}`` for an answer, "-" where it is waived;
# ``{"kind": "again", "stop"}`` to be asked once more.
LESSON = Component(
    "lesson",
    root="lr-lesson",
    html="""<div class="lr-lesson" data-testid="lesson" data-stop="" data-answered="false">
</div>""",
    css=".lr-lesson { min-height: 20rem; }",
)
