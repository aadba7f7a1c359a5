"""Tables as they are found: each reads as a person reads it, and what was guessed is said."""

import random
from contextlib import suppress

import numpy as np
import pytest

import lrviz
from lrviz.text import LANGUAGES
from tests.objectives.found_tables import FOUND, HEADER_LINES, KINDS


@pytest.mark.parametrize("name", FOUND)
def test_a_table_is_read_as_a_person_reads_it(name: str) -> None:
    found = FOUND[name]
    table = lrviz.read_table(found.text.encode(found.encoding), **found.given)
    assert table.names == found.names
    assert table.values.tolist() == found.values
    said = "\n".join(note.sentence() for note in table.notes)
    assert [words for words in found.said if words not in said] == []
    for language in LANGUAGES:
        assert all("{" not in note.sentence(language) for note in table.notes)


def test_there_are_sixty_tables_at_least() -> None:
    assert len(FOUND) >= 60


def test_names_are_read_in_the_encodings_of_their_writers() -> None:
    wrong = []
    for line, encodings, called in HEADER_LINES:
        rows = "".join(f"{i}{f',{i * i % 7}' * line.count(',')}\n" for i in (3, 9, 5))
        for encoding in encodings.split():
            table = lrviz.read_table(f"{line}\n{rows}".encode(encoding))
            if table.names != tuple(line.split(",")) or table.encoding != called:
                wrong.append((encoding, table.encoding, table.names))
    assert not wrong


def test_a_guessed_encoding_is_said_with_its_confidence_and_the_next_best() -> None:
    table = lrviz.read_table("cena_z\u0142,pi\u0119tro\n1,2\n".encode("cp1250"))
    (said,) = [note.sentence() for note in table.notes]
    assert said.startswith("The text is read as Windows-1250, which is a guess: ")
    assert said.count("%") == 2


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_another_format_is_named(name: str) -> None:
    content, word = KINDS[name]
    with pytest.raises(lrviz.TableError) as refusal:
        lrviz.read_table(content)
    assert word in str(refusal.value)
    assert all("{" not in refusal.value.in_language(language) for language in LANGUAGES)


def test_damaged_text_is_read_and_the_damage_is_said() -> None:
    line = "größe,ärger,öde,übel,öl,übung,mühe,süd,böe,käse,nöte\n"
    content = (line + "1,2,3,4,5,6,7,8,9,1,2\n" * 2).encode().replace("\u00df".encode(), b"\xff")
    table = lrviz.read_table(content)
    assert table.names[:2] == ("gr\u00f6\ufffde", "\u00e4rger")
    assert "damaged characters, each shown as \ufffd: 1" in table.notes[0].sentence()


def test_what_was_found_can_be_given_again_and_gives_the_same() -> None:
    for name, found in FOUND.items():
        content = found.text.encode(found.encoding)
        table = lrviz.read_table(content, **found.given)
        again = lrviz.read_table(content, **{"separator": table.separator, **found.given})
        assert again.names == table.names, name
        assert np.array_equal(again.values, table.values), name


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"encoding": "nonsense"}, "`encoding` must be the name of an encoding"),
        ({"encoding": "hex"}, "`encoding` must be the name of an encoding"),
        ({"separator": "::"}, "`separator` must be one character"),
        ({"separator": "\n"}, "`separator` must be one character"),
        ({"header": -1}, "`header` must be a row counted from 1"),
        ({"decimal": "'"}, "`decimal` must be"),
    ],
)
def test_what_no_table_can_have_is_a_callers_mistake(
    given: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence) as refusal:
        lrviz.read_table(b"a,b\n1,2\n", **given)
    assert not isinstance(refusal.value, lrviz.TableError)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"header": 9}, "Row 9 cannot be the header"),
        ({"header": 3}, "Below the header there is no row"),
        ({"encoding": "ascii"}, "cannot be read as ASCII: line 2"),
    ],
)
def test_what_this_table_does_not_have_is_one_sentence(
    given: dict[str, object], sentence: str
) -> None:
    with pytest.raises(lrviz.TableError, match=sentence):
        lrviz.read_table("a,b\n1,\u00e9\n3,4\n".encode(), **given)


def test_nothing_but_one_sentence_comes_of_random_bytes() -> None:
    """Bytes of every kind, among them pieces of tables, with and without what is given."""
    draw = random.Random(7)
    pieces = [found.text.encode(found.encoding) for found in FOUND.values()]
    options = [{}, {"separator": " "}, {"separator": "fixed"}, {"header": 0}, {"decimal": ","}]
    for n in range(600):
        content = bytearray(draw.choice(pieces) if n % 4 else draw.randbytes(draw.randrange(200)))
        for _ in range(draw.randrange(6)):
            at = draw.randrange(len(content) + 1)
            content[at : at + draw.randrange(9)] = draw.choice(
                [
                    b"",
                    b",",
                    b'"',
                    b"\n",
                    b"$",
                    b"(",
                    b"#",
                    b"  ",
                    b"\x00",
                    b"\x1d",
                    draw.randbytes(3),
                ]
            )
        with suppress(lrviz.TableError):
            table = lrviz.read_table(bytes(content), **draw.choice(options))
            assert np.isfinite(table.values).all()
            assert table.values.shape == (len(table.rows), len(table.names))
