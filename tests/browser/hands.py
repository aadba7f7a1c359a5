"""What a hand can do on the pages: each says what it did, or None where it cannot."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from lrviz.text import LANGUAGES, say

if TYPE_CHECKING:
    from tests.browser.walk import Walk

Hand = Callable[["Walk"], str | None]


# ---- the stage ------------------------------------------------------------------------------


def regime(walk: "Walk") -> str | None:
    name = walk.random.choice(["tiny", "good", "large", "too-large"])
    if walk.stage[name].is_disabled():
        return None
    walk.stage[name].click()
    return name


def key(walk: "Walk") -> str:
    pressed = walk.random.choice("1234[]r") if walk.pick(0, 2) else f"Arrow{_side(walk)}"
    walk.page.evaluate("document.activeElement?.blur()")
    walk.page.keyboard.press(pressed)
    return f"key {pressed}"


def _side(walk: "Walk") -> str:
    return walk.random.choice(["Left", "Right"])


def scrub_rate(walk: "Walk") -> str:
    value = walk.pick(0, int(walk.stage["lr"].get_attribute("max") or 0))
    walk.stage.scrub("lr", value)
    return f"rate {value}"


def scrub_step(walk: "Walk") -> str:
    value = walk.pick(0, int(walk.stage["step"].get_attribute("max") or 0))
    walk.stage.scrub("step", value)
    return f"step {value}"


def type_rate(walk: "Walk") -> str:
    walk.rest()
    rates = walk.page.evaluate("document.querySelector(\"[data-testid='stage']\").lrviz.film.lr")
    text = f"{rates[0] * (rates[-1] / rates[0]) ** walk.random.random():.3g}"
    walk.stage.type_rate(text)
    return f"type {text}"


def refuse_rate(walk: "Walk") -> str:
    walk.stage["lr-number"].fill("-1")
    walk.stage["lr-number"].press("Enter")
    walk.page.evaluate("document.activeElement?.blur()")
    walk.page.keyboard.press("r")
    return "type -1, r"


def option(walk: "Walk") -> str | None:
    name = walk.random.choice(["log", "ghosts", "parts"])
    if not walk.stage[name].is_visible():
        return None
    walk.stage[name].click()
    return name


def trail(walk: "Walk") -> str | None:
    return _selected(walk, walk.stage["trail"], "trail", ["0", "5", "20"])


def speed(walk: "Walk") -> str | None:
    return _selected(walk, walk.stage["speed"], "speed", ["1", "3", "8", "20", "60"])


def _selected(walk: "Walk", menu: Locator, name: str, values: Sequence[str]) -> str | None:
    if not menu.is_visible():
        return None
    value = walk.random.choice(values)
    menu.select_option(value)
    return f"{name} {value}"


def view(walk: "Walk") -> str | None:
    name = walk.random.choice(["2d", "3d"])
    if not walk.stage[name].is_visible() or walk.stage[name].is_disabled():
        return None
    walk.stage[name].click()
    return name


# At once: a run that has come to its end meanwhile would begin again.
PAUSE = """(root, name) => {
  if (root.dataset.playing === "true") root.querySelector(`[data-testid='${name}']`).click();
}"""


def play(walk: "Walk") -> str:
    walk.stage["play"].click()
    walk.stage.frames()
    walk.stage.root.evaluate(PAUSE, "stage-play")
    return "play, pause"


def drag(walk: "Walk") -> str | None:
    """The start, by its handle."""
    return _dragged(walk, walk.stage["start"], walk.stage["contour"])


def _dragged(walk: "Walk", handle: Locator, place: Locator) -> str | None:
    box = handle.bounding_box() if handle.is_visible() else None
    area = place.bounding_box()
    if box is None or area is None:
        return None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    to_x = area["x"] + area["width"] * walk.random.uniform(0.2, 0.9)
    to_y = area["y"] + area["height"] * walk.random.uniform(0.2, 0.8)
    walk.page.mouse.move(x, y)
    walk.page.mouse.down()
    walk.page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    walk.page.mouse.move(to_x, to_y)
    walk.page.mouse.up()
    return f"drag to ({to_x:.0f}, {to_y:.0f})"


def nudge(walk: "Walk") -> str:
    """The start, by the arrow keys."""
    if not walk.stage["start"].is_visible():
        return scrub_rate(walk)
    walk.stage["start"].focus()
    walk.page.keyboard.press(f"Arrow{_side(walk)}")
    return "nudge"


def window(walk: "Walk") -> str | None:
    """Another part of the map: by the wheel, by a key, or all of it."""
    if not walk.stage["zoom-in"].is_visible() or walk.stage["zoom-in"].is_disabled():
        return None
    pressed = walk.random.choice(["+", "-", "0", "Shift+ArrowLeft", "Shift+ArrowUp", "wheel"])
    if pressed != "wheel":
        walk.page.evaluate("document.activeElement?.blur()")
        walk.page.keyboard.press(pressed)
    elif area := walk.stage["contour"].bounding_box():
        walk.page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
        walk.page.mouse.wheel(0, walk.random.choice([-200, 200]))
    return f"window {pressed}"


# By the keys pressed, whether there is anything for them to undo or to do again.
THERE = {"Control+z": "history.state?.lrviz > 0", "Control+Shift+z": "navigation.canGoForward"}


def undo(walk: "Walk") -> str:
    """The last setting, or the one undone last."""
    pressed = walk.random.choice(["Control+z", "Control+z", "Control+Shift+z"])
    walk.rest()
    walk.page.evaluate("document.activeElement?.blur()")
    if walk.page.evaluate(THERE[pressed]):
        walk.finer = False  # what an address has no word of is not brought back
    walk.page.keyboard.press(pressed)
    return pressed


def finer(walk: "Walk") -> str | None:
    if not (walk.stage["start"].is_visible() and walk.stage["finer"].is_visible()):
        return None
    walk.stage["finer"].click()
    walk.finer = True
    return "finer"


def point_at(walk: "Walk") -> str:
    """In passing: over the map and the curves."""
    area = walk.stage[walk.random.choice(["contour", "loss", "sweep"])].bounding_box()
    assert area is not None
    walk.page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 3)
    return "point"


def rate_on_curve(walk: "Walk") -> str:
    """A rate, by a click on the curve of all rates."""
    area = walk.stage["sweep"].bounding_box()
    assert area is not None
    x = area["x"] + area["width"] * walk.random.uniform(0.2, 0.9)
    walk.page.mouse.click(x, area["y"] + area["height"] / 2)
    return "click on the sweep"


# ---- the data, the probe, the reels ---------------------------------------------------------


def look(walk: "Walk") -> str | None:
    """What is drawn on the data."""
    names = ["squares", "rings", "fan", "as-plane", "as-fit"]
    return _pressed(walk, [f"[data-testid='data-{name}']" for name in names])


def move_point(walk: "Walk") -> str | None:
    """A point of the data, up or down."""
    plot = walk.page.get_by_test_id("data-plot")
    area = plot.bounding_box()
    if area is None or plot.get_attribute("data-movable") != "true":
        return None
    spots = plot.evaluate(SPOTS)
    if not spots:
        return None
    x, y = walk.random.choice(spots)
    walk.page.mouse.move(x, y)
    walk.page.mouse.down()
    for share in (0.3, 1):
        walk.page.mouse.move(x, y + share * walk.pick(-40, 40))
    walk.page.mouse.up()
    return f"move the point at ({x:.0f}, {y:.0f})"


SPOTS = """(plot) => {
  const area = plot.getBoundingClientRect();
  const dots = plot.querySelector("[data-part='d-rows']")?.getAttribute("d") ?? "";
  return [...dots.matchAll(/M(-?[\\d.]+) (-?[\\d.]+)/g)].slice(0, 40)
    .map(([, x, y]) => [area.left + Number(x), area.top + Number(y)]);
}"""


def probe(walk: "Walk") -> str | None:
    """The point of the Gradient page, on the map, by a key, or on a curve."""
    walk.rest()
    handle = walk.page.get_by_test_id("probe-handle")
    if not handle.is_visible():
        return None
    if walk.pick(0, 1):
        handle.focus()
        walk.page.keyboard.press(f"Arrow{_side(walk)}")
        return "nudge the point"
    return _dragged(walk, handle, walk.page.get_by_test_id("probe-map"))


def slice_(walk: "Walk") -> str | None:
    """A weight, on its own curve."""
    walk.rest()
    curve = walk.page.get_by_test_id(f"probe-side-{walk.pick(0, 1)}")
    area = curve.bounding_box() if curve.count() and curve.is_visible() else None
    if area is None:
        return None
    x = area["x"] + area["width"] * walk.random.uniform(0.3, 0.8)
    walk.page.mouse.click(x, area["y"] + area["height"] / 2)
    return f"click on a curve at {x:.0f}"


def hover(walk: "Walk") -> str | None:
    """In passing: over the probe's map."""
    place = walk.page.get_by_test_id("probe-map")
    area = place.bounding_box() if place.count() else None
    if area is None:
        return None
    walk.page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 3)
    return "point"


