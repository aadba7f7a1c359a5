"""Set lists: any stops and states in any order, and what is wrong with one is named."""

import pytest

from lrviz.lessons import PageState, read_list, stop, trouble, write_list
from lrviz.lessons.setlist import EXAMPLE
from lrviz.text import LANGUAGES
from lrviz.text.notices import ConfigError


def test_a_list_is_read_as_it_was_written() -> None:
    items = ["crawl", "descent?formula=%7Cx%7C&lr=0.1", "network?tab=cost", "crawl"]
    found = read_list(write_list("Monday | first hour", items))
    assert found.name == "Monday   first hour"
    assert found.items[0] is found.items[3] is stop("crawl")
    assert found.items[1:3] == (
        PageState("descent", "formula=%7Cx%7C&lr=0.1"),
        PageState("network", "tab=cost"),
    )


def test_a_bar_too_many_is_no_item_and_the_example_is_a_list() -> None:
    assert read_list("Monday||crawl|").items == (stop("crawl"),)
    assert len(read_list(EXAMPLE).items) == 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a|crawl|nowhere", ["2", "nowhere"]),
        ("a|elsewhere?lr=1", ["1", "elsewhere?lr=1"]),
        ("a||hours", ["1", "hours", "regression", "descent?lr=0.5"]),
        ("nothing", ["nothing", EXAMPLE]),
        ("", ["''", EXAMPLE]),
        ("a| |", ["a| |", EXAMPLE]),
        ("a" + "|crawl" * 101, ["101", "100"]),
    ],
)
def test_what_is_no_list_is_refused_and_says_which(text: str, named: list[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        read_list(text)
    for language in LANGUAGES:
        sentence = refused.value.notice.sentence(language)
        assert all(word in sentence for word in named)


@pytest.mark.parametrize(
    ("query", "named"),
    [("objective=nowhere", "nowhere"), ("lr=-1", "-1")],
)
def test_a_state_that_no_longer_runs_says_which(query: str, named: str) -> None:
    found = trouble(3, PageState("descent", query))
    assert found is not None
    sentence = found.sentence("en")
    assert "3" in sentence
    assert named in sentence
    assert trouble(3, PageState("descent", "objective=bowl&lr=0.1")) is None
    assert trouble(1, PageState("regression", "data=nowhere")) is not None
