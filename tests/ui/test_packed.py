"""What is packed once and kept: it is the same content, smaller, and nobody waits for it."""

import io
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
import pytest
from fontTools.ttLib import TTFont

from lrviz.ui import assets, packed, server
from lrviz.ui.letters import fetched_first
from lrviz.ui.streamlit_internals import faces
from tests.ui.test_server import get

FACE = next(path for name, path in server.streamlit_files() if faces.upright(name))


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
    assert len(list(cache.iterdir())) == 1
    after = assets._pack.__wrapped__(script, 0, bytes)
    assert len(after.body) < len(before.body)
    assert brotli.decompress(after.body) == raw == after.plain
    assert after.etag == before.etag
    script.write_text("other")
    assert assets._pack.__wrapped__(script, 0, bytes).plain == b"other"


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
    assert len(few) < len(raw) / 3
    whole, part = (TTFont(io.BytesIO(each)) for each in (raw, few))
    letters: Any = part.getBestCmap()
    for sign in "Aaz09é∂ℓηθ₁²⁻·×→≤■●—…√":
        name = whole.getBestCmap().get(ord(sign))
        if name is None:
            continue
        assert part["hmtx"][letters[ord(sign)]] == whole["hmtx"][name]
    assert ord("ж") in whole.getBestCmap()
    assert ord("ж") not in letters
    assert part["fvar"].axes[0].axisTag == "wght"


def test_the_sheet_names_two_files_whose_ranges_are_all_letters_once() -> None:
    sheet = FACE.parents[1] / "css"
    css = next(sheet.glob("index.*.css")).read_bytes()
    changed = faces.on_demand(css, packed.LATIN).decode()
    found = [each for each in faces._FACE.findall(changed) if "VF-Upright" in each]
    few, rest = (each for each in found if "Source Sans" in each)
    assert faces.LATIN in few
    covered = [ends for each in (few, rest) for ends in ranges(each)]
    covered.sort()
    assert covered[0][0] == 0
    assert covered[-1][1] == 0x10FFFF
    assert all(a[1] + 1 == b[0] for a, b in pairwise(covered))
    name = FACE.name
    answer = get(f"/static/media/{faces.LATIN}{name}")
    assert answer.body[:4] == b"wOF2"
    assert len(answer.body) < len(get(f"/static/media/{name}").body) / 3


def test_a_page_fetches_the_smaller_file_ahead() -> None:
    page = (server.STREAMLIT.parent / "index.html").read_bytes()
    name = FACE.name.encode()
    assert page.count(name) == 1
    assert fetched_first(page) == page.replace(name, faces.LATIN.encode() + name)


def ranges(face: str) -> list[tuple[int, int]]:
    listed = face.partition("unicode-range:")[2].partition(";")[0].split(",")
    pairs = [each.removeprefix("U+").split("-") for each in listed]
    return [(int(pair[0], 16), int(pair[-1], 16)) for pair in pairs]
