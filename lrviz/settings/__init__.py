"""Every setting of a run: the record, its fields, how each is read and refused."""

from lrviz.settings.config import RunConfig

__all__ = ["RunConfig"]
