"""Playing, keys, colours and names of the stage, each module by itself in Chromium."""

import numpy as np
import pytest

from tests.browser.modules import Modules


def test_a_step_is_due_when_its_time_has_come(modules: Modules) -> None:
    cases = [
        [0, 0, 8, 100],
        [0, 999, 1, 100],
        [0, 1000, 1, 100],
        [5, 500, 8, 100],
        [98, 9e3, 8, 99],
    ]
    assert modules("player", "return x.map((a) => m.due(...a));", cases) == [0, 0, 1, 9, 99]


def test_playing_shows_every_step_up_to_the_last_and_then_says_so(modules: Modules) -> None:
    shown = modules(
        "player",
        """return await new Promise((done) => {
          const seen = [];
          m.play(2, () => 6, 60, (k) => seen.push(k), () => done(seen));
        });""",
    )
    assert shown[-1] == 6
    assert shown == sorted(shown)
    assert set(shown) <= {2, 3, 4, 5, 6}


def test_stopping_ends_the_playing(modules: Modules) -> None:
    shown = modules(
        "player",
        """const seen = [];
        const stop = m.play(0, () => 1000, 60, (k) => seen.push(k), () => seen.push("done"));
        await new Promise((done) => setTimeout(done, 120));
        stop();
        const count = seen.length;
        await new Promise((done) => setTimeout(done, 120));
        return [count, seen.length, seen.at(-1)];""",
    )
    assert shown[0] == shown[1] > 0
    assert shown[2] != "done"


KEYS = {
    " ": "play",
    "ArrowRight": "forward",
    "ArrowLeft": "back",
    "[": "slower",
    "]": "faster",
    "r": "reset",
    "R": "reset",
    "1": "tiny",
    "2": "good",
    "3": "large",
    "4": "too_large",
    "5": None,
    "a": None,
    "Enter": None,
    "Escape": None,
    "ArrowUp": None,
}


def test_every_key_has_its_action_and_no_other_key_has_one(modules: Modules) -> None:
    body = "return x.map((key) => m.action({ key, target: document.body }));"
    assert modules("keys", body, [*KEYS]) == [*KEYS.values()]


@pytest.mark.parametrize("held", ["ctrlKey", "metaKey", "altKey"])
def test_a_key_held_with_another_is_the_browsers(modules: Modules, held: str) -> None:
    body = "return x[0].map((key) => m.action({ key, [x[1]]: true, target: document.body }));"
    assert modules("keys", body, [[*KEYS], held]) == [None] * len(KEYS)


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<input>", {*KEYS}),
        ("<input type=number>", {*KEYS}),
        ("<textarea></textarea>", {*KEYS}),
        ("<select></select>", {*KEYS}),
        ("<div contenteditable></div>", {*KEYS}),
        ("<div role=combobox></div>", {*KEYS}),
        ("<div role=tablist></div>", {*KEYS}),
        ("<input type=range>", {"ArrowLeft", "ArrowRight", "ArrowUp"}),
        ("<input type=checkbox>", set()),
        ("<button></button>", set()),
        ("<p></p>", set()),
    ],
)
def test_a_control_keeps_the_keys_it_needs(modules: Modules, html: str, kept: set[str]) -> None:
    body = """const holder = document.createElement("div");
    holder.innerHTML = x[1];
    document.body.append(holder);
    const found = x[0].map((key) => m.action({ key, target: holder.firstChild }));
    holder.remove();
    return found;"""
    expected = [None if key in kept else wanted for key, wanted in KEYS.items()]
    assert modules("keys", body, [[*KEYS], html]) == expected


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#ffffff", 1.0),
        ("#000000", 0.0),
        ("rgb(255, 0, 0)", 0.2126),
        ("rgba(0, 255, 0, 1)", 0.7152),
    ],
)
def test_a_colours_luminance_is_read(modules: Modules, colour: str, expected: float) -> None:
    assert modules("skin", "return m.luminance(x);", colour) == pytest.approx(expected)


def test_a_spec_is_patched_in_a_copy(modules: Modules) -> None:
    spec = {"data": [{"line": {"color": "black"}}, {"size": 1}], "layout": {"paper": "white"}}
    patches = [[["data", 0, "line", "color"], "white"], [["layout", "paper"], "black"]]
    patched, kept = modules("skin", "return [m.patched(x[0], x[1]), x[0]];", [spec, patches])
    assert patched == {
        "data": [{"line": {"color": "white"}}, {"size": 1}],
        "layout": {"paper": "black"},
    }
    assert kept == spec


def test_names_never_cover_one_another_and_stay_on_the_map(modules: Modules) -> None:
    random = np.random.default_rng(5)
    spots = [
        {"at": [*random.uniform([0, 0], [300, 200])], "length": 2, "row": i} for i in range(40)
    ]
    placed = modules("labels", "return m.place(x, [], [300, 200]);", spots)
    assert placed[0]["row"] == 0
    boxes = [each["box"] for each in placed]
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= -7 and top >= -7 and right <= 307 and bottom <= 207  # noqa: PT018
        for other in boxes[:i]:
            apart = other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top
            assert apart
