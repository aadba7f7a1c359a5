"""What a chat says of a link: what is shown there, with its verdict, and how that is known."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lrviz.analysis.derivatives import gradients_at
from lrviz.export.comparisons import lanes_of
from lrviz.export.snapshot import Snapshot, snapshot
from lrviz.film.gradient.place import slopes_told
from lrviz.film.race import title_of
from lrviz.objectives import OBJECTIVES
from lrviz.text import say
from lrviz.text.numbers import number, vector

__all__ = ["link_words", "shown_title"]


def link_words(name: str, query: str) -> bytes:
    """As lines of text: the title of the page ``name`` at ``query``, and a sentence or
    nothing.

    Raises:
        ExportError, ConfigError, FormulaError: there is no such page, or it cannot be run.
    """
    page = snapshot(name, query)
    title, sentence = _WORDS[name](page)
    return f"{title}\n{sentence}".encode()


def shown_title(page: Snapshot) -> str:
    """What the page is about, by its name in the page's language."""
    if page.objective.name in OBJECTIVES:
        return say(f"objective.{page.objective.name}.title", page.language)
    if page.page == "regression":
        return f"{page.task.target} ~ {', '.join(page.task.features)}"
    if page.page == "network":
        return say("network.title", page.language)
    return page.objective.title


def _run(page: Snapshot) -> tuple[str, str]:
    found, language = page.diagnosis, page.language
    title = f"{shown_title(page)}, η = {number(page.lr)}: {found.word(language)}"
    return title, found.sentence(language)


def _compared(page: Snapshot) -> tuple[str, str]:
    """Each run with its verdict; of basins and momenta what is compared."""
    language, about = page.language, shown_title(page)
    tab = page.values["tab"]
    if tab not in ("rates", "optimizers"):
        return f"{about}: {say(f'compare.tab.{tab}', language)}", ""
    race = tab == "optimizers"
    runs = [
        f"{title_of(each.name, language) if race else f'η = {number(each.lr)}'}: "
        f"{each.diagnosis.word(language)}"
        for each in lanes_of(page)
    ]
    return f"{about}: {say(f'compare.tab.{tab}', language)}", "; ".join(runs)


def _slopes(page: Snapshot) -> tuple[str, str]:
    at = ", ".join(page.objective.parameter_names)
    found = slopes_told(gradients_at(page.objective, page.point).symbolic)
    return (
        f"{shown_title(page)}: {say('page.gradient', page.language)}",
        f"∂ℓ/∂({at}) = {vector(found)}, ({at}) = {vector(page.point)}",
    )


_WORDS: Mapping[str, Callable[[Snapshot], tuple[str, str]]] = MappingProxyType(
    {
        "descent": _run,
        "compare": _compared,
        "regression": _run,
        "gradient": _slopes,
        "network": _run,
    }
)
