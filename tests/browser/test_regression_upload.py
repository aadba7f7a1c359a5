"""A table of one's own in a real browser: given, read, refused, shown."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lrviz.text import say
from tests.browser.conftest import Tab
from tests.browser.regression import PIXEL, SLOW
from tests.browser.stage import QUIET, SERVER_SECONDS

HIGH = """(y) => document.querySelector("[data-testid='data-plot'] [data-part='base']")
  ?._fullLayout?.yaxis?.range[1] > y"""
# Bar and words in one look: a moment later both may be gone.
BAR = """(words) => {
  const bar = document.querySelector("[data-testid='stProgress'] [role='progressbar']");
  const said = bar?.closest("[data-testid='stProgress']").innerText ?? "";
  return said.includes(words) && Number(bar.getAttribute("aria-valuenow"));
}"""
MANY, WIDE = 10_000, 40  # grouped numbers take two seconds to read, and are soon fitted


def give(page: Page, content: bytes, name: str = "own.csv") -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def read_so_far(page: Page, language: str) -> int:
    """The per cent that the bar says in this language, once it says more than none."""
    words = say("regression.reading", language)
    return int(page.wait_for_function(BAR, arg=words, timeout=SLOW).json_value())


def open_upload(page: Page) -> Page:
    page.goto("/regression?data=csv")
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible(timeout=SLOW)
    return page


@pytest.fixture
def upload(tab: Tab) -> Page:
    """The page that takes tables, which takes one after the other."""
    found: Page = tab.held("upload", open_upload)
    return found


def test_a_file_that_is_too_large_is_refused_in_words(upload: Page, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"  # by name: the content would be copied from process to process
    large.write_bytes(b"a,b\n" + b"1,2\n" * 5_100_000)
    upload.locator("input[type=file]").set_input_files(large)
    refused = upload.get_by_text(re.compile("must be 20.0 ?MB or smaller"))
    expect(refused).to_be_visible(timeout=SLOW)
    assert (refused.bounding_box() or {"width": 0})["width"] > 100


def test_an_own_table_is_uploaded_and_fitted(upload: Page) -> None:
    rows = "".join(f"{i};{i % 5};{2 * i + 1},5\n" for i in range(60))
    give(upload, f"a;b;y\n{rows}".encode(), "my.csv")
    exact = upload.get_by_test_id("data-exact")
    expect(exact).to_contain_text("y = 2·a", timeout=SLOW)
    upload.wait_for_selector("[data-testid='stage'][data-ready='true']", timeout=SLOW)


def test_a_row_that_lacks_what_is_used_is_left_out_and_the_others_keep_their_number(
    upload: Page,
) -> None:
    give(upload, b"a,rare,y\n10,,100\n20,1,\n30,,150\n40,2,210\n60,,290\n", "gaps.csv")
    said = say("regression.complete", complete=4, rows=5, gaps="y 1")
    expect(upload.get_by_text(said)).to_be_visible(timeout=SLOW)
    upload.wait_for_selector("[data-testid='stage'][data-ready='true']", timeout=SLOW)
    upload.wait_for_selector("[data-testid='data'][data-w]", timeout=SLOW)
    upload.wait_for_function(HIGH, arg=290)  # the picture of the table before may still stand
    upload.wait_for_function(QUIET)
    # the third of four rows stands in row 5 of the file
    at = upload.evaluate(PIXEL, [40, 210])
    upload.mouse.move(*at)
    expect(upload.get_by_test_id("data-focus")).to_contain_text("row 5: a 40, y 210")


@pytest.mark.whole
def test_a_click_while_a_table_is_read_neither_loses_nor_restarts_the_reading(page: Page) -> None:
    rows = [
        ",".join(f'"{1 + i % 7},{i * (j + 3) % 997:03d}.5"' for j in range(WIDE))
        for i in range(MANY)
    ]
    content = "\n".join([",".join(f"c{j}" for j in range(WIDE)), *rows])
    page.goto("/regression?data=csv")
    give(page, content.encode())
    before = read_so_far(page, "en")
    page.get_by_text("中文", exact=True).click()
    assert read_so_far(page, "zh") >= before
    page.wait_for_selector("[data-testid='data'][data-w]", timeout=SLOW)
    said = say("regression.table_read", "zh", name="own.csv", rows=MANY, columns=WIDE)
    expect(page.get_by_text(said)).to_be_visible(timeout=SERVER_SECONDS * 1000)


def test_the_field_for_a_file_speaks_the_language_of_the_page(page: Page) -> None:
    page.goto("/regression?data=csv&lang=zh")
    field = page.get_by_test_id("stFileUploaderDropzone")
    word = field.locator("button p")
    expect(word).to_be_visible(timeout=SLOW)
    seen = "(each) => [getComputedStyle(each).fontSize, getComputedStyle(each, '::after').content]"
    assert word.evaluate(seen) == ["0px", f'"{say("ui.widget.upload", "zh")}"']
    with page.expect_file_chooser():
        word.click()
