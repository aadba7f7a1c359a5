"""What can be chosen is explained: a title and a note in every language, and a source."""

from collections.abc import Mapping

import lrviz
from lrviz.text import LANGUAGES, catalog

REGISTRIES: Mapping[str, Mapping[str, object]] = {
    "objective": lrviz.OBJECTIVES,
    "optimizer": lrviz.OPTIMIZERS,
    "schedule": lrviz.SCHEDULES,
}
ENTRIES = [(kind, name) for kind, registry in REGISTRIES.items() for name in registry]


def test_an_entry_has_a_title_and_a_note_in_every_language() -> None:
    wanted = {f"{kind}.{name}.{part}" for kind, name in ENTRIES for part in ("title", "note")}
    for language in LANGUAGES:
        texts = catalog(language)
        assert not {key for key in wanted if not texts.get(key, "").strip()}, language


def test_an_entry_names_its_source_and_itself() -> None:
    entries = {(kind, name): REGISTRIES[kind][name] for kind, name in ENTRIES}
    assert not [key for key, each in entries.items() if getattr(each, "name") != key[1]]  # noqa: B009
    assert not [
        key
        for key, each in entries.items()
        if len(getattr(each, "reference")) <= 5  # noqa: B009
    ]


def test_no_text_explains_what_does_not_exist() -> None:
    explained = {
        tuple(key.split(".")[:2])
        for language in LANGUAGES
        for key in catalog(language)
        if key.endswith(".note") and key.split(".")[0] in REGISTRIES
    }
    assert explained <= set(ENTRIES)
