"""The named surfaces: each one a formula, with where to look and what is known of it.

Every entry goes through ``formula`` like anything a person types. Titles, and a sentence
on what a surface is good for, are in the text catalogs under ``objective.<name>``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from threading import Lock

from lrviz.objectives.base import Objective
from lrviz.objectives.formula import formula
from lrviz.objectives.surface_table import SURFACES, Surface
from lrviz.text import say

__all__ = ["OBJECTIVES", "Surfaces", "objective"]


class Surfaces(Mapping[str, Objective]):
    """An immutable mapping of names to objectives, each built when it is first asked for."""

    def __init__(self, table: tuple[Surface, ...]) -> None:
        self._table = {surface.name: surface for surface in table}
        self._building = {surface.name: Lock() for surface in table}

    def __getitem__(self, name: str) -> Objective:
        with self._building[name]:  # a class that opens one link at once builds it once
            return _built(self._table[name])

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


@cache
def _built(surface: Surface) -> Objective:
    return replace(
        formula(surface.text, surface.variables),
        name=surface.name,
        notes=(),
        title=say(f"objective.{surface.name}.title"),
        domain=surface.domain,
        start=surface.start,
        minima=surface.minima,
        minimum_loss=surface.minimum_loss,
        reference=surface.reference,
    )


OBJECTIVES: Mapping[str, Objective] = Surfaces(SURFACES)


def objective(name: str) -> Objective:
    """The surface called ``name``.

    Raises:
        ValueError: there is none; the error lists the names and the nearest one.

    Example:
        >>> objective("bowl").start
        (-5.0, -2.0)
    """
    if isinstance(name, str) and name in OBJECTIVES:
        return OBJECTIVES[name]
    near = get_close_matches(str(name), OBJECTIVES, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"`objective` must be one of {', '.join(OBJECTIVES)}; got {name!r}{hint}")
