"""A class at once over the real websocket: first answers, changes, drags, memory, strangers."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.browser import serving
from benchmarks.measure import machine, table
from benchmarks.server_load import memory, processor_seconds, watched
from benchmarks.visitor import Visitor, header_of

ROOT = Path(__file__).parents[1]
Work = Callable[[str, int], Coroutine[Any, Any, tuple[str, str]]]
OWN_START = "objective=bowl&lr=0.1&start={:.6g},{:.6g}"


@dataclass(frozen=True)
class Crowd:
    """So many visitors, each with a page and a query of its own, and what tells theirs apart."""

    name: str
    count: int
    page: str
    query: Callable[[int], str]
    mine: Callable[[int, bytes], bool]


def _formula(i: int) -> str:
    text = f"x^2+{3 + i / 100:.2f}y^2+sin(x*y)"
    return urlencode({"formula": text, "optimizer": "adam", "steps": 200, "start": f"{i},1"})


def _start(i: int) -> tuple[float, float]:
    return -4 + i / 50, 1 + i / 100


def _mine(i: int, payload: bytes) -> bool:
    return abs(header_of(payload)["start"][0] - i) < 1e-6


def _own_start(i: int, payload: bytes) -> bool:
    return (
        max(abs(a - b) for a, b in zip(header_of(payload)["start"], _start(i), strict=True)) < 1e-6
    )


def _training(i: int, payload: bytes) -> bool:
    return f"{300 + i}" in str(header_of(payload))


CROWDS = (
    Crowd("own formulas", 100, "", _formula, _mine),
    Crowd("own starts", 100, "", lambda i: OWN_START.format(*_start(i)), _own_start),
    Crowd("own trainings", 50, "network", lambda i: f"nsteps={300 + i}&nseed={i}", _training),
    Crowd("on one link", 300, "", lambda _: "objective=beale&lr=0.01", lambda *_: True),
)


def main(arguments: Sequence[str] = ()) -> None:
    """Print the tables; ``--small`` has a tenth of everybody, to see that it works; ``--growth``
    what memory is after 10,000 changes, alone; ``--against`` names another checkout of lrviz, which
    is measured in turn with this one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    given = parser.parse_args(arguments)
    share = 10 if given.small else 1
    trees = [ROOT] if given.against is None else [given.against.resolve(), ROOT]
    print("\n## crowd\n")
    versions = {name: version(name) for name in ("streamlit", "torch", "websockets")}
    print(machine(**versions), "\n", sep="\n")
    if not given.growth:
        _at_once(trees, share)
    rows = []
    for tree in trees:
        with serving(tree / "app.py", tree) as url:
            found = _lively(url, share, (_growing,) if given.growth else LIVELY)
            rows += [(name + _named(tree, trees), *row) for name, *row in found]
    print("\n" + table(("hands", "answers", "processor", "health"), rows))


