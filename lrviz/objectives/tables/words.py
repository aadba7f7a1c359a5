"""The words of words.toml: what people write in tables, in many languages."""

import tomllib
from importlib.resources import files
from typing import Any

__all__ = [
    "CHARACTERS",
    "CURRENCIES",
    "FREQUENT",
    "IDS",
    "MISSING",
    "PAIRS",
    "SCALES",
    "TOTALS",
    "UNITS",
]

_FILE: dict[str, Any] = tomllib.loads(
    files("lrviz.objectives.tables").joinpath("words.toml").read_text("utf-8")
)


def _phrases(name: str) -> list[str]:
    return [phrase.strip() for line in _FILE[name].splitlines() for phrase in line.split("|")]


MISSING = frozenset(_FILE["missing"])
PAIRS = {frozenset(words): words[0] for each in _phrases("pairs") if (words := each.split())}
TOTALS = frozenset(_phrases("totals")) - {""}
IDS = frozenset(_phrases("ids")) - {""}
CURRENCIES: list[str] = sorted(_FILE["currencies"].split(), key=len, reverse=True)
UNITS = frozenset(_FILE["units"].split())
FREQUENT = frozenset(_FILE["frequent"]) - {"\n"}
SCALES: dict[str, float] = _FILE["scales"]
CHARACTERS: dict[str, float] = _FILE["characters"]
