"""What cannot be taken home, in one sentence."""

from lrviz.text.notices import Notice

__all__ = ["ExportError"]


class ExportError(ValueError):
    """A page, a format or a file that cannot be had; ``notice`` says which and why."""

    def __init__(self, key: str, /, **values: object) -> None:
        self.notice = Notice(f"export.{key}", values)
        super().__init__(self.notice.sentence())
