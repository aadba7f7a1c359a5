"""What a --query is: a link of which page, or settings alone, and whether there are any."""

import shlex
from collections import Counter

from lrviz.cli.arguments import CommandError
from lrviz.settings.fields import GROUPS, SETTINGS
from lrviz.settings.links import of_link, parsed
from lrviz.states.pages import BESIDE, DEFAULT_PAGE, PAGES
from lrviz.text.notices import shown

__all__ = ["check_run", "page_of"]

LONGEST = 200  # A query of more characters is not said again.
_RUN_KEYS = {setting.key for setting in SETTINGS}
_PREFIXES = tuple(prefix for prefix, _ in GROUPS.values())


def check_run(query: str) -> None:
    """Refuse what is no link of a single run, with what is written instead.

    Raises:
        CommandError: a link of another page, or nothing that is a setting of a run.
    """
    page = page_of(query)
    if page != DEFAULT_PAGE:
        raise CommandError("other_page", page=page, instead=_saving(query))


def page_of(query: str, asked: str | None = None) -> str:
    """The page that a query is of: the one in a link's path, else ``asked``, else Descent.

    Raises:
        CommandError: it is of another page than ``asked``, of one that has no run, or without a
            setting of its page.
    """
    path, settings = of_link(query)
    if path in BESIDE:
        raise CommandError("no_run", page=path)
    page = path if path in PAGES else None if path is None else DEFAULT_PAGE
    if page and asked not in (None, page):
        raise CommandError("two_pages", linked=page, asked=shown(asked))
    keys = [*parsed(settings)[0]] if settings.strip() else []
    if not page and not asked:
        _check_own(query, keys)
    found = page or asked or DEFAULT_PAGE
    if settings.strip() and not any(_known(key, found) for key in keys):
        raise CommandError("no_setting", given=shown(settings), page=found)
    return found


def _check_own(query: str, keys: list[str]) -> None:
    """Refuse settings that are of another page alone."""
    strange = [key for key in keys if not _known(key, DEFAULT_PAGE)]
    pages = Counter(page for key in strange for page in PAGES if _known(key, page))
    if pages:
        ((page, _),) = pages.most_common(1)
        key = next(each for each in strange if _known(each, page))
        values = {"setting": shown(key), "page": page}
        raise CommandError("other_setting", **values, instead=_saving(query, page))


def _known(key: str, page: str) -> bool:
    """Whether an address of ``page`` has a setting of this key."""
    own = PAGES.get(page)
    run = key in _RUN_KEYS or key.startswith(_PREFIXES)
    return run or (own is not None and any(each.key == key for each in own.settings))


def _saving(query: str, page: str = "") -> str:
    """The options of ``save`` that take the run of a link home."""
    said = shlex.quote(query) if len(query) <= LONGEST and query.isprintable() else "LINK"
    return f"{f'--page {page} ' if page else ''}--query {said} run.csv"
