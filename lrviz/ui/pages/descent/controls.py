"""The settings of the Descent page as widgets: all that a run has."""

from lrviz.ui import controls, session

__all__ = ["settings_row"]


def settings_row() -> None:
    """The row below the stage; a lecture has none."""
    config = session.config()
    if not config.present:
        controls.settings_row(config)
