"""Tokens -> what stands in brackets, as a tree; refuses brackets that do not pair."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lrviz.objectives.tokens import Token, foreign

__all__ = ["MAX_BRACKETS", "Group", "Item", "check_signs", "grouped", "token_of"]

MAX_BRACKETS = 24  # Brackets within brackets go so deep at most.
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_PAIRS.values())
_MEANINGLESS = frozenset("_:;.@$~&'‖<>")


@dataclass(frozen=True)
class Group:
    """What stands between two brackets.

    Attributes:
        opening: the bracket in front, ``|`` for an absolute value.
        items: what is inside.
        end: the place after the closing one.
    """

    opening: Token
    items: list["Item"] = field(default_factory=list)
    end: int = 0

    @property
    def kind(self) -> str:
        """``(``, ``[``, ``{`` or ``|``."""
        return self.opening.text

    @property
    def position(self) -> int:
        """Its place in the text as typed."""
        return self.opening.position

    @property
    def gap(self) -> str:
        """What stands before it."""
        return self.opening.gap

    @property
    def number(self) -> str:
        """The whole number that is all it holds, "" for anything else."""
        only = self.items[0] if len(self.items) == 1 else None
        whole = isinstance(only, Token) and only.kind == "number" and only.text.isdigit()
        return only.text if whole and isinstance(only, Token) else ""


Item = Token | Group


def token_of(item: Item) -> Token:
    """The first token of an item."""
    return item if isinstance(item, Token) else item.opening


def grouped(tokens: Sequence[Token]) -> list[Item]:
    """The tokens as a tree of brackets; absolute values are still flat."""
    outer: list[Item] = []
    open_groups: list[Group] = []
    for token in tokens:
        inner = open_groups[-1].items if open_groups else outer
        if token.text in _PAIRS and token.kind == "operator":
            open_groups.append(Group(token))
            if len(open_groups) > MAX_BRACKETS:
                raise token.refused("too_deep", limit=MAX_BRACKETS)
        elif token.text in _CLOSING and token.kind == "operator":
            if not open_groups:
                raise token.refused("bracket_unopened")
            group = open_groups.pop()
            if _PAIRS[group.kind] != token.text:
                raise token.refused("bracket_mismatch", opening=group.kind)
            around = open_groups[-1].items if open_groups else outer
            around.append(replace(group, end=token.end))
        else:
            inner.append(token)
    if open_groups:
        raise open_groups[-1].opening.refused("bracket_unclosed")
    return outer


def check_signs(tokens: Sequence[Token]) -> None:
    """Refuse signs that no notation has used."""
    for token in tokens:
        if token.text in _MEANINGLESS:
            raise foreign(token)
