"""What is in view on the pages of this visit, as the address of each has it."""

from urllib.parse import quote, urlencode

from lrviz.settings.fields import write
from lrviz.ui import session
from lrviz.ui.page_settings import PageSettings
from lrviz.ui.pages.compare.settings import SETTINGS as COMPARE
from lrviz.ui.pages.network.settings import SETTINGS as NETWORK
from lrviz.ui.pages.regression.settings import SETTINGS as REGRESSION

__all__ = ["in_view"]


def in_view() -> dict[str, str]:
    """The settings of the run, under "descent", and each other page's own."""
    run = session.config().replace(language="en", present=False).to_query()
    own = {each.page: _query(each) for each in (COMPARE, REGRESSION, NETWORK)}
    return {"descent": run, **own}


def _query(settings: PageSettings) -> str:
    values = settings.now()
    pairs = [(each.key, write(values[each.name])) for each in settings.settings]
    return urlencode(pairs, safe=",", quote_via=quote)