def _at_once(trees: Sequence[Path], share: int) -> None:
    rows = []
    for crowd in CROWDS:
        for tree in trees:
            with serving(tree / "app.py", tree) as url:
                row = asyncio.run(_opened(crowd, crowd.count // share, url))
            rows.append((row[0] + _named(tree, trees), *row[1:]))
    answers = ("answered", "first", "half", "all", "strangers")
    print(table(("at once", *answers, "processor", "memory", "health"), rows))


def _named(tree: Path, trees: Sequence[Path]) -> str:
    """Which of two trees it is."""
    return "" if len(trees) == 1 else ", here" if tree == ROOT else ", against"


async def _opened(crowd: Crowd, count: int, url: str) -> tuple[str, ...]:
    """One row: visitors who all open their page at one moment, of a server nobody has visited."""
    visitors = [Visitor(url, crowd.page, crowd.query(i)) for i in range(count)]
    before = processor_seconds(url)
    with watched(url) as late:
        found = await asyncio.gather(*map(_answer, visitors))
    taken = processor_seconds(url) - before
    times = sorted(each for each in found if each is not None)
    strangers = sum(
        bool(each.errors) or not crowd.mine(i, each.payload)
        for i, each in enumerate(visitors)
        if found[i] is not None
    )
    shown = [f"{times[i]:.2f} s" for i in (0, len(times) // 2, -1)] if times else ["-"] * 3
    costs = (f"{1000 * taken / count:.0f} ms each", f"{memory(url) / 1e6:.0f} MB", _ms(late))
    return (f"{count} {crowd.name}", f"{len(times)} of {count}", *shown, str(strangers), *costs)


def _ms(late: Sequence[float]) -> str:
    return f"{1000 * late[-1]:.0f} ms"


async def _answer(visitor: Visitor) -> float | None:
    """Seconds from the first word to the first bytes; None where none came."""
    try:
        async with visitor:
            return await visitor.open()
    except (TimeoutError, OSError):
        return None


def _lively(url: str, share: int, works: Sequence[Work]) -> list[tuple[str, ...]]:
    """A row for each of ``works``."""
    rows = []
    for work in works:
        before = processor_seconds(url)
        with watched(url) as late:
            told = asyncio.run(work(url, share))
        taken = processor_seconds(url) - before
        rows.append((*told, f"{taken:.1f} s", _ms(late)))
    return rows


async def _changing(url: str, share: int) -> tuple[str, str]:
    changes = await _together(100 // share, url, _changes)
    took = sorted(each for visitor in changes for each in visitor)
    p50, p95 = (1000 * took[len(took) * q // 100] for q in (50, 95))
    return f"{len(changes)} change a start every 5 s", f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"


async def _dragging(url: str, share: int) -> tuple[str, str]:
    drags = await _together(max(2, 20 // share), url, _drags)
    return f"{len(drags)} drag at once", f"{_rate(drags):.0f} films a second in all"


async def _dragging_beside_trainings(url: str, share: int) -> tuple[str, str]:
    training = [
        asyncio.create_task(_answer(Visitor(url, "network", f"nsteps={900 + i}&nseed={i}")))
        for i in range(max(2, 20 // share))
    ]
    alone = await _together(1, url, _drags)
    await asyncio.gather(*training)
    return f"one drags while {len(training)} train", f"{_rate(alone):.0f} films a second"


async def _growing(url: str, share: int) -> tuple[str, str]:
    """What all processes have grown by, once answers are kept up to their bound."""
    each = CHANGES // HANDS
    visitors = [Visitor(url, "", "objective=bowl&lr=0.1") for _ in range(HANDS)]
    async with AsyncExitStack() as stack:
        for visitor in visitors:
            await stack.enter_async_context(visitor)
            await visitor.open()

        async def changed(first: int, count: int) -> float:
            works = (_moves(i, each, first, count) for i, each in enumerate(visitors))
            await asyncio.gather(*works)
            return memory(url) / 1e6

        before = await changed(0, first := each // share // 2)
        after = await changed(first, count := each // share)
    name = f"{count * HANDS:,} changes by {HANDS}, after {first * HANDS:,}"
    return name, f"{before:.0f} to {after:.0f} MB"


async def _moves(i: int, visitor: Visitor, first: int, count: int) -> None:
    """A start that is moved, and let go at every fourth place."""
    for k in range(first, first + count):
        start = [-4 + i / 50, 1 + k / 1000]
        moved = {"live": True, "serial": k} if k % 4 else {}
        await visitor.ask({"kind": "film", "turn": 0, "start": start, **moved}, _of(start))


CHANGES, HANDS = 10_000, 20
LIVELY = (_changing, _dragging, _dragging_beside_trainings)
DRAGGED = 4.0  # seconds
OWN_STRETCH = 0.01  # within which one visitor's starts lie, those of others beyond


def _rate(visitors: Sequence[Sequence[float]]) -> float:
    return sum(map(len, visitors)) / DRAGGED


async def _together(
    count: int, url: str, work: Callable[[int, Visitor], Coroutine[Any, Any, list[float]]]
) -> list[list[float]]:
    async def one(i: int) -> list[float]:
        async with Visitor(url, "", "objective=bowl&lr=0.1") as visitor:
            await visitor.open()
            await visitor.ask({"kind": "drawn", "turn": 0}, lambda _: True)
            return await work(i, visitor)

    return await asyncio.gather(*map(one, range(count)))


async def _changes(i: int, visitor: Visitor) -> list[float]:
    """A start of one's own every five seconds, three times, at a moment of one's own."""
    took = []
    for k in range(3):
        await asyncio.sleep(5 * (i % 97) / 97 if k == 0 else 5 - took[-1])
        start = [-4 + i / 50 + k / 1000, 2.0]
        took.append(await visitor.ask({"kind": "film", "turn": 0, "start": start}, _of(start)))
    return took


def _of(start: list[float]) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a film is that of a start; one of another visitor's is an error."""

    def answered(told: Mapping[str, Any]) -> bool:
        found = told.get("start", start)
        if abs(found[0] - start[0]) > OWN_STRETCH:
            raise AssertionError(f"asked for {start}, was sent {found}")
        return told["kind"] == "film" and bool(found == start)

    return answered


async def _drags(i: int, visitor: Visitor) -> list[float]:
    """Light films, one question under way at a time."""
    end, took = time.perf_counter() + DRAGGED, []
    while time.perf_counter() < end:
        start = [-4 + i / 50, 1 + len(took) / 1000]
        question = {"kind": "film", "live": True, "serial": len(took), "turn": 0, "start": start}
        took.append(await visitor.ask(question, _of(start)))
    return took


if __name__ == "__main__":
    main(sys.argv[1:])
