"""The data view as a component, and what its browser says."""

from lrviz.ui.component import Component

__all__ = ["DATA"]

# It says ``{"kind": "look", "squares", "fan", "rings", "plane"}`` for what is drawn, and
# ``{"kind": "move", "row", "x", "y"}`` for a point that a hand has moved: its features, all of
# them, and its target.
DATA = Component(
    "regression",
    root="lr-data",
    html="""<div class="lr-data" data-testid="data" data-ready="false"></div>""",
    css=".lr-data { min-height: min(34rem, 70vh); }",
)
