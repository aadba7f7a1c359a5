"""The list of deliberate faults: lines of lrviz with one thing wrong in each.

A sign, a bound, an axis, a term, a key: each must be noticed by the tests of its own package.
One that they pass over is a hole in the tests. ``python -m tools.faults`` tries them.
"""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LIST", "ROOT", "Fault", "faults", "shared"]

ROOT = Path(__file__).parents[2]
LIST = ROOT / "tests" / "faults" / "faults.toml"


@dataclass(frozen=True)
class Fault:
    """A line of a source file, and what is wrong in its place.

    Attributes:
        name: unique, in words.
        file: the source file, from the root of the project.
        old: a text that occurs once in the file.
        new: what stands there instead.
        tests: the tests that must notice, as pytest is given them.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def package(self) -> str:
        """The folder of the file, as the totals are given by."""
        return str(Path(self.file).parent)

    def applied(self, text: str) -> str:
        """The source with the fault in it; ValueError unless there is one place for it."""
        if text.count(self.old) != 1:
            raise ValueError(f"occurs {text.count(self.old)} times")
        return text.replace(self.old, self.new)


def faults(path: Path = LIST) -> list[Fault]:
    """The list of faults."""
    with path.open("rb") as file:
        return [
            Fault(**{**each, "tests": tuple(each["tests"])}) for each in tomllib.load(file)["fault"]
        ]


def shared(every: Sequence[Fault], part: int, parts: int) -> list[Fault]:
    """One of so many parts of the list, counted from 1, shuffled the same way each time."""
    mixed = random.Random(0).sample(every, len(every))
    return mixed[part - 1 :: parts]
