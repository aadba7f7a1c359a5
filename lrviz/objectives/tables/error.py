"""The one exception a table can raise, worded in every language."""

from lrviz.objectives.formula_error import printable
from lrviz.objectives.portable import PortableError
from lrviz.text.notices import Notice

_FROM_THE_FILE = frozenset(["cell", "name"])
_FEW = 8  # A refusal lists so many names, and then an ellipsis.


class TableError(PortableError):
    """A table that cannot be read, and why, as one plain sentence.

    Rows and columns are counted from 1, the header too, as a spreadsheet shows them.

    Attributes:
        notice: the sentence before a language is chosen: its key and its values.

    Example:
        >>> try:
        ...     read_table(b"size,price\\n")
        ... except TableError as error:
        ...     print(error)
        Below the header there is no row of numbers.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.notice = note(key, **values)
        super().__init__(self.notice.sentence())

    def in_language(self, language: str) -> str:
        """The sentence in ``language``, "en" or "zh"."""
        return self.notice.sentence(language)


def note(key: str, /, **values: object) -> Notice:
    """A remark of the catalogs' section ``table``; what the file holds is made safe to show."""
    shown = {
        name: printable(str(value)) if name in _FROM_THE_FILE else value
        for name, value in values.items()
    }
    return Notice(f"table.{key}", shown)


def listed(names: list[str]) -> str:
    """Names of columns as one value of a sentence, the first few of many."""
    few = ", ".join(printable(name) for name in names[:_FEW])
    return few + (", …" if len(names) > _FEW else "")
