"""A class over the wire: a round of two votes, what is told to whom, and what is refused."""

import asyncio
import csv
import gzip
import io
import json
import re
from collections.abc import Awaitable, Callable
from itertools import permutations
from typing import Any

import pytest

import lrviz
from lrviz.classroom.answers import bars, read_answer, right_bin
from lrviz.classroom.asking import ASKS, score_of, truth_of
from lrviz.classroom.codes import ALPHABET, LENGTH
from lrviz.classroom.rooms import Poll
from lrviz.classroom.showing import answer_text, path, shown, told
from lrviz.classroom.wire import LARGEST_FORM
from lrviz.lessons import STOPS
from lrviz.text import say
from lrviz.text.notices import ConfigError
from lrviz.text.numbers import vector
from tests.classroom.client import JSON, Lecturer, class_app, opened, request, seated

LARGEST_PAGE = 30_000  # bytes of a student's page, all in all
BOWL = "objective=bowl&lr=0.1&steps=30&step=0&start=-5,-2"


def in_class(play: Callable[[Lecturer], Awaitable[None]]) -> None:
    async def whole() -> None:
        await play(await opened(class_app()))

    asyncio.run(whole())


def test_a_round_of_two_votes() -> None:
    async def play(desk: Lecturer) -> None:
        students = await seated(desk, 4)
        assert (await desk.look())["here"] == 4
        waiting = asyncio.create_task(students[0].news(0))
        assert (await desk.step("ask", stop="just-below")).status == 200
        news = (await waiting).json
        assert news["version"] == 1
        assert "Near the edge" in news["html"]
        for student, word in zip(
            students, ["crawls", "diverges", "diverges", "oscillates"], strict=True
        ):
            assert (await student.vote("1.1", answer=word)).json["mine"] == word
        assert (await students[1].vote("1.1", answer="oscillates")).status == 200  # another mind
        seen = await desk.look()
        assert (seen["here"], seen["answered"]) == (4, 4)
        assert seen["wall"]["bars"] == []  # counts of answers come once the vote is closed
        await desk.step("close")
        first = {"crawls": 1, "converges": 0, "oscillates": 2, "diverges": 1}
        assert counts(await desk.look(), 0) == first
        await desk.step("again")
        for student in students:
            assert (await student.vote("1.2", answer="oscillates")).status == 200
        await desk.step("close")
        seen = await desk.look()
        assert counts(seen, 0) == first
        assert counts(seen, 1) == {"crawls": 0, "converges": 0, "oscillates": 4, "diverges": 0}
        assert "told" not in seen["wall"]
        await desk.step("reveal")
        told_now = (await desk.look())["wall"]["told"]
        assert told_now["name"] == "oscillates"
        assert [each["right"] for each in told_now["shares"]] == [0.5, 1.0]
        assert "2/λ = 0.5" in (await students[0].news(0)).json["html"]

    in_class(play)


def counts(seen: Any, vote: int) -> dict[str, int]:
    return {bar["name"]: bar["count"] for bar in seen["wall"]["bars"][vote]}


