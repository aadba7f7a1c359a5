"""What is said about a setting that cannot be used, in every language."""

import difflib
import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lrviz.text import say

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 40


@dataclass(frozen=True)
class Notice:
    """One remark on one setting; a record, so that the reader's language is chosen later.

    Attributes:
        key: the text in the catalogs.
        values: what fills the text's placeholders.
        used: what stands in for the refused value, None where nothing does.

    >>> Notice("config.flag", {"setting": "present", "given": "7"}, used="0").sentence()
    'The setting present must be 1 or 0; got 7. Instead, 0 is used.'
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    used: str | None = None

    def sentence(self, language: str = "en") -> str:
        """The remark, and what is used instead."""
        what = say(self.key, language, **self.values)
        if self.used is None:
            return what
        return say("config.replaced", language, what=what, used=self.used)


class ConfigError(ValueError):
    """A setting that cannot be used; ``notice`` says which and why."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.sentence())
        self.notice = notice

    def __reduce__(self) -> tuple[object, ...]:
        """Refusals travel between processes: the notice, and they are made anew there."""
        return ConfigError, (self.notice,)


def shown(value: object) -> str:
    """``value`` short, on one line, with nothing in it that a terminal would obey."""
    try:
        return _SHORT.repr(value)
    except ValueError:  # an int of too many digits to print
        return "…"


def unknown(setting: str, given: object, known: Iterable[str]) -> ConfigError:
    """The refusal of a name that is not in a registry, with the nearest one that is."""
    names = list(known)
    near = difflib.get_close_matches(str(given)[:50].lower(), names, n=1, cutoff=0.5)
    values = {"setting": setting, "given": shown(given), "allowed": ", ".join(names)}
    if near:
        return ConfigError(Notice("config.unknown_near", {**values, "nearest": near[0]}))
    return ConfigError(Notice("config.unknown" if names else "config.unknown_none", values))
