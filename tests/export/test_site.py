"""The site: a folder whose pages hold all they need, and score as the course itself does."""

import base64
import gzip
import json
import os
import random
import re
import resource
import signal
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lrviz.cli import main
from lrviz.export.errors import ExportError
from lrviz.export.scoring_rules import rule_of
from lrviz.export.site import site_files, write_site
from lrviz.export.whole_folder import replacing_folder
from lrviz.lessons import STOPS, Score, Stop, before, outcome, scored, stop, truth
from lrviz.lessons.questions import OrderQuestion
from lrviz.lessons.states import state
from lrviz.text import LANGUAGES
from lrviz.text.notices import ConfigError
from tests.js.node import Modules

SCORING = "../../export/web/scoring"
JUDGED = """
const found = m.scored(x.rule, x.said);
if (typeof found === "string") return found;
return [found.word, found.share, found.miss, m.outcome(x.rule, found)];
"""
SOME = ("one-step", "edge", "fair-race", "sign", "squares")  # a stage, a reel, a probe, data


def silent(_share: float) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def modules() -> Iterator[Modules]:
    found = Modules()
    yield found
    found.close()


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    made = site_files("en", "https://example.org/", [stop(name) for name in SOME])
    return {name: content.decode() for name, content in made}


class Links(HTMLParser):
    """What a page fetches, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("rel") != "inlined":
            self.found += [given[name] or "" for name in ("href", "src") if name in given]


def inlined(page: str, name: str) -> bytes:
    found = re.search(rf'id="lr-alone-{name}">([^<]*)<', page)
    assert found, name
    return gzip.decompress(base64.b64decode(found[1]))


def answers(each: Stop, draw: random.Random) -> list[str]:
    """The right one, several others, and some that are none."""
    right, kind = truth(each), each.question.kind
    odd = ["", "nonsense", "-1", "1,2,3"]
    if isinstance(each.question, OrderQuestion):
        names = [name for name, _ in each.question.items]
        return [*odd, ",".join(right), *(",".join(draw.sample(names, len(names))) for _ in "abcd")]  # type: ignore[arg-type]
    if kind == "number":
        assert isinstance(right, float | int)
        odd += ["1,234", "1e400", "1e-400", "1/0", "0"]
        odd += [repr(right), repr(right * 1.004)]
        return [*odd, "1/8", *(repr(right * 10 ** draw.uniform(-2, 2)) for _ in range(6))]
    if kind in ("tap", "ring"):
        found = state(each.page, each.query)
        box, start = found.objective.domain, found.run.w[0].tolist()
        places = [[draw.uniform(*side) for side in box] for _ in range(6)]
        return [*odd, *(",".join(map(repr, place)) for place in [start, *places])]
    return [*odd, *rule_of(each, "en")["names"]]


def test_an_answer_scores_in_the_browser_as_in_the_course(modules: Modules) -> None:
    draw = random.Random(0)
    judged = 0
    for each in STOPS:
        for said in answers(each, draw):
            given = said.split(",") if isinstance(each.question, OrderQuestion) else said
            for language in LANGUAGES:
                found = modules(SCORING, JUDGED, {"rule": rule_of(each, language), "said": said})
                try:
                    score = scored(each, given)
                except ConfigError as error:
                    assert isinstance(found, str), (each.id, said)
                    assert "{" not in found
                    if each.question.kind == "number":
                        sentence = error.notice.sentence(language)
                        assert found.replace('"', "'") == sentence
                    continue
                judged += 1
                same(found, score, outcome(each, score, language))
    assert judged > 2 * 4 * len(STOPS)


def same(found: list[Any], score: Score, words: str) -> None:
    assert found[0] == score.word
    assert found[1] == pytest.approx(score.share, abs=1e-9)
    missed = np.nan if score.miss is None else score.miss
    assert np.isclose(found[2] if found[2] is not None else np.nan, missed, equal_nan=True)
    assert found[3] == words


def test_every_link_leads_to_a_file_of_the_folder_and_nothing_is_fetched_from_elsewhere(
    files: dict[str, str],
) -> None:
    assert {f"{name}.html" for name in SOME} < files.keys()
    pages = {name: text for name, text in files.items() if name.endswith(".html")}
    for name, text in pages.items():
        inside = [each for each in Links(text).found if not each.startswith(("data:", "https:"))]
        assert {each.partition("#")[0] for each in inside} <= files.keys(), name
        away = [each for each in Links(text).found if each.startswith("https:")]
        assert all(each.startswith("https://example.org/lessons?stop=") for each in away)
    assert len(files["assets/plotly.min.js"]) > 3_000_000
    assert all("plotly.js v" not in text for text in pages.values())
    for stopped in SOME:
        for language in LANGUAGES:
            title = before(stop(stopped), "title", language)
            assert title in files["index.html"]
            content = json.loads(inlined(files[f"{stopped}.html"], f"lesson-{language}"))
            assert content["before"]["title"] == title
            assert {each["id"] for part in content["course"] for each in part["stops"]} == {*SOME}


def test_before_the_answer_a_page_plays_what_is_left_under_the_veil(files: dict[str, str]) -> None:
    for name in ("one-step", "edge"):
        header = json.loads(inlined(files[f"{name}.html"], "0-0-film-en"))
        assert {*stop(name).veils} <= {*header["veils"]}
        assert {*header["verdict"]} == {""}
        after = json.loads(inlined(files[f"{name}.html"], "1-0-film-en"))
        assert "veils" not in after
        assert all(after["verdict"])
    assert json.loads(inlined(files["sign.html"], "0-0-film-zh"))["veiled"]
    assert not json.loads(inlined(files["sign.html"], "1-0-film-zh"))["veiled"]
    data = json.loads(inlined(files["squares.html"], "0-0-film-en"))
    assert {*stop("squares").veils} <= {*data["veils"]}


def test_a_site_takes_the_place_of_a_site_and_of_nothing_else(tmp_path: Path) -> None:
    out, own = tmp_path / "course", tmp_path / "own"
    assert write_site(out, "en", silent, stops=[stop("edge")]) > 5_000_000
    (out / "edge.html").write_text("old")
    write_site(out, "en", silent, stops=[stop("edge")])
    assert (out / "edge.html").stat().st_size > 10_000
    own.mkdir()
    (own / "index.html").write_text("mine")
    for path, word in ((own, "files of its own"), (own / "index.html", "irectory")):
        with pytest.raises(ExportError, match=word):
            write_site(path, "en", silent, stops=[])
    assert (own / "index.html").read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["course", "own"]


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits of a POSIX system")
def test_where_the_disk_is_full_or_a_state_is_none_the_old_folder_stays(tmp_path: Path) -> None:
    out = tmp_path / "course"
    write_site(out, "en", silent, stops=[])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        with pytest.raises(ExportError, match="cannot be written"):
            write_site(out, "en", silent, stops=[])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    with pytest.raises(KeyboardInterrupt), replacing_folder(out):
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == ["course"]
    assert {*os.listdir(out)} == {"index.html", "assets"}


@pytest.mark.parametrize(
    ("tokens", "word"),
    [
        ([], "Name the folder"),
        (["nowhere/course"], "cannot be written"),
        (["course", "--topic", "rates"], "did you mean rate?"),
        (["course", "other"], "other"),
        (["course", "--address", "javascript:alert(1)"], "begins with http"),
    ],
)
def test_what_no_site_can_be_made_of_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tokens: list[str],
    word: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["site", *tokens]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert word in err
    assert os.listdir(tmp_path) == []
