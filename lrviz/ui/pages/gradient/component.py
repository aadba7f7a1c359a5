"""The probe as a component, and what its browser says."""

from lrviz.ui.component import Component

__all__ = ["PROBE"]

# It says ``{"kind": "point", "w": [...]}`` once a moved point has come to rest, and
# ``{"kind": "angle", "angle": degrees}`` once a chosen direction has.
PROBE = Component(
    "probe",
    root="lr-probe",
    html="""<div class="lr-probe" data-testid="probe" data-ready="false"></div>""",
    css=".lr-probe { min-height: min(34rem, 80vh); }",
)
