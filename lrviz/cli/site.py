"""``lrviz site``: the course as a folder of static pages."""

from pathlib import Path

from lrviz.cli.arguments import CommandError, Found, Option
from lrviz.cli.progress import bar
from lrviz.cli.reading import LANG, language_of
from lrviz.text import say

__all__ = ["OPTIONS", "site"]

OPTIONS = (
    Option("FOLDER"),
    Option("--topic", "NAME", repeat=True),
    Option("--address", "URL"),
    LANG,
)


def site(found: Found) -> str:
    """Write the site to a folder, and say so; a terminal sees how far it has got.

    Raises:
        CommandError: no folder is named, or it cannot be written.
    """
    # What the pages are made with loads slowly, and no other command needs it.
    from lrviz.cli.report import byte_count
    from lrviz.export.errors import ExportError
    from lrviz.export.site import write_site
    from lrviz.lessons import STOPS, TOPICS

    if "FOLDER" not in found:
        raise CommandError("no_folder")
    topics = found.get("--topic", TOPICS)
    if strange := [name for name in topics if name not in TOPICS]:
        raise CommandError.unknown(strange[0], TOPICS)
    stops = [each for each in STOPS if each.topic in topics]
    path, language = Path(found["FOLDER"][-1]), language_of(found)
    link = found.get("--address", [""])[-1]
    try:
        size = write_site(path, language, bar(), link, stops)
    except ExportError as error:
        raise CommandError.of(error.notice) from None
    said = {"path": str(path / "index.html"), "size": byte_count(size), "count": len(stops)}
    return say("cli.site_saved", language, **said) + "\n"
