"""Awkward files: each gets the reading a person would give it, or one plain sentence."""

import io
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrviz
from lrviz.objectives.tables.decoding import LIMIT
from lrviz.text import LANGUAGES
from tests.objectives.awkward_tables import CHINESE, READ, REFUSED


@pytest.mark.parametrize("name", READ)
def test_an_awkward_file_is_read_as_a_person_would(name: str) -> None:
    content, names, values, notes = READ[name]
    table = lrviz.read_table(content)
    assert table.names == names
    assert table.values.tolist() == values
    said = [note.sentence() for note in table.notes]
    assert len(said) == len(notes)
    assert all(map(str.startswith, said, notes)), said
    assert all(note.sentence(language) for note in table.notes for language in LANGUAGES)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_gets_one_sentence(name: str) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(lrviz.TableError) as refusal:
        lrviz.read_table(content)
    assert str(refusal.value) == sentence
    assert isinstance(refusal.value, ValueError)
    for language in LANGUAGES:
        said = refusal.value.in_language(language)
        assert said
        assert "{" not in said


def test_the_rows_are_numbered_as_a_spreadsheet_does() -> None:
    table = lrviz.read_table(b'a,b\n1,2\n\n3,x\n"4","5"\n6,7\n')
    assert table.rows.tolist() == [2, 5, 6]


def test_encoding_and_separator_are_told() -> None:
    table = lrviz.read_table(CHINESE.encode("gb18030"))
    assert (table.encoding, table.separator) == ("GB18030", ",")
    assert lrviz.read_table(b"a\n1\n").separator == ""


def test_the_arrays_cannot_be_written_to() -> None:
    table = lrviz.read_table(b"a,b\n1,2\n")
    assert not table.values.flags.writeable
    assert not table.rows.flags.writeable


def test_only_the_columns_asked_for_must_be_complete() -> None:
    content = b"a,b,c\n1,,x\n2,5,y\n3,6,z\n"
    assert lrviz.read_table(content).values.tolist() == [[2, 5], [3, 6]]
    chosen = lrviz.read_table(content, columns=["a"])
    assert chosen.values.tolist() == [[1], [2], [3]]
    assert chosen.notes == ()


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("d", "There is no column “d”; there are: a, c."),
        ("c", "The column “c” is not made of numbers: in row 2, column 2 stands “x”."),
    ],
)
def test_a_column_asked_for_that_cannot_be_had_is_named(wanted: str, sentence: str) -> None:
    with pytest.raises(lrviz.TableError) as refusal:
        lrviz.read_table(b"a,c\n1,x\n2,y\n", columns=[wanted])
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "wrap", [io.BytesIO, bytearray, memoryview, lambda raw: io.StringIO(raw.decode())]
)
def test_bytes_and_files_of_every_kind_are_read(wrap: Callable[[bytes], object]) -> None:
    assert lrviz.read_table(wrap(b"a;b\n1;2,5\n")).values.tolist() == [[1, 2.5]]


def test_a_path_is_read_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "homes.csv"
    file.write_bytes(b"a,b\n1,2\n")
    assert lrviz.read_table(file).values.tolist() == [[1, 2]]
    assert lrviz.read_table(str(file)).values.tolist() == [[1, 2]]
    for wrong, name in ((tmp_path / "none.csv", "none.csv"), (tmp_path, tmp_path.name)):
        with pytest.raises(lrviz.TableError, match="cannot be opened") as refusal:
            lrviz.read_table(wrong)
        assert name[:20] in str(refusal.value)


def test_a_source_of_another_type_is_a_callers_mistake() -> None:
    with pytest.raises(TypeError, match="must be bytes, a path or a file; got int"):
        lrviz.read_table(7)


class Endless(io.RawIOBase):
    """A file that never ends, and counts what was read of it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0
        self.given += size
        return b"1" * size


def test_a_file_too_large_is_refused_without_being_read() -> None:
    endless = Endless()
    with pytest.raises(lrviz.TableError, match="larger than 20 MB"):
        lrviz.read_table(endless)
    assert endless.given == LIMIT + 1


def test_two_hundred_megabytes_are_refused_at_once_and_memory_returns(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(200 * 2**20)
    tracemalloc.start()
    for _ in range(3):
        with pytest.raises(lrviz.TableError, match="larger than 20 MB"):
            lrviz.read_table(large)
    left, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20
    assert left < 2**17


def test_what_the_file_holds_is_echoed_short_and_harmless() -> None:
    with pytest.raises(lrviz.TableError) as refusal:
        lrviz.read_table(("a\n" + "x\u202e" * 200 + "\n").encode())
    assert "\u202e" not in str(refusal.value)
    assert len(str(refusal.value)) < 300


def check_any(content: bytes) -> None:
    """What is read is sound; what is refused is refused with a sentence, never otherwise."""
    with suppress(lrviz.TableError):
        table = lrviz.read_table(content)
        assert np.isfinite(table.values).all()
        assert table.values.shape == (len(table.rows), len(table.names))
        assert len(set(table.names)) == len(table.names)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_sentence(content: bytes) -> None:
    check_any(content)


@given(st.text(alphabet='01.,;"-\n\r\t ax\uff11', max_size=80))
def test_any_text_is_a_table_or_a_sentence(content: str) -> None:
    check_any(content.encode())


@given(
    st.lists(
        st.tuples(*[st.floats(-1e50, 1e50, allow_subnormal=False)] * 2), min_size=2, max_size=12
    ),
    st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", ","), ("|", ".")]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1"]),
)
def test_what_was_written_is_read_back_to_the_last_digit(
    rows: list[tuple[float, float]], dialect: tuple[str, str], encoding: str
) -> None:
    separator, point = dialect
    lines = [separator.join(repr(x).replace(".", point) for x in row) for row in rows]
    content = "\n".join([f"a{separator}b", *lines]).encode(encoding)
    assert lrviz.read_table(content).values.tolist() == [list(row) for row in rows]


def test_reading_tells_how_far_it_is() -> None:
    content = b"a,b,c,d\n" + b"".join(b"%d,%d,1,x\n" % (i, i * i) for i in range(20_000))
    shares: list[float] = []
    table = lrviz.read_table(content, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert len(shares) > 6
    assert np.array_equal(table.values, lrviz.read_table(content).values)


def test_an_unclosed_quotation_mark_stays_within_the_whole() -> None:
    shares: list[float] = []
    with suppress(lrviz.TableError):
        lrviz.read_table(b'a,b\n1,"2\n' + b"3,4\n" * 20_000, progress=shares.append)
    assert shares
    assert all(0 <= share <= 1 for share in shares)
