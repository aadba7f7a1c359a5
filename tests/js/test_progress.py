"""Answers that a link carries: they come beside those of the browser, and nothing else does."""

from tests.js.node import Modules

ANSWERS = {
    "crawl": {"said": "165", "word": "right", "share": 1},
    "half-mean-sum": {"said": "sse,mse,half_mse", "word": "near", "share": 0.67},
    "edge": {"said": "-", "word": "waived", "share": 0},
}
LINK = """
globalThis.location = { href: "https://x.org/lessons?stop=edge" };
const mine = new m.Progress();
mine.answers = x;
return mine.link();
"""
TAKEN = """
const theirs = new m.Progress();
theirs.answers = x.known;
theirs.import(new URL(x.link).searchParams.get("progress"));
return [theirs.answers, theirs.total()];
"""


def test_a_link_carries_the_answers_and_those_of_the_browser_win(modules: Modules) -> None:
    link = modules("lesson/progress", LINK, ANSWERS)
    assert modules("lesson/progress", TAKEN, {"link": link, "known": {}}) == [
        ANSWERS,
        {"done": 3, "points": 1.7},
    ]
    own = {"crawl": {"said": "9", "word": "far", "share": 0}}
    assert modules("lesson/progress", TAKEN, {"link": link, "known": own})[0] == ANSWERS | own


def test_what_no_link_of_ours_holds_is_left(modules: Modules) -> None:
    for text in ("", "!!!~~", "a~b", "<b>~x~right~1", "crawl~1~perfect~1", "x" * 9999):
        link = f"https://x.org/?progress={text}"
        assert modules("lesson/progress", TAKEN, {"link": link, "known": {}})[0] == {}
    link = "https://x.org/?progress=crawl~1~right~99"
    assert modules("lesson/progress", TAKEN, {"link": link, "known": {}})[0]["crawl"]["share"] == 1
