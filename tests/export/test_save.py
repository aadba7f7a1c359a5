"""``lrviz save``: the file whole or not at all, and one sentence for what cannot be."""

import copy
import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import lrviz
from lrviz.cli import main
from lrviz.export import state_file
from lrviz.export.errors import ExportError
from lrviz.export.formats import FORMATS, format_of
from lrviz.export.html import as_html
from lrviz.export.jobs import taken
from lrviz.export.options import Options, size
from lrviz.export.save import save
from lrviz.export.snapshot import PAGES, snapshot
from lrviz.export.state_file import read_state, state_of
from lrviz.text import LANGUAGES, say
from lrviz.text.notices import ConfigError
from tests import fresh

BOWL = "objective=bowl&lr=0.1&steps=10"
COMMAND = "import runpy; runpy.run_module('lrviz', run_name='__main__', alter_sys=True)"


def silent(_share: float) -> None:
    """Nobody watches."""


def refused(capsys: pytest.CaptureFixture[str], *tokens: str) -> str:
    assert main(["save", *tokens]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_a_page_is_named_in_each_of_its_languages() -> None:
    for page, key in (("network", "network.title"), ("compare", "objective.bowl.title")):
        made = as_html(snapshot(page, "nsteps=2&steps=2&lr=0.1")).decode()
        for language in LANGUAGES:
            assert f'<h1 lang="{language}">{say(key, language)}</h1>' in made


def test_the_command_writes_the_file_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    done = fresh.run(COMMAND, "save", "--query", BOWL, str(path), "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(path) in done.stdout
    assert "梯度" in path.read_text("utf-8")
    assert os.listdir(tmp_path) == ["run.csv"]


@pytest.mark.parametrize(
    ("tokens", "word"),
    [
        (["--query", BOWL], "Name the file"),
        (["--query", BOWL, "here/run.csv"], "cannot be written"),
        (["--query", BOWL, "run.docx"], ".npz"),
        (["--query", "lr=-1", "run.csv"], "lr > 0"),
        (["--query", "formula=x^2%2B(", "run.csv"], "bracket"),
        (["--query", "formula=log(x)&start=-1", "run.csv"], "finite"),
        (["--page", "landing", "run.csv"], "network"),
        (["--table", "rows", "run.csv"], "sweep"),
        (["--table", "\x1b[31m" + "r" * 99, "run.csv"], "no table '\\x1b[31mrrr"),
        (["--what", "rings", "run.png"], "loss, sweep"),
        (["--page", "network", "--query", "nsteps=9", "--what", "table", "run.svg"], "page, loss"),
        (["--page", "network", "--query", "nwidth=0", "run.csv"], "1 to 64"),
        (["--frames", "601", "run.gif"], "from 0 to 600"),
        (["--first", "2001", "run.gif"], "from 0 to 2000"),
        (["run.csv", "other.csv"], "other.csv"),
        (["--first", "50", "--last", "10", "x.gif"], "step 50 and end with step 10"),
        (["--caption", "x.csv"], "--caption does nothing in a .csv"),
        (["--frames", "3", "x.png"], "--frames does nothing in a .png"),
        (["--size", "640x360", "x.npz"], "--size does nothing in a .npz"),
        (["--scale", "2", "x.svg"], "--scale does nothing in a .svg"),
        (["--table", "sweep", "x.json"], "--table does nothing in a .json"),
        (["--form", "torch", "x.csv"], "--form does nothing in a .csv"),
        (["--theme", "dark", "x.py"], "--theme does nothing in a .py"),
        (["--what", "loss", "x.mp4"], "--what does nothing in a .mp4"),
        (["--caption", "--address", "javascript:alert(1)", "x.svg"], "https://example.org/"),
        (["--address", "ftp://example.org/", "x.html"], "begins with http:// or https://"),
        (["--address", "https://example.org/", "x.svg"], "add --caption"),
    ],
)
def test_what_cannot_be_saved_is_one_sentence_and_no_file(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tokens: list[str],
    word: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert word in refused(capsys, *tokens)
    assert os.listdir(tmp_path) == []


def test_a_folder_in_the_way_and_a_file_that_is_there_stay_as_they_are(tmp_path: Path) -> None:
    page = snapshot("descent", BOWL)
    (tmp_path / "here.csv").mkdir()
    with pytest.raises(ExportError, match="irectory"):
        save(page, tmp_path / "here.csv", Options(), silent)
    old = tmp_path / "old.csv"
    old.write_text("mine")
    with pytest.raises(ExportError, match="nothing"):
        save(page, old, Options(sheet="nothing"), silent)
    assert old.read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["here.csv", "old.csv"]


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits of a POSIX system")
def test_a_disk_that_is_full_leaves_the_old_file(tmp_path: Path) -> None:
    import resource

    old = tmp_path / "old.npz"
    old.write_text("mine")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
        with pytest.raises(ExportError, match="cannot be written"):
            save(snapshot("descent", BOWL), old, Options(), silent)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert old.read_text() == "mine"
    assert os.listdir(tmp_path) == ["old.npz"]


def test_help_names_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("en", "zh"):
        assert main(["save", "--help", "--lang", language]) == 0
        text = capsys.readouterr().out
        assert all(f"  .{name}" in text for name in FORMATS)


def test_every_format_of_a_page_is_found_by_its_suffix_whatever_its_case() -> None:
    for page in PAGES:
        for name, each in FORMATS.items():
            if page in each.pages:
                assert format_of(f"my.run.{name.upper()}", page) is each
            else:
                with pytest.raises(ExportError, match=name):
                    format_of(f"run.{name}", page)


def test_a_state_file_is_saved_from_and_stands_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    state, path = tmp_path / "bowl.lrviz", tmp_path / "run.npz"
    state.write_bytes(state_of(snapshot("descent", BOWL)))
    assert main(["save", "--state", str(state), str(path)]) == 0
    run = lrviz.descend("bowl", lr=0.1, steps=10)
    with np.load(path) as found:
        assert found["w"].tobytes() == run.w.tobytes()
    capsys.readouterr()
    assert "query" in refused(capsys, "--state", str(state), "--query", BOWL, str(path))
    assert "absent" in refused(capsys, "--state", str(tmp_path / "absent"), str(path))


@pytest.mark.parametrize(
    ("query", "page", "shows"),
    [
        ("http://localhost:8501/regression?data=textbook&epochs=2", "regression", "data=textbook"),
        ("/network?nsteps=9&nwidth=3", "network", "nwidth=3"),
        ("https://example.org/lrviz/compare/?objective=beale", "compare", "objective=beale"),
        ("http://localhost:8501/?objective=beale", "descent", "objective=beale"),
        ("https://example.org/lrviz?objective=beale", "descent", "objective=beale"),
    ],
)
def test_the_page_of_a_link_is_the_one_in_its_path(
    tmp_path: Path, query: str, page: str, shows: str
) -> None:
    path = tmp_path / "run.lrviz.json"
    for given in ([], ["--page", page], ["--lang", "zh"]):
        assert main(["save", "--query", query, *given, str(path)]) == 0
        found = json.loads(path.read_text("utf-8"))
        assert found["page"] == page
        assert shows in found["query"].split("&")
        assert f"lang={'zh' if given[:1] == ['--lang'] else 'en'}" in found["query"].split("&")


def test_a_page_that_is_not_the_links_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = str(tmp_path / "h.csv")
    link = "http://localhost:8501/regression?data=houses"
    said = refused(capsys, "--page", "descent", "--query", link, path)
    assert "regression" in said
    assert "descent" in said
    assert "lessons" in refused(capsys, "--query", "/lessons?stop=edge", path)
    assert "--page regression" in refused(capsys, "--query", "data=houses&rb=10", path)
    assert "--page regression" in refused(capsys, "--query", "objective=bowl&data=houses", path)
    assert "hello world" in refused(capsys, "--query", "hello world", path)
    assert "data=houses" in refused(capsys, "--page", "network", "--query", "data=houses", path)
    assert not (tmp_path / "h.csv").exists()


def test_a_language_asked_for_goes_before_that_of_the_query(tmp_path: Path) -> None:
    for query in (BOWL, f"?{BOWL}", f"http://localhost:8501/?{BOWL}&lang=en"):
        path = tmp_path / "run.csv"
        assert main(["save", "--query", query, "--lang", "zh", str(path)]) == 0
        assert "梯度" in path.read_text("utf-8")


def test_sizes_are_read_as_people_write_them() -> None:
    assert size(" 1920 × 1080 ") == size("1920x1080") == (1920, 1080)
    for bad in ("1280", "20x20", "1280x99999", "wide"):
        with pytest.raises(ExportError, match="1280x720"):
            size(bad)


def test_a_state_file_is_the_very_state_again_with_its_table(tmp_path: Path) -> None:
    table = lrviz.read_table(b"size,price\n1,2\n2,3.5\n3,\n4,9\n5,11\n", gaps="keep")
    query = "data=csv&target=1&features=0&epochs=5&moved=0,-1,2.5&lang=zh"
    before = snapshot("regression", query, table)
    raw = state_of(before)
    after = read_state(raw)
    assert (after.page, after.query) == (before.page, before.query)
    np.testing.assert_array_equal(after.run.w, before.run.w)
    state, made = tmp_path / "mine.lrviz.json", tmp_path / "run.csv"
    state.write_bytes(raw)
    assert main(["save", "--state", str(state), str(made)]) == 0
    assert made.read_bytes() == FORMATS["csv"].make(before, Options(), silent)


def test_a_state_file_keeps_the_set_list_and_the_place_in_it() -> None:
    before = replace(snapshot("descent", BOWL), setlist="Monday|crawl|descent?lr=0.5", nth=2)
    after = read_state(state_of(before))
    assert (after.setlist, after.nth, after.query) == (before.setlist, 2, before.query)
    assert read_state(state_of(snapshot("descent", BOWL))).setlist == ""
    with pytest.raises(ConfigError, match="nowhere"):
        read_state(state_of(replace(before, setlist="Monday|nowhere")))


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"not json", "no state file"),
        (b"[1]", "no state file"),
        (b'{"lrviz_state": 2, "page": "descent", "query": ""}', "newer"),
        (b'{"lrviz_state": true, "page": "descent", "query": ""}', "no state file"),
        (b'{"lrviz_state": 1}', "no state file"),
        (b'{"lrviz_state": 1, "page": "regression", "query": "data=csv", "table": 3}', "no state"),
        (b"[" * 100_000, "no state file"),
    ],
)
def test_what_is_no_state_is_one_sentence(raw: bytes, word: str) -> None:
    with pytest.raises(ExportError, match=word):
        read_state(raw)


def test_a_state_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_file, "MOST_BYTES", 10)
    with pytest.raises(ExportError, match="at most"):
        read_state(b'{"lrviz_state": 1, "page": "descent", "query": ""}')


def test_a_refusal_travels_between_processes() -> None:
    error = ExportError("no_page", given="x", allowed="y")
    again = copy.deepcopy(error)  # as a process that hands it over does
    assert again.notice == error.notice
    assert str(again) == str(error)


def test_a_job_that_nobody_waits_for_ends_with_nothing() -> None:
    heard: list[float] = []

    def enough(done: float, _whole: float) -> bool:
        heard.append(done)
        return False

    small = Options(width=320, height=180, frames=4)
    assert taken("descent", BOWL, "gif", small, progress=enough) == b""
    assert len(heard) == 1
    assert taken("descent", BOWL, "csv", small).startswith(b"# lrviz")
