"""The lecturer's side over the wire: open, ask, close, vote again, reveal, count, save, end."""

import csv
import io
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import Response

from lrviz.classroom.answers import bars, right_bin, shares, taps
from lrviz.classroom.asking import stop_of, truth_of
from lrviz.classroom.classroom import Classroom, RefusedError
from lrviz.classroom.rooms import Ballot, Poll, Room, again, closed, revealed
from lrviz.classroom.showing import (
    answer_text,
    path,
    picture,
    pixels,
    shown,
    stage_query,
    told,
    word,
)
from lrviz.classroom.store import Counts
from lrviz.classroom.wire import HEADERS, gone, json_answer, json_of, language_of
from lrviz.lessons.questions import NumberQuestion, TapQuestion
from lrviz.text import say

__all__ = ["desk"]

STEPS: Mapping[str, Callable[[Room], Room]] = {
    "close": closed,
    "again": again,
    "reveal": revealed,
}
LONGEST_ADDRESS = 200  # A QR picture holds an address of at most so many characters.

Answer = Callable[[Request], Awaitable[Response]]


def desk(classroom: Classroom, base: str) -> list[tuple[str, str, Answer]]:
    """The method, the path and the answer of each address."""
    side = _Desk(classroom)
    room = f"{base}/class/{{code}}"
    return [
        ("POST", f"{base}/class", side.open),
        ("GET", f"{room}/desk", side.look),
        ("POST", f"{room}/desk/{{step}}", side.step),
        ("GET", f"{room}/votes.csv", side.votes),
        ("GET", f"{room}/qr.svg", side.qr),
    ]


class _Desk:
    """The answers to a lecturer's page, which sends its key with each question."""

    def __init__(self, classroom: Classroom) -> None:
        self.classroom = classroom

    async def open(self, request: Request) -> Response:
        """A new room: its code and its key."""
        if await _json(request):
            raise RefusedError(422, "class.refused.body")
        room, key = await self.classroom.open()
        value = {"code": room.code, "ticket": room.ticket, "key": key}
        return json_answer({**value, "lasting": self.classroom.store.lasting}, request, 201)

    async def look(self, request: Request) -> Response:
        """The room as soon as it is other than seen: who is here, who has answered, what for."""
        room = await self._room(request)
        seen = _counts(request.query_params.get("seen", ""))
        counts = await self.classroom.counted(room.code, seen, partial(gone, request))
        found = await self.classroom.store.room(room.code)
        if counts is None or found is None:  # it has ended while its desk waited: no mistake
            return json_answer(
                {"gone": say("class.refused.no_desk", language_of(request))}, request
            )
        wall = await self._wall(found, language_of(request))
        lasting = self.classroom.store.lasting
        value = {
            "code": found.code,
            "ticket": found.ticket,
            "seen": ".".join(map(str, counts)),
            "version": found.version,
            "here": counts.here,
            "answered": counts.answered,
            "ends": found.ends,
            "lasting": lasting,
            "wall": wall,
        }
        return json_answer(value, request)

    async def step(self, request: Request) -> Response:
        """Ask, close, vote again, reveal, end."""
        room, step = await self._room(request), request.path_params["step"]
        given = await _json(request)
        if step == "ask":
            known = {key: given.get(key, "") for key in ("stop", "ask", "page", "query")}
            room = await self.classroom.ask(room, Poll(**known))
        elif step == "end":
            await self.classroom.store.end(room.code)
        elif step in STEPS:
            room = await self.classroom.change(room, STEPS[step])
        else:
            raise RefusedError(404, "class.refused.body")
        return json_answer({"version": room.version}, request)

    async def votes(self, request: Request) -> Response:
        """Everything answered in this room, as CSV."""
        room = await self._room(request)
        names = [name for name in room.vote_names() if name != room.open_name]
        found = {name: await self.classroom.store.votes(room.code, name) for name in names}
        text = await self.classroom.aside(_csv, room, found)
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{room.code}.csv"'}
        return Response(text, headers=headers, media_type="text/csv; charset=utf-8")

    async def qr(self, request: Request) -> Response:
        """A room's address as a picture to be scanned."""
        await self._room(request)
        address = request.query_params.get("address", "")
        if not address.startswith(("http://", "https://")) or len(address) > LONGEST_ADDRESS:
            raise RefusedError(422, "class.refused.body")
        svg = segno.make(address, error="m").svg_inline(omitsize=True, border=2, light="#fff")
        return Response(svg, headers=HEADERS, media_type="image/svg+xml")

    async def _room(self, request: Request) -> Room:
        _, _, key = request.headers.get("authorization", "").partition("Bearer ")
        return await self.classroom.lecturer(request.path_params["code"], key)

    async def _wall(self, room: Room, language: str) -> dict[str, Any] | None:
        """The question on the wall; counts of answers once it is closed, the truth once told."""
        ballot = room.now
        if ballot is None:
            return None
        await self.classroom.prepared(ballot)
        over = [name for name in room.vote_names() if name != room.open_name]
        ours = [room.name_of(vote) for vote in range(1, ballot.vote + 1)]
        kept = [
            [*(await self.classroom.store.votes(room.code, name)).values()]
            for name in ours
            if name in over
        ]
        found: dict[str, Any] = await self.classroom.aside(_shown, ballot, kept, language)
        return {**found, "number": len(room.ballots)}


