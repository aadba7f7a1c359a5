"""What the Network page knows beside the run, in the same address."""

from lrviz.states.network import NETWORK
from lrviz.ui.page_settings import PageSettings

__all__ = ["SETTINGS"]

SETTINGS = PageSettings.of(NETWORK)
