"""The texts of the course: complete in both languages, short, filled from the run, of one mind."""

import re

import pytest

from lrviz.lessons import POINTS, STOPS, TOPICS, Stop, after, before, option, point, topic, unit
from lrviz.lessons.questions import ChoiceQuestion, NumberQuestion, OrderQuestion, VerdictQuestion
from lrviz.lessons.words import AFTER, BEFORE
from lrviz.text import LANGUAGES, catalog
from tests.laws.keys import placeholders

SENTENCES = 5
LONGEST = {"en": 175, "zh": 240}  # words, or characters, of all texts of a stop
PACE = {"en": 130, "zh": 220}  # read aloud, a minute
SECONDS = (60, 75)  # of a prediction and a thing done
END = {"en": re.compile(r"[.?!](?=\s|$)"), "zh": re.compile("[。？！]")}
WORD = {"en": re.compile(r"\S+"), "zh": re.compile(r"[\u4e00-\u9fff]|[A-Za-z]+|\d[\d.]*")}
NUMBER = re.compile(r"(?<![\w.])\d+\.\d+|\d{2,}(?:\.\d+)?")


def written(each: Stop, language: str) -> list[str]:
    """All texts of a stop as they stand in the catalog."""
    return [text for key, text in catalog(language).items() if key.startswith(f"lesson.{each.id}.")]


def answers(each: Stop) -> list[str]:
    """The names of what can be chosen."""
    question = each.question
    if isinstance(question, ChoiceQuestion):
        return [choice.name for choice in question.options]
    if isinstance(question, OrderQuestion):
        return [name for name, _ in question.items]
    return list(question.words) if isinstance(question, VerdictQuestion) else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stop_says_everything_in_every_language(language: str) -> None:
    for each in STOPS:
        texts = [before(each, part, language) for part in BEFORE]
        texts += [after(each, part, language) for part in AFTER]
        texts += [option(each, name, language) for name in answers(each)]
        if isinstance(each.question, NumberQuestion):
            texts.append(unit(each.question, language))
        assert not [text for text in texts if not text.strip() or "{" in text], each.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_option_stands_unused_in_the_catalog(language: str) -> None:
    for each in STOPS:
        start = f"lesson.{each.id}.option."
        named = {key.removeprefix(start) for key in catalog(language) if key.startswith(start)}
        verdict = isinstance(each.question, VerdictQuestion)
        assert named == (set() if verdict else set(answers(each))), each.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stop_of_the_catalog_is_a_stop_of_the_course(language: str) -> None:
    titled = {key.split(".")[1] for key in catalog(language) if re.match(r"lesson\..*\.title", key)}
    assert titled == {each.id for each in STOPS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_shown_after_the_answer_and_only_then(language: str) -> None:
    texts = catalog(language)
    for each in STOPS:
        asked = [placeholders(texts[f"lesson.{each.id}.{part}"]) for part in AFTER]
        assert set().union(*asked) == set(each.figures), each.id
        for key in (f"lesson.{each.id}.{part}" for part in BEFORE):
            assert not placeholders(texts[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_short(language: str) -> None:
    ends, words = END[language], WORD[language]
    for each in STOPS:
        assert len(ends.findall(before(each, "text", language))) <= SENTENCES, each.id
        assert len(ends.findall(before(each, "do", language))) == 1, each.id
        whole = sum(len(words.findall(text)) for text in written(each, language))
        assert whole <= LONGEST[language], (each.id, whole)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_course_takes_an_hour_to_an_hour_and_a_half(language: str) -> None:
    said = [
        text
        for each in STOPS
        for text in (*written(each, language), *(after(each, "reveal", language),))
        if "{" not in text
    ]
    words = sum(len(WORD[language].findall(text)) for text in said)
    for seconds in SECONDS:
        assert 60 <= words / PACE[language] + len(STOPS) * seconds / 60 <= 90


def test_both_languages_name_the_same_numbers() -> None:
    english, chinese = catalog("en"), catalog("zh")
    differ = {
        key: (found, other)
        for key in english
        if key.startswith("lesson.") and key.count(".") > 1
        if (found := set(NUMBER.findall(english[key])))
        != (other := set(NUMBER.findall(chinese[key])))
    }
    assert not differ


@pytest.mark.parametrize("language", LANGUAGES)
def test_chapters_and_points_have_titles(language: str) -> None:
    titles = [topic(name, language) for name in TOPICS] + [point(n, language) for n in POINTS]
    assert len(set(titles)) == len(titles) == 7 + 14
    assert point("6.divide", language) == point("6", language)


def test_what_a_reveal_says_is_the_engines_number() -> None:
    found = {each.id: after(each, "reveal", "en") for each in STOPS}
    assert "x² + 2y² = 33 are right" in found["ring"]
    assert found["one-step"].startswith("At (−4, −1.2). The loss falls from 33 to 18.9.")
    assert "2/λ = 0.333" in found["edge"]
    assert "{" not in "".join(found.values())