def angle(walk: "Walk") -> str | None:
    """The direction, by its slider."""
    slider = walk.page.get_by_test_id("probe-angle")
    if not slider.count():
        return None
    value = walk.pick(0, 360)
    slider.fill(str(value))
    return f"angle {value}"


PLAYERS = ".lr-reel[data-ready='true']:has(.lr-player)"


def reel_button(walk: "Walk") -> str | None:
    names = ["back", "forward", "reset"]
    return _pressed(walk, [f"{PLAYERS} [data-testid='reel-{name}']" for name in names])


def reel_play(walk: "Walk") -> str | None:
    reel = _one_of(walk, PLAYERS)
    if reel is None:
        return None
    reel.get_by_test_id("reel-play").click()
    walk.stage.frames()
    reel.evaluate(PAUSE, "reel-play")
    return "play, pause"


def reel_step(walk: "Walk") -> str | None:
    slider = _one_of(walk, f"{PLAYERS} [data-testid='reel-step']")
    if slider is None:
        return None
    value = walk.pick(0, int(slider.get_attribute("max") or 0))
    slider.fill(str(value))
    return f"frame {value}"


def reel_speed(walk: "Walk") -> str | None:
    menu = _one_of(walk, f"{PLAYERS} [data-testid='reel-speed']")
    return menu and _selected(walk, menu, "speed", ["1", "3", "8", "20", "60"])


