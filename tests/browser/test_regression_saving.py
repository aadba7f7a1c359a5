"""The saved picture is the map as it is seen, the data's own marks included."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WHOLE, Tab
from tests.browser.regression import Pair

SVG = "{http://www.w3.org/2000/svg}"
BATCHES = "/regression?data=houses&features=0&rb=20&epochs=2&eta=0.3&at=4&fan=1"
HELD = "/regression?data=houses&features=0,1&eta=0.3&at=3"
INK = """async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const root = document.querySelector("[data-testid='data']");
  const batch = getComputedStyle(root).getPropertyValue("--lr-batch").trim();
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(batch.slice(at, at + 2), 16));
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    found += Math.hypot(data[i] - r, data[i + 1] - g, data[i + 2] - b) < 60;
  }
  return { width: image.width, height: image.height, found };
}"""


def saved(pair: Pair, kind: str) -> bytes:
    with pair.page.expect_download(timeout=300_000) as download:
        pair.stage.press(f"save-{kind}")
    return download.value.path().read_bytes()


def ink(pair: Pair) -> dict[str, Any]:
    """How large the saved picture is, and how many of its pixels have the colour of the batch."""
    picture = b64encode(saved(pair, "png")).decode()  # a list of numbers would take ten seconds
    found: dict[str, Any] = pair.page.evaluate(INK, picture)
    return found


def drawn(root: ElementTree.Element, selector: str) -> list[ElementTree.Element]:
    return [each for each in root.iter() if selector in each.get("class", "").split()]


def batches(page: Page) -> Pair:
    return Pair(page, BATCHES)


def in_the_dark(page: Page) -> Pair:
    page.emulate_media(color_scheme="dark")
    return Pair(page, BATCHES)


def test_the_vector_picture_has_the_batch_between_the_rings_and_the_path(tab: Tab) -> None:
    pair: Pair = tab.held("batches", batches)
    page = pair.page
    root = ElementTree.fromstring(saved(pair, "svg"))
    layers = [each for each in root if each.tag == f"{SVG}svg"]
    assert len(layers) == 3
    rings, over, path = layers
    assert drawn(rings, "contourlayer")
    assert drawn(path, "scatterlayer")
    live = page.locator(".lr-rings-batch ellipse").all()
    shown = [each for each in over.iter(f"{SVG}ellipse") if float(each.get("rx", 0)) > 0]
    radii = {round(float(each.get_attribute("rx") or 0), 3) for each in live} - {0.0}
    assert {round(float(each.get("rx", 0)), 3) for each in shown} >= radii > set()
    (group,) = drawn(over, "lr-rings-batch")
    assert "stroke: rgb(" in (group.get("style") or "")
    (fan,) = drawn(over, "lr-fan")
    assert fan.get("d") == page.locator(".lr-fan").get_attribute("d") != ""


@pytest.mark.parametrize("make", [batches, in_the_dark] if WHOLE else [batches])
def test_the_pixel_picture_has_the_batch_too(tab: Tab, make: Callable[[Page], Pair]) -> None:
    pair: Pair = tab.taken(make.__name__, make)
    box = pair.stage["contour"].bounding_box() or {}
    with_rings = ink(pair)
    assert with_rings["width"] == pytest.approx(2 * box["width"], abs=2)
    assert with_rings["height"] == pytest.approx(2 * box["height"], abs=2)
    pair["rings"].uncheck()
    pair["fan"].uncheck()
    pair.stage.frames()
    assert ink(pair)["found"] < with_rings["found"] / 2


@pytest.mark.whole
def test_rings_that_the_page_hides_are_not_in_the_picture(page: Page) -> None:
    pair = Pair(page, f"{HELD}&held=current")
    root = ElementTree.fromstring(saved(pair, "svg"))
    assert not drawn(root, "contourlayer")
    (group,) = drawn(root, "lr-rings-current")
    assert any(float(each.get("rx", 0)) > 0 for each in group.iter(f"{SVG}ellipse"))
    (note,) = drawn(root, "lr-held-note")
    assert "".join(note.itertext()) == page.locator(".lr-held-note").text_content() != ""
