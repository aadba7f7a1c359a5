"""Wordings that were wrong, and do not come back."""

import re

import pytest

from lrviz.text import catalog, say
from lrviz.text.notices import shown

# What was said, and why it is not true.
WRONG: dict[str, list[str]] = {
    "en": [
        "valleys of unequal depth",  # of styblinski_tang: two of the four are equal
        "descent stalls",  # of monkey_saddle: at no rate of its axis
        "smallest weights",  # of collinear columns: the least norm is that of scaled columns
        "through the 1 hidden layers",
        "make 1 updates",
        "every step overshot by more than the one before",  # of any overflow whatever
        "had only fallen until then",  # the last steps are looked at, not all
    ],
    "zh": [
        "最陡方向",  # 曲率最大的方向
        "加密",
        "点击一幅影片可在舞台上打开",
        "两种写法都在页面结束的地方结束",
        "平面诚实吗",
        "上次有人询问时所测",
        "在此之前损失只降不升",
    ],
}


@pytest.mark.parametrize("language", WRONG)
def test_a_wrong_wording_does_not_come_back(language: str) -> None:
    texts = catalog(language)
    found = [
        (key, wrong)
        for wrong in WRONG[language]
        for key, text in texts.items()
        if re.search(re.escape(wrong), text)
    ]
    assert not found


def test_a_word_agrees_with_its_count() -> None:
    assert say("compare.progress", count=1) == "1 start"
    assert say("compare.progress", count="1") == "1 start"
    assert say("compare.progress", count="10 000") == "10 000 starts"
    assert say("compare.progress", "zh", count=1) == say("compare.progress", "zh", count=2).replace(
        "2", "1"
    )


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="`language` must be one of en, zh; got 'tlh'"):
        catalog("tlh")


def test_what_a_person_gave_is_shown_short_and_on_one_line() -> None:
    assert shown("a\nb") == r"'a\nb'"
    assert len(shown("x" * 10_000)) < 100
    assert len(shown(10**10_000)) < 100  # too long an int for Python to print