def reel_key(walk: "Walk") -> str | None:
    if not walk.page.locator(PLAYERS).count():
        return None
    pressed = walk.random.choice(["ArrowLeft", "ArrowRight", "ArrowRight", "r"])
    walk.page.evaluate("document.activeElement?.blur()")
    walk.page.keyboard.press(pressed)
    return f"key {pressed}"


def _one_of(walk: "Walk", selector: str) -> Locator | None:
    """One of those in sight."""
    found = [each for each in walk.page.locator(selector).all() if each.is_visible()]
    return walk.random.choice(found) if found else None


def _pressed(walk: "Walk", selectors: Sequence[str]) -> str | None:
    selector = walk.random.choice(selectors)
    button = _one_of(walk, selector)
    if button is None or button.is_disabled():
        return None
    button.click()
    return selector.rpartition("'")[0].rpartition("'")[2]


# ---- the widgets of the page ----------------------------------------------------------------


def widget(walk: "Walk") -> str | None:
    """Any of Streamlit's widgets in sight, or behind the button that opens the finer ones."""
    walk.rest()
    page = walk.page
    if not walk.pick(0, 2) and not page.get_by_test_id("stPopoverBody").count():
        opener = page.locator("[data-testid='stPopover'] button")
        if opener.count():
            opener.first.click()
            page.get_by_test_id("stPopoverBody").wait_for()
            walk.rest()
    places = "[data-testid='stMain'], [data-testid='stPopoverBody']"
    if page.get_by_test_id("stPopoverBody").count():
        places = "[data-testid='stPopoverBody']"
    kind = walk.random.choice([*WIDGETS])
    found = page.locator(places).locator(f"[data-testid='{kind}']")
    shown = [each for each in found.all() if each.is_visible()]
    said = WIDGETS[kind](walk, walk.random.choice(shown)) if shown else None
    if page.get_by_test_id("stPopoverBody").count():
        page.keyboard.press("Escape")
        page.get_by_test_id("stPopoverBody").wait_for(state="detached")
    return said


def _menu(walk: "Walk", place: Locator) -> str | None:
    walk.page.evaluate("document.activeElement?.blur()")
    place.locator("button[aria-haspopup='listbox']").click()
    return _option_chosen(walk, place)


def _option_chosen(walk: "Walk", place: Locator) -> str | None:
    options = walk.page.locator("[role='option']")
    options.first.wait_for()
    texts = options.all_inner_texts()
    known = [name for name in texts if name.strip() and name not in UNKNOWN]
    if not known:
        walk.page.keyboard.press("Escape")
        return None
    name = walk.random.choice(known)
    options.nth(texts.index(name)).click()
    return f"{_label(place)}: {name}"


# A table of one's own asks for a file first; where all is chosen there is nothing to choose.
UNKNOWN = {
    *(
        say(key, language)
        for key in ("regression.own_data", "network.own_table")
        for language in LANGUAGES
    ),
    *("No results", "No options to select."),
}


def _several(walk: "Walk", place: Locator) -> str | None:
    tags = place.locator("[data-tag] button")
    if tags.count() > 2 and walk.pick(0, 1):
        tags.nth(walk.pick(0, tags.count() - 1)).click()
        return f"{_label(place)}: one less"
    place.locator("input").click()
    if not walk.page.locator("[role='option']").count():
        return None
    said = _option_chosen(walk, place)
    walk.page.keyboard.press("Escape")
    return said


