"""A state file of any shape: a good state comes out of it, or one sentence of refusal."""

import copy
import json
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrviz
from lrviz.cli import main
from lrviz.export.errors import ExportError
from lrviz.export.snapshot import PAGES, snapshot
from lrviz.export.state_file import read_state, state_of
from lrviz.objectives import FormulaError
from lrviz.states.network import own_data
from lrviz.text import LANGUAGES
from lrviz.text.notices import ConfigError
from tests.draws import draws

TABLE = lrviz.read_table(
    b"size,rooms,sold\n1,2,no\n2,,yes\n3,1,yes\n4,5,no\n5,3,yes\n", gaps="keep"
)
LINE = own_data(np.arange(9.0)[:, None], np.arange(9.0) ** 2, ("x", "y"))
GROUPS = own_data(np.arange(18.0).reshape(9, 2) % 5, np.arange(9.0) % 2, ("left", "right", "label"))


def record(raw: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(raw)
    return found


REGRESSION = record(state_of(snapshot("regression", "data=csv&rb=0&epochs=3", TABLE)))
NETWORK = record(state_of(snapshot("network", "ndata=csv&nsteps=3", None, LINE)))
FILES = [
    REGRESSION, NETWORK,
    record(state_of(snapshot("network", "ndata=csv&nsteps=3", None, GROUPS))),
    {**record(state_of(snapshot("descent", "lr=0.1"))), "list": "Monday|crawl", "nth": 1},
]  # fmt: skip

# What somebody's editor, or somebody with a purpose, puts in the place of anything.
WRONG: list[Any] = [
    None, True, False, 0, -1, 1, 2, 0.5, -0.0, 1e300, 1e308, 10**30, 10**400, float("nan"),
    float("inf"), "", " ", "a", "1", "\ud800", "\0", "<b>", "csv", [], [[]], [[1]], [[[1]]], {},
    {"a": ["x"]}, {"a": []}, [None], ["x", "y"], ["\ud800"], [1, "2"],
]  # fmt: skip


def places(value: Any) -> list[tuple[Any, ...]]:
    """The way to everything in a record; of a long list to its first two and its last."""
    found: list[tuple[Any, ...]] = [()]
    keys = value if isinstance(value, dict) else []
    if isinstance(value, list):
        keys = sorted({*range(min(2, len(value))), len(value) - 1} - {-1})
    for key in keys:
        found += [(key, *rest) for rest in places(value[key])]
    return found


def at(value: Any, way: tuple[Any, ...]) -> Any:
    for key in way:
        value = value[key]
    return value


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A valid file in which one thing or two are changed, left out, or said twice."""
    made = copy.deepcopy(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 2))):
        way = draw(st.sampled_from([each for each in places(made) if each]))
        there, key = at(made, way[:-1]), way[-1]
        what = draw(st.sampled_from(["other", "gone", "twice", "moved"]))
        if what == "gone":
            del there[key]
        elif what == "twice" and isinstance(there, list):
            there.append(copy.deepcopy(there[key]))
        elif what == "moved":
            there[key] = copy.deepcopy(at(made, draw(st.sampled_from(places(made)))))
        else:
            there[key] = draw(st.sampled_from(WRONG) | st.text(max_size=4) | st.floats())
    return made


def refusal_of(error: ExportError | ConfigError | FormulaError, language: str) -> str:
    if isinstance(error, FormulaError):
        return error.in_language(language)
    return error.notice.sentence(language)


def held_or_refused(raw: bytes) -> None:
    said = [" "]
    try:
        found = read_state(raw)
    except (ExportError, ConfigError, FormulaError) as error:
        said = [refusal_of(error, language) for language in LANGUAGES]
    assert all(each.encode() for each in said)
    if said != [" "]:
        return
    again = read_state(state_of(found))
    assert (again.page, again.query) == (found.page, found.query)
    assert found.page in PAGES
    if found.table is not None:
        names, values = found.table.names, found.table.values
        assert values.shape == (len(found.table.rows), len({*names}))
        assert all(name.strip() and name.encode() for name in names)
        assert (found.table.rows >= 0).all()
        assert found.table.rows.ndim == 1
    with suppress(ValueError):  # of a table of constants, say: a sentence, on the page too
        assert found.run.w.shape[1] == found.objective.dim


@given(mutated())
@draws(300)
def test_a_file_in_which_anything_is_changed_opens_or_is_refused(made: dict[str, Any]) -> None:
    held_or_refused(json.dumps(made).encode())


@given(st.binary(max_size=30), st.data())
@draws(60)
def test_bytes_that_are_cut_or_overwritten_open_or_are_refused(
    noise: bytes, data: st.DataObject
) -> None:
    raw = json.dumps(data.draw(st.sampled_from(FILES))).encode()
    place = data.draw(st.integers(0, len(raw)))
    held_or_refused(raw[:place] + noise + raw[place + data.draw(st.integers(0, 40)) :])


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("table", "labels", []), ("table", "labels", {"sold": ["x"]}),
        ("table", "labels", {"sold": ["a", "b", "c"]}), ("table", "labels", {"else": ["a", "b"]}),
        ("table", "labels", {"sold": "no"}), ("table", "labels", {"sold": [0, 1]}),
        ("table", "names", ["\ud800", "b", "c"]), ("table", "names", ["a", "a", "b"]),
        ("table", "names", ["", "a", "b"]), ("table", "names", "abc"),
        ("table", "names", [1, 2, 3]), ("table", "rows", [-1, 0, 1, 2, 3]),
        ("table", "rows", [0.5, 1, 2, 3, 4]), ("table", "rows", [[0], [1], [2], [3], [4]]),
        ("table", "rows", [True, 1, 2, 3, 4]), ("table", "rows", ["0", 1, 2, 3, 4]),
        ("table", "rows", [2**70, 1, 2, 3, 4]), ("table", "values", [["1", 2, 3]] * 5),
        ("table", "values", [[True, 2, 3]] * 5), ("table", "values", [[1e200, 2, 3]] * 5),
        ("data", "loss", "log_loss"), ("data", "names", ["x", "x"]), ("data", "y", ["1"] * 7),
        ("data", "y", [None] * 7), ("data", "X", [[None]] * 7), ("data", "held", [[[1]]]),
        ("data", "held", {}), ("data", "X", [[1e200]] * 7),
        ("", "query", "\ud800"), ("", "query", 3), ("", "page", 3), ("", "nth", 0),
        ("", "nth", True), ("", "list", 5), ("", "nth", 1.5),
    ],
)  # fmt: skip
def test_a_shape_that_no_lrviz_writes_is_no_state_file(part: str, key: str, value: Any) -> None:
    made = copy.deepcopy(NETWORK if part == "data" else REGRESSION)
    (made[part] if part else made)[key] = value
    with pytest.raises(ExportError) as refused:
        read_state(json.dumps(made).encode())
    assert refused.value.notice.key == "export.state_unread"


def test_the_files_that_are_changed_are_good_ones() -> None:
    for each in FILES:
        found = read_state(json.dumps(each).encode())
        assert record(state_of(found)) == each


def test_a_page_that_there_is_not_is_refused_by_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    raw = json.dumps({**FILES[3], "page": "graph\x1b"}).encode()
    with pytest.raises(ExportError, match="graph"):
        read_state(raw)
    file = tmp_path / "a.lrviz.json"
    file.write_bytes(raw)
    assert main(["save", "--state", str(file), str(tmp_path / "run.csv")]) == 2
    said = capsys.readouterr().err
    assert "graph" in said
    assert "\x1b" not in said
