"""What is packed once and kept: it is the same content, smaller, and nobody waits for it."""

import io
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
import pytest
from fontTools.ttLib import TTFont

from lrviz.ui import assets, packed, sent_files
from lrviz.ui.letters import fetched_first
from lrviz.ui.streamlit_internals import faces
from tests.ui.test_server import get

CATALOGS = Path(packed.__file__).parents[1] / "text"
FACE = next(path for name, path in sent_files.streamlit_files() if faces.upright(name))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(packed.FOLDER, str(tmp_path))
    return tmp_path / "lrviz"


def test_what_was_packed_best_is_sent_and_unpacks_to_the_file(cache: Path, tmp_path: Path) -> None:
    script = tmp_path / "a.js"
    script.write_text("".join(f"export const a{i} = {i * i};\n" for i in range(4000)))
    raw = script.read_bytes()
    before = assets._pack.__wrapped__(script, 0, bytes)
    told: list[int] = []
    packed.pack([raw, raw], told.append)
    assert told == [1, 2]
    assert len([*cache.glob("*.br")]) - len([*cache.glob("*.9.br")]) == 1
    after = assets._pack.__wrapped__(script, 0, bytes)
    assert len(after.body) < len(before.body)
    assert brotli.decompress(after.body) == raw == after.plain
    assert after.etag == before.etag
    script.write_text("other")
    assert assets._pack.__wrapped__(script, 0, bytes).plain == b"other"


def test_what_a_start_has_packed_the_next_one_reads(cache: Path, tmp_path: Path) -> None:
    large, small = tmp_path / "large.js", tmp_path / "small.js"
    large.write_text("".join(f"export const a{i} = {i * i};\n" for i in range(4000)))
    small.write_text("export const a = 1;\n" * 20)
    first = [assets._pack.__wrapped__(each, 0, bytes).plain for each in (large, small)]
    assert first == [large.read_bytes(), small.read_bytes()]
    [kept] = cache.iterdir()
    kept.write_bytes(brotli.compress(b"as it was packed"))
    later = [assets._pack.__wrapped__(each, 0, bytes).plain for each in (large, small)]
    assert later == [b"as it was packed", small.read_bytes()]


def test_a_folder_that_cannot_be_one_keeps_nothing_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(packed.FOLDER, str(tmp_path / "file"))
    packed.keep(b"raw", "br", b"made")
    assert packed.best(b"raw") is None
    assert os.listdir(tmp_path) == ["file"]


def test_the_latin_face_has_the_letters_of_pages_as_wide_as_they_are() -> None:
    raw = FACE.read_bytes()
    few = packed.latin(raw)
    assert few is not None
    assert len(few) < len(raw) / 4
    whole, part = (TTFont(io.BytesIO(each)) for each in (raw, few))
    letters: Any = part.getBestCmap()
    texts = "".join(path.read_text("utf-8") for path in CATALOGS.glob("*/*.toml"))
    had = [sign for sign in {*texts, "\u2003", "\u200b"} if ord(sign) in whole.getBestCmap()]
    assert len(had) > 120
    for sign in had:
        name = whole.getBestCmap()[ord(sign)]
        assert part["hmtx"][letters[ord(sign)]] == whole["hmtx"][name], sign
    assert ord("ж") in whole.getBestCmap()
    assert ord("ж") not in letters
    assert part["fvar"].axes[0].axisTag == "wght"


def test_the_sheet_names_two_files_by_the_letters_that_each_has() -> None:
    """A browser fetches a face for any letter of its range: for Chinese, or a mark, in vain."""
    answer = get(f"/static/css/{next((FACE.parents[1] / 'css').glob('index.*.css')).name}")
    found = [each for each in faces._FACE.findall(answer.body.decode()) if "VF-Upright" in each]
    few, rest = (each for each in found if "Source Sans" in each)
    assert faces.LATIN in few
    covered = [ends for each in (few, rest) for ends in ranges(each)]
    covered.sort()
    assert all(a[1] < b[0] for a, b in pairwise(covered))
    had = set(TTFont(FACE).getBestCmap())
    assert {code for low, high in ranges(rest) for code in range(low, high + 1)} < had
    named = {code for low, high in covered for code in range(low, high + 1)}
    assert had <= named
    assert not {ord(sign) for sign in "中✖⬟★"} & named
    name = FACE.name
    answer = get(f"/static/media/{faces.LATIN}{name}")
    assert answer.body[:4] == b"wOF2"
    assert len(answer.body) < len(get(f"/static/media/{name}").body) / 4


def test_what_is_kept_of_a_face_is_of_the_letters_that_are_wanted_now(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = FACE.read_bytes()
    monkeypatch.setattr(packed, "LATIN", "U+41-42")
    assert packed.rest(raw) == packed.rest(raw)
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(packed, "LATIN", "U+41-43")
    assert "U+44-" in (packed.rest(raw) or "")


def test_a_page_fetches_the_smaller_file_ahead() -> None:
    page = (sent_files.STREAMLIT.parent / "index.html").read_bytes()
    name = FACE.name.encode()
    assert page.count(name) == 1
    assert fetched_first(page) == page.replace(name, faces.LATIN.encode() + name)


def ranges(face: str) -> list[tuple[int, int]]:
    listed = face.partition("unicode-range:")[2].partition(";")[0].split(",")
    pairs = [each.removeprefix("U+").split("-") for each in listed]
    return [(int(pair[0], 16), int(pair[-1], 16)) for pair in pairs]
