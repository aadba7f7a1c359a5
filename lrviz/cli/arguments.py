"""What was typed on the command line, as option name -> values; nothing is converted here."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from lrviz.cli.aliases import option_instead
from lrviz.text.notices import Notice, shown

Found = Mapping[str, Sequence[str]]


class CommandError(Exception):
    """A command line that cannot be obeyed; ``notice`` says why."""

    def __init__(self, key: str, /, **values: object) -> None:
        self.notice = Notice(f"cli.{key}", values)
        super().__init__(self.notice.sentence())

    @classmethod
    def of(cls, notice: Notice) -> "CommandError":
        """The refusal that somebody else has found the words for."""
        error = cls.__new__(cls)
        error.notice = notice
        error.args = (notice.sentence(),)
        return error

    @classmethod
    def unknown(cls, given: str, known: Iterable[str]) -> "CommandError":
        """A command or an option that does not exist, with the nearest that does."""
        names = list(known)
        near = difflib.get_close_matches(given[:50], names, n=1, cutoff=0.6)
        if near:
            return cls("unknown_near", given=shown(given), nearest=near[0])
        return cls("unknown", given=shown(given), allowed=", ".join(names))


@dataclass(frozen=True)
class Option:
    """One option of a command.

    Attributes:
        name: with its two dashes; without them, a word that stands by itself: FILE.
        holds: what its value is, for the help; "" for a switch that takes none.
        many: whether it takes every value up to the next option: ``--start -5 -2``.
        repeat: whether it may be given several times, each adding to the last.
    """

    name: str
    holds: str = ""
    many: bool = False
    repeat: bool = False


def parse(tokens: Sequence[str], options: Sequence[Option]) -> dict[str, list[str]]:
    """The values of each option that was given; of one given twice, the last.

    A value may begin with one dash, so that ``--start -5e-1 .5`` and ``--json -`` are read.

    Raises:
        CommandError: an unknown option, a stray word, or an option without its value.

    >>> parse(["--start", "-5", "-2"], [Option("--start", "NUMBER", many=True)])
    {'--start': ['-5', '-2']}
    >>> parse(["a=b.png"], [Option("FILE")])
    {'FILE': ['a=b.png']}
    """
    known = {option.name: option for option in options if option.name.startswith("--")}
    words = [option.name for option in options if option.name not in known]
    found: dict[str, list[str]] = {}
    rest = list(tokens)
    while rest:
        if words and not rest[0].startswith("--"):
            found[words.pop(0)] = [rest.pop(0)]
            continue
        name, equals, value = rest.pop(0).partition("=")
        option = known.get(name)
        if option is None or (equals and not option.holds):
            raise _unknown(name, [value] if equals else [], rest, tokens, known)
        values = [value] if equals else []
        while rest and _takes(option, values) and not rest[0].startswith("--"):
            values.append(rest.pop(0))
        if option.holds and not values:
            raise CommandError("no_value", option=name)
        found[name] = [*found.get(name, ()), *values] if option.repeat else values
    return found


def _unknown(
    name: str, values: list[str], rest: list[str], tokens: Sequence[str], known: Iterable[str]
) -> CommandError:
    """The refusal of an option, with ours where it is another tool's name for it."""
    follows = values or [*takewhile(lambda each: not each.startswith("--"), rest)]
    instead = option_instead(name, follows, tokens, known)
    if instead is None:
        return CommandError.unknown(name, known)
    return CommandError("option_instead", given=shown(name), instead=instead)


def _takes(option: Option, values: Sequence[str]) -> bool:
    return bool(option.holds) and (option.many or not values)
