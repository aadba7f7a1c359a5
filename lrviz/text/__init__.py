"""What lrviz says to people: one folder of TOML catalogs per language, one function to read them.

A leaf: it knows nothing of the rest, so the engine's diagnosis, the command line, the
figures and the pages all speak through it.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

__all__ = ["LANGUAGES", "catalog", "say", "say_of"]

_COUNTED = re.compile(r"\{(\w+):([^{}|]+)\|([^{}|]+)\}")  # It finds {count:one|many}.
_FOLDERS = {
    each.name: each for each in files(__name__).iterdir() if (each / "language.toml").is_file()
}


def _flatten(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        path = f"{prefix}{key}"
        pairs += _flatten(value, f"{path}.") if isinstance(value, dict) else [(path, value)]
    return pairs


def _read(file: Traversable) -> list[tuple[str, str]]:
    return _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "")


# Each language by its code, called what it calls itself: one folder of catalogs is one language.
LANGUAGES: Mapping[str, str] = {
    code: dict(_read(_FOLDERS[code] / "language.toml"))["language.name"]
    for code in sorted(_FOLDERS)
}


@cache
def catalog(language: str) -> Mapping[str, str]:
    """The catalogs of ``language`` as one flat mapping, ``"section.key"`` to text."""
    if language not in LANGUAGES:
        raise ValueError(f"`language` must be one of {', '.join(LANGUAGES)}; got {language!r}")
    catalogs = (each for each in _FOLDERS[language].iterdir() if each.name.endswith(".toml"))
    return dict(pair for each in catalogs for pair in _read(each))


def say(key: str, /, language: str = "en", **values: object) -> str:
    """The text of ``key`` in ``language`` with its ``{placeholders}`` filled in.

    A word that depends on a count is written ``{count} {count:row|rows}``: the first is for 1.
    """
    return say_of(key, language, values) if values else catalog(language)[key]


def say_of(key: str, language: str, values: Mapping[str, object]) -> str:
    """The same with the placeholders looked up in ``values`` one by one: those alone are made."""
    template = catalog(language)[key]
    if "|" in template:
        template = _COUNTED.sub(lambda word: word[2 if _is_one(values[word[1]]) else 3], template)
    return template.format_map(values)


def _is_one(count: object) -> bool:
    return str(count) == "1"
