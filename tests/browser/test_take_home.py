"""The menu that takes a page home: the file it hands over is the state on show."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

import lrviz
from lrviz.export.snapshot import snapshot
from tests.browser.conftest import OpenPage

PAGES = {
    "": "objective=bowl&lr=0.1&steps=30",
    "compare": "objective=bowl&lr=0.1&steps=20",
    "regression": "rb=16&epochs=3",
    "gradient": "objective=rosenbrock&lr=0.01",
    "network": "nsteps=30",
}


def downloaded(page: Page, suffix: str, folder: Path) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("button", name=f".{suffix}", exact=True).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    assert path.name.endswith(f".{suffix}")
    return path.read_bytes()


def opened_menu(page: Page) -> None:
    page.locator(".st-key-take_home button:visible").first.click()
    expect(page.locator(".st-key-take_home_body")).to_be_visible()


def test_what_is_taken_home_is_the_run_on_show(page: Page, tmp_path: Path) -> None:
    page.goto("/?objective=bowl&lr=0.1&steps=30&start=-5,-2")
    stage = page.get_by_test_id("stage")
    expect(stage).to_have_attribute("data-ready", "true")
    page.get_by_test_id("stage-good").click()
    expect(stage).not_to_have_attribute("data-lr", "0.1")
    rate = float(stage.get_attribute("data-lr") or 0)
    page.wait_for_function("rate => location.search.includes(`lr=${rate}`)", arg=rate)
    opened_menu(page)
    table = pd.read_csv(io.BytesIO(downloaded(page, "csv", tmp_path)), comment="#")
    run = lrviz.descend("bowl", lr=rate, steps=30, start=(-5, -2))
    assert table[["w.x", "w.y"]].to_numpy() == pytest.approx(run.w)
    state = json.loads(downloaded(page, "lrviz.json", tmp_path))
    assert snapshot(state["page"], state["query"]).lr == rate
    expect(page.locator(".lr-qr")).to_have_js_property("complete", True)
    assert page.locator(".lr-qr").evaluate("(image) => image.naturalWidth") > 50
    page.goto("/gradient?objective=bowl")
    opened_menu(page)
    upload = page.locator(".st-key-state_file input[type=file]")
    upload.set_input_files(tmp_path / "lrviz-descent.lrviz.json")
    expect(page.get_by_test_id("stage")).to_have_attribute("data-lr", str(rate))


@pytest.mark.whole
@pytest.mark.parametrize("name", PAGES)
def test_every_page_hands_over_every_kind_of_file(
    open_page: OpenPage, tmp_path: Path, name: str
) -> None:
    page = open_page(f"/{name}?{PAGES[name]}")
    opened_menu(page)
    beginnings = {"png": b"\x89PNG", "svg": b"<svg", "json": b"{", "npz": b"PK", "py": b"#"}
    for suffix, begin in beginnings.items():
        assert downloaded(page, suffix, tmp_path).startswith(begin)


@pytest.mark.whole
def test_a_film_is_made_under_a_bar_that_can_be_stopped_and_then_handed_over(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/?objective=rosenbrock&lr=0.001&steps=100")
    opened_menu(page)
    body = page.locator(".st-key-take_home_body")
    for suffix in ("gif", "mp4"):
        make = body.locator(f".st-key-make_{suffix} button")
        make.click()
        expect(body.get_by_role("progressbar")).to_be_visible()
        body.locator(".st-key-take_home_stop button").click()
        expect(body.get_by_role("progressbar")).to_have_count(0)
        make.click()
        handed = body.locator(f".st-key-download_{suffix} button")
        expect(handed).to_be_visible(timeout=300_000)
        film = downloaded(page, suffix, tmp_path)
        assert film.startswith(b"GIF89a") if suffix == "gif" else film[4:8] == b"ftyp"


@pytest.mark.whole
def test_an_embedded_page_is_its_picture_and_its_player_alone(page: Page) -> None:
    page.goto("/?objective=bowl&lr=0.1&steps=30&embed=1")
    stage = page.get_by_test_id("stage")
    expect(stage).to_have_attribute("data-ready", "true")
    for hidden in (".st-key-header", ".st-key-settings", "[data-testid=stExpander]"):
        assert page.locator(f"{hidden}:visible").count() == 0
    page.get_by_test_id("stage-forward").click()
    expect(stage).to_have_attribute("data-step", "1")
