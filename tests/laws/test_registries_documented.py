"""What can be chosen is explained: a title and a note in every language, and a source."""

from collections.abc import Mapping

import pytest

import lrviz
from lrviz.text import LANGUAGES, catalog

REGISTRIES: Mapping[str, Mapping[str, object]] = {
    "objective": lrviz.OBJECTIVES,
    "optimizer": lrviz.OPTIMIZERS,
    "schedule": lrviz.SCHEDULES,
}
ENTRIES = [(kind, name) for kind, registry in REGISTRIES.items() for name in registry]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_an_entry_has_a_title_and_a_note(kind: str, name: str, language: str) -> None:
    texts = catalog(language)
    assert texts.get(f"{kind}.{name}.title", "").strip()
    assert texts.get(f"{kind}.{name}.note", "").strip()


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_an_entry_names_its_source_and_itself(kind: str, name: str) -> None:
    entry = REGISTRIES[kind][name]
    assert getattr(entry, "name") == name  # noqa: B009
    assert len(getattr(entry, "reference")) > 5  # noqa: B009


@pytest.mark.parametrize("kind", REGISTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_explains_what_does_not_exist(kind: str, language: str) -> None:
    explained = {
        key.split(".")[1]
        for key in catalog(language)
        if key.startswith(f"{kind}.") and key.endswith(".note")
    }
    assert explained <= set(REGISTRIES[kind])