def _count(walk: "Walk", place: Locator) -> str | None:
    """Some steps up or down by the arrow keys, as far as the field goes."""
    field = place.locator("input")
    if field.is_disabled():
        return None
    pressed = walk.random.choice(["ArrowUp", "ArrowDown"])
    field.click()
    for _ in range(walk.pick(1, 4)):
        field.press(pressed)
    walk.page.evaluate("document.activeElement?.blur()")
    return f"{_label(place)}: {pressed}, {field.input_value()}"


FORMULAS = ("x^2 + 3*y^2", "x^4 - x^2 + y^2", "x^2", "(x*y-1)^2 + 0.1*x^2", "sin(x) + x^2/10", "")


def _text(walk: "Walk", place: Locator) -> str | None:
    """A formula where one is asked for, otherwise other numbers than those that stand there."""
    field = place.locator("input")
    now = field.input_value()
    if place.locator("xpath=ancestor-or-self::*[contains(@class, '-by-')]").count():
        return _count(walk, place)
    if "sin" in (field.get_attribute("placeholder") or "x^") or "^" in now:
        text = walk.random.choice(FORMULAS)
    else:
        text = ", ".join(_other(walk, part) for part in (now or "0.01, 0.1, 0.3").split(","))
    _enter(walk, field, text)
    if not walk.page.get_by_test_id(REFUSED).count():
        return f"{_label(place)}: {text}"
    _enter(walk, field, now)  # what is refused stands there, with the reason, until it is mended
    return f"{_label(place)}: {text} is refused, {now or 'nothing'} again"


REFUSED = "stAlertContentError"


def _enter(walk: "Walk", field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Enter")
    walk.page.evaluate("document.activeElement?.blur()")
    walk.rest()


def _other(walk: "Walk", text: str) -> str:
    try:
        return f"{float(text) * walk.random.uniform(0.5, 1) or walk.random.choice([0, 0.3]):.3g}"
    except ValueError:
        return text


def _click(walk: "Walk", place: Locator) -> str | None:
    button = place.locator("button, label").first
    button.click()
    return _label(place) or "a button"


def _segment(walk: "Walk", place: Locator) -> str | None:
    radios = place.get_by_role("radio")
    n = walk.pick(0, radios.count() - 1)
    radios.nth(n).click()
    return f"{_label(place)}: {n}"


def _slide(walk: "Walk", place: Locator) -> str | None:
    thumb = place.locator("input").first
    before, sent = thumb.input_value(), walk.page.evaluate("window.lrSent")
    thumb.focus()
    for _ in range(walk.pick(1, 4)):
        walk.page.keyboard.press(f"Arrow{_side(walk)}")
    if thumb.input_value() != before:  # told to the server a moment later
        walk.page.wait_for_function("(sent) => window.lrSent > sent", arg=sent)
    walk.page.evaluate("document.activeElement?.blur()")
    return f"{_label(place)}: {thumb.input_value()}"


def _label(place: Locator) -> str:
    return place.inner_text().split("\n")[0].strip()


WIDGETS: Mapping[str, Callable[["Walk", Locator], str | None]] = {
    "stSelectbox": _menu,
    "stMultiSelect": _several,
    "stTextInput": _text,
    "stCheckbox": _click,
    "stButtonGroup": _segment,
    "stSlider": _slide,
    "stButton": _click,
}


def leave(walk: "Walk") -> str:
    """Another page, and back by its link."""
    walk.rest()
    links = walk.page.locator("[data-testid='stTopNavLink'], [data-testid='stPageLink-NavLink']")
    home = PAGES.index(walk.path)
    away = walk.random.choice([n for n in range(len(PAGES)) if n != home])
    links.nth(away).click()
    walk.page.wait_for_url(f"**{PAGES[away]}?*")
    if walk.pick(0, 1):
        walk.rest()
    links.nth(home).click()
    walk.page.wait_for_url(f"**{walk.path}?*")
    walk.rest()
    return f"to {PAGES[away]}, and back"


PAGES = ("/", "/compare", "/regression", "/gradient", "/network")
STAGE: Sequence[Hand] = (
    *(regime, regime, key, key, scrub_rate, scrub_step, type_rate, refuse_rate, option, option),
    *(trail, speed, view, play, drag, nudge, finer, point_at, rate_on_curve, window, window, undo),
)
REEL: Sequence[Hand] = (reel_button, reel_play, reel_step, reel_step, reel_speed, reel_key)
PROBE: Sequence[Hand] = (probe, probe, slice_, hover, angle)
HANDS: Mapping[str, Sequence[Hand]] = {
    "/": (*STAGE, *[widget] * 8, leave),
    "/compare": (*REEL, *[widget] * 8, leave),
    "/regression": (*STAGE, look, look, move_point, *[widget] * 8, leave),
    "/gradient": (*PROBE, *REEL, *[widget] * 8, leave),
    "/network": (*REEL, *[widget] * 6, leave),
}