def test_a_cloud_of_taps_is_scored_by_the_length_of_the_step() -> None:
    async def play(desk: Lecturer) -> None:
        students = await seated(desk, 3)
        await desk.step("ask", ask="next", page="descent", query=BOWL)
        # x² + 2y² at (−5, −2) with η = 0.1: w₁ = (−4, −1.2), a step of √1.64 = 1.28
        for student, place in zip(
            students, [("-4", "-1.2"), ("-4", "-0.2"), ("4", "3")], strict=True
        ):
            answer = await student.vote("1.1", x=place[0], y=place[1])
            assert answer.status == 200
        await desk.step("close")
        await desk.step("reveal")
        wall = (await desk.look())["wall"]
        assert wall["told"]["shares"] == [pytest.approx({"right": 1 / 3, "near": 2 / 3})]
        assert wall["told"]["place"] == wall["taps"][0][0]
        # the box is −6…6 by −4…4, drawn to one scale, y downward
        (x0, _), (x1, y1), (x2, y2) = wall["taps"][0]
        assert (x2 - x0) / 8 == pytest.approx((y1 - y2) / 3.2, rel=0.01)
        assert x0 == x1
        text = (await desk.get("/votes.csv")).text
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {(row["x"], row["y"], row["count"]) for row in rows} == {
            ("-4.0", "-1.2", "1"), ("-4.0", "-0.2", "1"), ("4.0", "3.0", "1")
        }  # fmt: skip

    in_class(play)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_of_the_answer_is_on_a_students_wire_before_the_reveal(language: str) -> None:
    polls = [Poll(stop=each.id) for each in STOPS if each.page in ("descent", "compare")]
    polls += [Poll(ask=ask, page="descent", query=BOWL) for ask in ("verdict", "next", "critical")]

    async def play(desk: Lecturer) -> None:
        for poll in polls:
            desk = await opened(desk.app)
            (student,) = await seated(desk, 1)
            given = {"stop": poll.stop, "ask": poll.ask, "page": poll.page, "query": poll.query}
            assert (await desk.step("ask", **given)).status == 200
            wires = [(await student.get(f"?lang={language}")).text]
            await desk.step("close")
            wires.append((await student.get(f"/now?seen=-1&lang={language}")).json["html"])
            for wire in wires:
                answer = answer_text(poll, language)
                reason = told(poll, language).removeprefix(answer).strip()
                assert answer not in wire
                assert not reason or reason not in wire
                assert not leaked(poll, wire), poll

    in_class(play)


def test_votes_of_numbers_and_orders_have_the_same_bars_in_the_same_order() -> None:
    edge = Poll(stop="edge")  # 1/3
    first, second = bars(edge, [["0.01", "0.3", "1"], ["0.33", "0.34", "0.34"]])
    assert [bar.name for bar in first] == [bar.name for bar in second]
    assert (sum(bar.count for bar in first), sum(bar.count for bar in second)) == (3, 3)
    # twelve bins from 0.01 to 1 are a factor 100^(1/12) each: 1/3 is in the tenth, 0.32 to 0.46
    right = right_bin(edge, [["0.01", "0.3", "1"], ["0.33", "0.34", "0.34"]])
    assert [bar.name for bar in second].index(right) == 9
    assert second[9].count == 3
    assert right_bin(edge, [["0.01", "0.02"]]) == right_bin(edge, [[]]) == ""
    assert right_bin(edge, [["0.01", "1"], ["1"]]) != ""
    sums = Poll(stop="half-mean-sum")
    orders = [",".join(each) for each in permutations(["half", "mean", "sum"])]
    given = [[orders[0]] * 3 + [orders[1]], [orders[2]] * 2 + [orders[0]]]
    assert [[(bar.name, bar.count) for bar in vote] for vote in bars(sums, given)] == [
        [(orders[2], 0), (orders[0], 3), (orders[1], 1)],
        [(orders[2], 2), (orders[0], 1), (orders[1], 0)],
    ]
    assert bars(Poll(stop="one-step"), [["1,2"], []]) == [[], []]


def leaked(poll: Poll, wire: str) -> list[str]:
    """What of the truth stands in a page: a place, in numbers or in pixels, or a later point."""
    truth = truth_of(poll)
    signs = [f"{x:.1f} {y:.1f}" for x, y in path(poll)[1:]]
    if isinstance(truth, tuple) and isinstance(truth[0], float):
        signs.append(vector(truth))
    return [sign for sign in signs if sign in wire]


def test_every_stop_can_be_put_and_its_own_truth_is_right() -> None:
    for each in STOPS:
        poll = Poll(stop=each.id)
        assert shown(poll, "en").question
        if each.page in ("descent", "compare") and each.question.kind in ("verdict", "choice"):
            assert truth_of(poll) in [name for name, _ in shown(poll, "zh").options]
            assert score_of(poll, truth_of(poll)).word == "right"


