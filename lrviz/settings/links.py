"""The query of a link as key to text; a plus that a hand wrote in a formula stays a plus."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote

from lrviz.text.notices import Notice, shown

__all__ = ["leaves_rate_open", "of_link", "parsed"]

_BEFORE = re.compile(r"[\w.)\]}|!'%]\Z")  # The end of an operand.
_AFTER = re.compile(r"[\w.(\[{|√\\]")  # The beginning of an operand.
_SIGNS = re.compile(r"[\^*/()|=]")  # These are written as %XX by urlencode.


def parsed(query: object) -> tuple[dict[str, object], list[Notice]]:
    """A query, a whole link, or a mapping as key to text, the last one of several; and what
    could not be read of it. One that is no query is empty.

    >>> parsed("formula=x^2+y^2&start=1,1")[0]
    {'formula': 'x^2+y^2', 'start': '1,1'}
    """
    notices: list[Notice] = []
    if isinstance(query, bytes):
        query = query.decode("utf-8", "replace")
    if isinstance(query, str):
        settings = of_link(query)[1]
        try:
            query = parse_qs(_with_pluses(settings, notices), keep_blank_values=True)
        except ValueError:
            return {}, notices
    if not isinstance(query, Mapping):
        return {}, notices
    return {str(key): _last(value) for key, value in query.items()}, notices


def of_link(text: str) -> tuple[str | None, str]:
    """The last name in a link's path, "" where it has none, and its query; None and the text as it
    is where it is a query alone.

    >>> of_link("https://example.org/lrviz/regression?data=tips#top")
    ('regression', 'data=tips')
    >>> of_link("formula=x^2"), of_link("?formula=x^2"), of_link("/?formula=x^2")
    ((None, 'formula=x^2'), (None, 'formula=x^2'), ('', 'formula=x^2'))
    """
    link, mark, after = text.strip().partition("?")
    if "=" in link or not (mark or "://" in link or link.startswith("/")):
        return None, text
    query = after.partition("#")[0]
    path = link.partition("#")[0].partition("://")
    parts = (path[2].partition("/")[2] if path[1] else path[0]).rstrip("/").rsplit("/", 1)
    return (parts[-1] if link else None), query


def leaves_rate_open(query: Mapping[str, object]) -> bool:
    """Whether a link names a surface and no rate: it is then shown at a good one."""
    return "lr" not in query and bool({"objective", "formula"} & {*query})


def _with_pluses(query: str, notices: list[Notice]) -> str:
    """The query with each + of a formula as %2B or %20; a doubtful formula is left out.

    In a link that a program has written each sign is encoded, and a + is a blank: so are the
    pages' own addresses, which name every setting.
    """
    pairs = []
    whole = {"formula", "lr", "steps", "present"} <= {
        each.partition("=")[0] for each in query.split("&")
    }
    for pair in query.split("&"):
        key, equals, value = pair.partition("=")
        if key == "formula" and "+" in value and not _encoded(value, whole=whole):
            one, other = (_joined(value, sign) for sign in ("%2B", "%20"))
            if one != other and "%2b" in value.lower():
                readings = {"one": shown(unquote(one)), "other": shown(unquote(other))}
                notices.append(Notice("config.plus", readings))
                continue
            value = one
        pairs.append(key + equals + value)
    return "&".join(pairs)


def _encoded(value: str, *, whole: bool) -> bool:
    """Whether a program has encoded the signs of a formula, of an address with all settings
    also where it has no sign."""
    return not _SIGNS.search(value) and (whole or "%2b" in value.lower())


def _joined(value: str, sign: str) -> str:
    """The value with ``sign`` for each + between two operands, and a blank for any other."""
    first, *rest = re.split(r"\++", value)
    for piece in rest:
        ends = _BEFORE.search(unquote(first).rstrip()), _AFTER.match(unquote(piece).lstrip())
        first += (sign if all(ends) else "%20") + piece
    return first


def _last(value: object) -> object:
    if isinstance(value, list | tuple):
        return value[-1] if value else ""
    return value
