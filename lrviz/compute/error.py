"""Why a question has no answer, where that is no fault of the question's."""

from lrviz.objectives.portable import PortableError
from lrviz.text import say

__all__ = ["JobError"]


class JobError(PortableError):
    """A question that no worker could answer, as one plain sentence.

    Attributes:
        key: which sentence it is: ``say("compute." + key, language)``.
    """

    def __init__(self, key: str, /) -> None:
        self.key = key
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """The sentence in ``language``, "en" or "zh"."""
        return say(f"compute.{self.key}", language)
