"""What the Gradient page's address holds beside the run."""

from lrviz.states.gradient import GRADIENT
from lrviz.ui.page_settings import PageSettings

__all__ = ["SETTINGS"]

SETTINGS = PageSettings.of(GRADIENT)