def test_the_winner_of_a_race_is_the_one_that_ends_lowest() -> None:
    rates = (0.01, 0.1, 0.3, 0.9)
    query = f"compare=rates&rates={','.join(map(str, rates))}&objective=ravine&steps=60&start=-5,-2"
    ends = {lr: lrviz.descend("ravine", lr=lr, steps=60, start=(-5, -2)).loss[-1] for lr in rates}
    lowest = min(ends, key=lambda lr: ends[lr])
    assert truth_of(Poll(ask="wins", page="compare", query=query)) == f"{lowest:g}"


def test_a_students_page_is_small_and_asks_for_nothing_more() -> None:
    async def play(desk: Lecturer) -> None:
        student = desk.student(**{"accept-encoding": "gzip"})
        sizes = {}
        rugged = Poll(ask="next", page="descent", query="objective=rastrigin&lr=0.001")
        for each in (rugged, *(Poll(stop=n) for n in ("ring", "many-minima", "half-mean-sum"))):
            given = {"stop": each.stop, "ask": each.ask, "page": each.page, "query": each.query}
            await desk.step("ask", **given)
            answer = await student.enter()
            sizes[each.stop] = len(answer.body)
            page = gzip.decompress(answer.body).decode()
            assert not re.search(r"(?:src|srcset|url)\s*[=(]", page)
            assert re.findall(r'href="([^"]*)"', page) == ["data:,", "?lang=zh"]
            assert not re.search(r"\sstyle=|\son\w+=", page)
        assert max(sizes.values()) < LARGEST_PAGE, sizes

    in_class(play)


def test_the_page_has_a_strict_policy_and_one_cookie_of_its_own() -> None:
    async def play(desk: Lecturer) -> None:
        answer = await desk.student().enter()
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert f"Path=/class/{desk.code}" in cookie
        assert re.fullmatch(r"lrviz-class=[\w-]{22}", cookie.partition(";")[0])

    in_class(play)


def test_the_page_works_without_its_script() -> None:
    async def play(desk: Lecturer) -> None:
        (student,) = await seated(desk, 1)
        await desk.step("ask", stop="half-mean-sum")  # an order
        page = (await student.get()).text
        names = re.findall(r'<select name="(place\.[^"]+)"', page)
        assert len(names) == 3
        form = dict(zip(names, "123", strict=True))
        refused = await student.vote("1.1", plain=True, **{**form, names[0]: "2"})
        assert refused.status == 422
        assert "from 1 to 3" in refused.text
        assert refused.text.count(" selected") == 3  # nothing chosen is lost
        answer = await student.vote("1.1", plain=True, **form)
        assert (answer.status, answer.headers["location"]) == (303, f"/class/{desk.code}?lang=en")
        page = (await student.get()).text
        assert say("class.thanks", "en") in page
        assert page.count(" selected") == 3

    in_class(play)


def test_what_is_refused_is_one_sentence() -> None:
    async def play(desk: Lecturer) -> None:
        (student,) = await seated(desk, 1)
        await desk.step("ask", stop="one-step")
        places = [("7", "0"), ("0", "nan"), ("", "1"), ("<b>", "2"), ("1e999", "0")]
        for x, y in places:
            answer = await student.vote("1.1", x=x, y=y)
            assert (answer.status, "<" in answer.json["said"]) == (422, False)
        assert "−6 to 6" in (await student.vote("1.1", x="7", y="0")).json["said"]
        await desk.step("ask", stop="edge")
        assert said(await student.vote("1.1", x="0", y="0")) == (409, "class.refused.old_question")
        refused = await student.vote("2.1", answer="-3")
        assert refused.json["said"] == say("lesson.answer.number", given="'-3'")
        await desk.step("close")
        assert said(await student.vote("2.1", answer="3")) == (409, "class.refused.closed_already")
        assert said(await desk.student().vote("2.1", answer="3")) == (404, "class.refused.old")
        stranger = Lecturer(desk.app, "ZZZZZ", "", "").student()
        assert said(await stranger.vote("1.1", answer="3")) == (404, "class.refused.no_room")
        await desk.step("end")
        over = (await student.news(0)).json
        assert over == {"version": -1, "said": say("class.refused.no_room")}
        assert say("class.refused.no_room", "zh") in (await student.get("?lang=zh")).text

    in_class(play)


