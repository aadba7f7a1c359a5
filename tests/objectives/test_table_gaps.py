"""A table whose gaps are kept: no row goes because of a column that nobody has asked for."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrviz
from lrviz.text import LANGUAGES
from tests.objectives.awkward_tables import READ, REFUSED

NAN = float("nan")
NUMBER = st.floats(-1e50, 1e50, allow_subnormal=False)
HOLED = b"a,b,c\n1,,3\n4,5,\n7,x,9\n1e200,2,inf\n,,-\n10,11,12\n"


def kept(content: bytes, **more: list[str]) -> lrviz.objectives.Table:
    return lrviz.read_table(content, gaps="keep", **more)


def said(table: lrviz.objectives.Table) -> list[str]:
    return [note.sentence() for note in table.notes]


def test_cells_without_a_usable_number_are_nan_and_their_rows_stay() -> None:
    table = kept(HOLED)
    expected = [[1, NAN, 3], [4, 5, NAN], [7, NAN, 9], [NAN, 2, NAN], [10, 11, 12]]
    assert np.array_equal(table.values, expected, equal_nan=True)
    assert table.names == ("a", "b", "c")
    assert not table.values.flags.writeable


def test_a_row_without_any_number_goes_and_the_others_keep_their_place_in_the_file() -> None:
    assert kept(HOLED).rows.tolist() == [2, 3, 4, 5, 7]
    assert kept(b"a,b,c\n1,2,x\n?,,y\n3,4,z\n").rows.tolist() == [2, 4]


def test_what_has_gaps_is_said_with_its_first_place() -> None:
    assert said(kept(HOLED)) == [
        "Rows left out because they hold no number: 1, the first is row 6.",
        "Missing values: 2, the first in row 2, column 2.",
        "Text among numbers, which counts as missing: 1, the first in row 4, column 2: “x”.",
        "Infinite numbers and numbers beyond 10¹⁰⁰, which count as missing: 2, "
        "the first in row 5, column 1: “1e200”.",
    ]


def test_a_column_with_few_numbers_can_be_chosen_and_is_named() -> None:
    table = kept(b"a,b,c\n1,,\n2,,\n3,1,\n")
    assert table.names == ("a", "b")
    assert np.array_equal(table.values, [[1, NAN], [2, NAN], [3, 1]], equal_nan=True)
    assert said(table) == [
        "Left out, because they are empty: c.",
        "Missing values: 2, the first in row 2, column 2.",
        "Most values are missing in: b.",
    ]


def test_a_column_of_text_is_left_out_all_the_same() -> None:
    table = kept(b"who,a,b\nAnn,1,2\nBob,,4\nEve,5,6\n")
    assert table.names == ("a", "b")
    assert said(table)[0] == "Left out, because they hold text: who."


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"a,b\n7,1\n,2\n7,3\n", ["a"]),  # the same number wherever there is one
        (b"a,b\n7,1\n,2\n,3\n", []),  # one number is nothing to compare
        (b"a,b\n7,1\n,2\n8,3\n", []),
    ],
)
def test_a_gap_is_no_second_value(content: bytes, names: list[str]) -> None:
    same = [s for s in said(kept(content)) if s.startswith("The same value")]
    assert same == [f"The same value in every row: {name}." for name in names]


@pytest.mark.parametrize("name", READ)
def test_the_complete_rows_are_those_that_are_read_without_gaps(name: str) -> None:
    content, names, _, _ = READ[name]
    whole, holed = lrviz.read_table(content), kept(content)
    assert set(names) <= set(holed.names)
    values = holed.values[:, [holed.names.index(each) for each in names]]
    complete = np.isfinite(values).all(1)
    assert values[complete].tolist() == whole.values.tolist()
    assert holed.rows[complete].tolist() == whole.rows.tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_on_gaps_is_said_in_every_language(language: str) -> None:
    for content in (HOLED, b"a,b,c\n1,,\n2,,\n3,1,\n"):
        for note in kept(content).notes:
            assert "{" not in note.sentence(language)


@pytest.mark.parametrize("name", [name for name in REFUSED if len(REFUSED[name][0]) < 1_000_000])
def test_what_cannot_be_read_is_refused_or_has_a_number(name: str) -> None:
    try:
        table = kept(REFUSED[name][0])
    except lrviz.TableError:
        return
    assert np.isfinite(table.values).any(1).all()


def test_only_the_columns_asked_for_are_looked_at() -> None:
    assert kept(b"a,b,c\n1,,\n,2,\n3,4,\n", columns=["b"]).rows.tolist() == [3, 4]


def test_another_word_for_gaps_is_named() -> None:
    with pytest.raises(ValueError, match="`gaps` must be one of drop, keep; got 'fill'"):
        lrviz.read_table(b"a,b\n1,2\n", gaps="fill")


@given(
    st.lists(st.tuples(*[NUMBER | st.none()] * 3), min_size=3, max_size=12).filter(
        lambda rows: all({*column} != {None} for column in zip(*rows, strict=True))
    ),
    st.sampled_from([(",", "."), (";", ","), ("\t", ",")]),
    st.sampled_from(["", "NA", "-", ".", " n/a "]),
)
def test_numbers_around_gaps_are_read_back_to_the_last_digit(
    rows: list[tuple[float | None, ...]], dialect: tuple[str, str], gap: str
) -> None:
    separator, point = dialect
    out = io.StringIO()
    print(*"abc", sep=separator, file=out)
    for row in rows:
        cells = [gap if x is None else repr(x).replace(".", point) for x in row]
        print(*cells, sep=separator, file=out)
    table = kept(out.getvalue().encode())
    expected = [[NAN if x is None else x for x in row] for row in rows]
    expected = [row for row in expected if not np.isnan(row).all()]
    assert np.array_equal(table.values, expected, equal_nan=True)
