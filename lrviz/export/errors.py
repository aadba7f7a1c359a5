"""What cannot be taken home, in one sentence."""

from functools import partial

from lrviz.text.notices import Notice

__all__ = ["ExportError"]


class ExportError(ValueError):
    """A page, a format or a file that cannot be had; ``notice`` says which and why."""

    def __init__(self, key: str, /, **values: object) -> None:
        self.notice = Notice(f"export.{key}", values)
        super().__init__(self.notice.sentence())

    def __reduce__(self) -> tuple[object, ...]:
        """Refusals travel between processes: the key and its values, made anew there."""
        key = self.notice.key.removeprefix("export.")
        return partial(ExportError, key, **dict(self.notice.values)), ()