def test_why_a_number_is_no_answer_is_said_as_it_is() -> None:
    edge, limits = Poll(stop="edge"), ("between 10⁻¹² and 10¹²",)
    for typed, words in {
        "1e13": limits, "1e-13": limits, "1e400": limits, "1e-400": limits,
        "1,234": ("1.234", "1234"),
    }.items():  # fmt: skip
        with pytest.raises(ConfigError) as refused:
            read_answer(edge, {"answer": typed})
        sentence = refused.value.notice.sentence()
        assert all(word in sentence for word in (*words, repr(typed)))
        assert "greater than 0" not in sentence
    for typed, value in {"1e12": 1e12, "1e-12": 1e-12, "0,5": 0.5, "½": 0.5}.items():
        assert float(read_answer(edge, {"answer": typed})) == value


def said(answer: Any) -> tuple[int, str]:
    """The status, and the key of the sentence."""
    names = [
        "old_question", "closed_already", "old", "no_room", "no_desk", "fast", "many_misses",
        "body", "busy",
    ]  # fmt: skip
    found = {say(f"class.refused.{name}"): f"class.refused.{name}" for name in names}
    return answer.status, found[answer.json["said"]]


def test_only_the_key_of_a_room_moves_it() -> None:
    async def play(desk: Lecturer) -> None:
        other = await opened(desk.app)
        await desk.step("ask", stop="one-step")
        before = await desk.look()
        thief = Lecturer(desk.app, desk.code, other.key, "")
        nobody = Lecturer(desk.app, "AAAAA", other.key, "")
        for step in ("ask", "close", "again", "reveal", "end"):
            for each in (thief, nobody):  # a wrong key and a wrong code are told alike
                assert said(await each.step(step, stop="edge")) == (404, "class.refused.no_desk")
        for part in ("/desk", "/votes.csv", "/qr.svg?address=http://a"):
            assert (await thief.get(part)).status == 404
        assert await desk.look() == before
        assert desk.key not in json.dumps(before)

    in_class(play)


def test_bodies_are_bounded_and_must_be_what_the_page_sends() -> None:
    async def play(desk: Lecturer) -> None:
        (student,) = await seated(desk, 1)
        await desk.step("ask", stop="just-below")
        long = await student.vote("1.1", answer="x" * LARGEST_FORM)
        assert said(long) == (413, "class.refused.body")
        path = f"/class/{desk.code}/desk/close"
        key = {"authorization": f"Bearer {desk.key}", **JSON}
        bad = [b"[", b'{"a":1}', b'"' + b"x" * 10_000 + b'"']
        for kind, body in [("text/plain", b"{}"), *(("application/json", each) for each in bad)]:
            answer = await request(desk.app, "POST", path, {**key, "content-type": kind}, body)
            assert answer.status in (413, 415), body
        assert (await desk.look())["wall"]["step"] == "open"
        for ask in (
            {},
            {"stop": "none"},
            {"ask": "next", "page": "network", "query": "nwidth=9999999"},
            {"ask": "next", "page": "descent", "query": "objective=nothing"},
            {"ask": "verdict", "page": "descent", "query": "formula=hello^2%2Bworld^2"},
        ):
            assert (await desk.step("ask", **ask)).status == 422, ask

    in_class(play)


def test_codes_use_letters_that_nobody_takes_for_one_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("01OISLBU8")
    assert len(ALPHABET) ** LENGTH > 10_000_000
    assert set(ASKS) == {"verdict", "next", "critical", "wins"}
