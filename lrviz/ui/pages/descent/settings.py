"""What the Descent page's address holds: the run alone."""

from lrviz.states.descent import DESCENT
from lrviz.ui.page_settings import PageSettings

__all__ = ["SETTINGS"]

SETTINGS = PageSettings.of(DESCENT)