def _shown(ballot: Ballot, kept: list[list[str]], language: str) -> dict[str, Any]:
    """A question, with the answers of each vote that is over."""
    poll, known = ballot.poll, shown(ballot.poll, language)
    drawn = picture(poll, language)
    value: dict[str, Any] = {
        "kind": known.kind,
        "step": ballot.step,
        "vote": ballot.vote,
        "title": known.title,
        "text": known.text,
        "loss": known.loss,
        "question": known.question,
        "options": [{"name": name, "text": text} for name, text in known.options],
        "svg": drawn.svg if drawn else "",
        "bars": _bars(poll, kept, language),
        "taps": [pixels(drawn, taps(poll, answers)) for answers in kept] if drawn else [],
        "answered": [len(answers) for answers in kept],
        "cloud": [taps(poll, answers) for answers in kept],
        "live": _live(ballot, known.kind),
    }
    if ballot.step == "revealed":
        value["told"] = _told(ballot, kept, language)
    return value


def _live(ballot: Ballot, kind: str) -> dict[str, Any] | None:
    """What stands on the lecturer's stage: a map with its taps once they may be seen, any other
    run once it is told."""
    poll, revealed = ballot.poll, ballot.step == "revealed"
    seen = revealed or (kind == "tap" and ballot.step == "closed")
    if not seen or stage_query(poll, revealed=revealed) is None:
        return None
    return {**asdict(poll), "revealed": revealed}


def _bars(poll: Poll, kept: list[list[str]], language: str) -> list[list[dict[str, Any]]]:
    kind = shown(poll, language).kind
    return [
        [
            {"name": bar.name, "text": _name(poll, kind, bar.name, language), "count": bar.count}
            for bar in vote
        ]
        for vote in bars(poll, kept)
    ]


def _name(poll: Poll, kind: str, name: str, language: str) -> str:
    if kind == "number":
        return name
    return " < ".join(word(poll, each, language) for each in name.split(","))


def _told(ballot: Ballot, kept: list[list[str]], language: str) -> dict[str, Any]:
    """The truth: its words, its place or its name, the path to be played, how the class did."""
    poll, truth = ballot.poll, truth_of(ballot.poll)
    question, drawn = stop_of(poll).question, picture(poll, language)
    is_place = isinstance(question, TapQuestion) and drawn is not None
    named = ",".join(truth) if isinstance(truth, tuple) and not is_place else truth  # type: ignore[arg-type]
    if isinstance(question, NumberQuestion):
        named = right_bin(poll, kept)
    return {
        "text": told(poll, language),
        "answer": answer_text(poll, language),
        "name": named if isinstance(named, str) else "",
        "place": pixels(drawn, truth)[0] if is_place and drawn else None,
        "at": truth if is_place else None,
        "path": path(poll),
        "shares": [shares(poll, answers) for answers in kept],
    }


def _csv(room: Room, found: Mapping[str, Mapping[str, str]]) -> str:
    """A line for each different answer: to which question, in which vote, how often."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["question", "vote", "asked", "page", "state", "answer", "x", "y", "count"])
    for name, votes in found.items():
        question, vote = name.split(".")
        poll = room.ballots[int(question) - 1].poll
        asked = [question, vote, poll.stop or poll.ask, stop_of(poll).page, stop_of(poll).query]
        place = shown(poll, "en").kind == "tap"
        for answer, count in Counter(votes.values()).most_common():
            cells = ["", *answer.split(",")] if place else [answer, "", ""]
            writer.writerow([*asked, *cells, count])
    return out.getvalue()


async def _json(request: Request) -> dict[str, str]:
    """The object sent; only as JSON, which no form of another site can send."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise RefusedError(415, "class.refused.body")
    found = await json_of(request)
    if found is None:
        raise RefusedError(413, "class.refused.body")
    return found


def _counts(seen: str) -> Counts | None:
    parts = seen[:40].split(".")
    if len(parts) != len(Counts._fields) or not all(part.isdecimal() for part in parts):
        return None
    return Counts(*map(int, parts))
