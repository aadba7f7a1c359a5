"""A room and the questions put in it, as frozen records; each step gives the next record."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from lrviz.text.notices import ConfigError, Notice

__all__ = ["HOURS", "Ballot", "Poll", "Room", "again", "asked", "closed", "revealed"]

HOURS = 12  # A room lives for so many hours.
MOST_BALLOTS = 60  # A room has at most so many questions.
VOTES = 2  # A question is voted on so many times: before the discussion and after it.

Step = Literal["open", "closed", "revealed"]


@dataclass(frozen=True, kw_only=True)
class Poll:
    """What is asked: a stop of the course, or a question about any state of a page.

    Attributes:
        stop: the id of a stop; "" where ``ask`` is asked about ``page`` at ``query``.
        ask: a name in ``lrviz.classroom.asking.ASKS``.
        page, query: the state.
    """

    stop: str = ""
    ask: str = ""
    page: str = ""
    query: str = ""


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """A poll put to the class.

    Attributes:
        poll: what is asked.
        vote: 1, or 2 for the second vote on the same question.
        step: "open" while the class answers, then "closed", then "revealed".
    """

    poll: Poll
    vote: int = 1
    step: Step = "open"


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room of one class.

    Attributes:
        code: what the students type.
        key_digest: of the lecturer's key, which is kept nowhere.
        ticket: what a scanned address carries beside the code.
        ends: the second (of the epoch) at which it is over.
        version: counts the steps, so that a page knows whether it is old.
        ballots: the questions so far; the last is the one on the wall.
    """

    code: str
    key_digest: str
    ticket: str
    ends: float
    version: int = 0
    ballots: tuple[Ballot, ...] = ()

    @property
    def now(self) -> Ballot | None:
        """The question on the wall; None before the first."""
        return self.ballots[-1] if self.ballots else None

    @property
    def open_name(self) -> str:
        """The name of the vote that may be cast now, see ``name_of``; "" for none."""
        now = self.now
        return self.name_of(now.vote) if now and now.step == "open" else ""

    def name_of(self, vote: int) -> str:
        """A vote's name on the question on the wall: "3.1" is the first on the third."""
        return f"{len(self.ballots)}.{vote}"

    def vote_names(self) -> list[str]:
        """The names of all votes in this room."""
        return [
            f"{i}.{vote}"
            for i, ballot in enumerate(self.ballots, 1)
            for vote in range(1, ballot.vote + 1)
        ]

    def to_json(self) -> str:
        """The record as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> "Room":
        """The record of ``to_json``'s text."""
        raw: dict[str, Any] = json.loads(text)
        ballots = tuple(
            Ballot(**{**each, "poll": Poll(**each["poll"])}) for each in raw.pop("ballots")
        )
        return cls(**raw, ballots=ballots)


def asked(room: Room, poll: Poll) -> Room:
    """A new question on the wall; one that is still open is closed by it.

    Raises:
        ConfigError: the room has had as many questions as it may.
    """
    if len(room.ballots) >= MOST_BALLOTS:
        raise ConfigError(Notice("class.refused.many_questions", {"most": MOST_BALLOTS}))
    if room.now and room.now.step == "open":
        room = closed(room)
    ballots = (*room.ballots, Ballot(poll=poll))
    return replace(room, version=room.version + 1, ballots=ballots)


def closed(room: Room) -> Room:
    """No more answers. Raises ConfigError where nothing is open."""
    return _stepped(room, ("open",), "closed")


def revealed(room: Room) -> Room:
    """The truth may be told. Raises ConfigError where nothing is closed."""
    return _stepped(room, ("closed",), "revealed")


def again(room: Room) -> Room:
    """The second vote. Raises ConfigError unless the first is closed and the truth not told."""
    now = room.now
    if now and now.vote >= VOTES:
        raise ConfigError(Notice("class.refused.second"))
    return _stepped(room, ("closed",), "open", vote=VOTES)


def _stepped(room: Room, allowed: tuple[Step, ...], to: Step, vote: int = 0) -> Room:
    now = room.now
    if now is None or now.step not in allowed:
        raise ConfigError(Notice(f"class.refused.{to}"))
    changed = replace(now, step=to, vote=vote or now.vote)
    return replace(room, version=room.version + 1, ballots=(*room.ballots[:-1], changed))
