"""What a page begins with: a picture that needs no script, then the stage itself, which plays
before Streamlit has come."""

from html import escape
from urllib.parse import parse_qs

import streamlit as st

from lrviz.compute import submit
from lrviz.figures.theme import DARK, LIGHT
from lrviz.film.jobs import Pictures, first_pictures
from lrviz.settings.config import RunConfig
from lrviz.settings.links import leaves_rate_open
from lrviz.ui.addresses import EARLY, FOLDER, plotly_url, script_url
from lrviz.ui.opening_films import plays_early
from lrviz.ui.stage.component import STAGE
from lrviz.ui.streamlit_internals.names import ALERTS, THEME_KEY
from lrviz.ui.stylesheet import PRESENT, hidden
from lrviz.ui.waiting import config_of

__all__ = ["first_script", "prerendered"]

PATIENCE = 15_000  # Milliseconds that Streamlit's scripts wait, at most.
# What the stage takes of Streamlit's theme: its own name to that of the setting.
COLOURS = {
    "primary-color": "primaryColor",
    "background-color": "backgroundColor",
    "secondary-background-color": "secondaryBackgroundColor",
    "text-color": "textColor",
    "border-color": "borderColor",
    "link-color": "linkColor",
}
FACES = {"font": "font", "heading-font": "headingFont", "button-radius": "baseRadius"}

# Everything stands where the page will have it: stylesheet.py and stage.css say the same.
# Letters wait for the page's own face, which is on its way: any other would be looked for among
# all that the system has, which takes longer than the picture.
STYLE = """
#lr-first { position: fixed; inset: 0; z-index: 5; overflow: hidden scroll; pointer-events: none;
  box-sizing: border-box; }
#lr-first > div { box-sizing: border-box; max-width: 1680px; margin: 0 auto; position: relative;
  padding: 3.6rem 1.6rem 0; display: grid; gap: 1.2rem;
  grid-template-columns: minmax(0, 1.62fr) minmax(0, 1fr); }
#lr-first .still { display: block; width: 100%; font-family: "Source Sans";
  height: clamp(19rem, calc(100vh - 20.5rem), 42rem); }
#lr-first > [data-part="still"]:empty { display: none; }
#lr-first > .lr-page { display: block; line-height: 1.6; }
#lr-first > .lr-page, #lr-first > .lr-page * { box-sizing: border-box; }
#lr-first:not(.drawn) > .lr-page { display: none; }
:where(#lr-first > .lr-page :is(input, select, button)) { font: inherit; margin: 0; }
#lr-first.drawn { pointer-events: auto; }
#lr-first.aside { visibility: hidden; }
#lr-first.embedded > div { padding: 0.8rem 0.6rem 0 !important; }
#lr-first :is(.lr-number, .lr-finer, .lr-handle, [data-act="3d"]) { pointer-events: none; }
#lr-first :is(.lr-number, .lr-finer, [data-act="3d"]) { opacity: 0.5; }
#lr-first:not(.lettered) > [data-part="still"] text { display: none; }
html:has(#lr-first.present) { font-size: clamp(16px, 1.146vw, 48px); }
#lr-first.present > div { max-width: none; }
@media (width > 760px) { #lr-first.present .still { height: calc(100vh - 12.4rem) !important; } }
#lr-first, html:has(#lr-first) { background: PAPER; }
#lr-first.in-dark, html:has(#lr-first.in-dark) { background: NIGHT; }
@media (scripting: none) { /* below the word that a script is needed */
  #lr-first { position: static; }
  #lr-first text { display: inline !important; }
}
@media (761px <= width < 1080px) { /* the page's header has two rows, or three */
  #lr-first:not(.present) > div { padding-top: 156px; }
  #lr-first:lang(zh):not(.present) > div { padding-top: 108px; }
}
@media (width <= 760px) {
  #lr-first { overflow: hidden; }
  #lr-first > div { padding: 112px 0.9rem 0; display: block; }
  #lr-first > .lr-page { padding-top: 94.4px; }
  #lr-first .still { height: min(calc((100vw - 1.8rem - 60px) / var(--aspect) + 68px), 68vh); }
}
"""

# Light or dark as Streamlit will choose it. A picture that will not play stays over no page that a
# hand is on; nothing stays over one that has something else to say. plotly.js is run once the
# picture has been painted. Streamlit's scripts wait for what plays to have come over the line, or
# to be late.
SCRIPT = """
(() => {
  const first = document.getElementById("lr-first");
  const early = "early" in first.dataset;
  const late = () => document.getElementById("lr-late")?.replaceWith(
    document.importNode(document.getElementById("lr-late").content, true));
  const at = (name) => new URL(`FOLDER/${name}`, document.baseURI).href;
  let chosen = "";
  try { chosen = localStorage.getItem("THEME_KEY".replace("*", location.pathname)) ?? ""; } catch {}
  const night = matchMedia("(prefers-color-scheme: dark)").matches;
  if (/Dark/.test(chosen) || (night && !/Light/.test(chosen))) {
    first.className += " in-dark";
    first.firstElementChild.replaceChildren(first.querySelector("template").content);
  }
  document.fonts.load('14px "Source Sans"').finally(() => first.classList.add("lettered"));
  const leave = () => first.remove();
  const yielding = () => {
    delete first.dataset.early;
    for (const sign of ["pointerdown", "keydown", "wheel"]) {
      addEventListener(sign, () => first.classList.contains("drawn") || leave(), { once: true });
    }
  };
  const others = "OTHERS";
  const look = setInterval(() => {
    if (document.querySelector(others)) {
      if (first.classList.contains("drawn")) first.classList.add("aside");
      else leave();
    }
    if (!first.isConnected) clearInterval(look);
  }, 300);
  const bytes = (answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status));
  const film = (part) => fetch(at(`film/${part}${location.search}`)).then(bytes);
  const coming = [];
  if (early) {
    const link = Object.assign(document.createElement("link"), { rel: "preload", as: "script" });
    coming.push(new Promise((done) => { link.onload = link.onerror = done; }));
    document.head.append(Object.assign(link, { href: "PLOTLY" }));
    const light = film("light");
    const module = import(new URL("EARLY", document.baseURI).href);
    coming.push(module, light);
    const whole = Promise.all([...coming]).then(() => film("whole"));
    whole.catch(() => {});
    light.catch(yielding);
    Promise.all([module, light]).then(
      ([{ begin }]) => begin(first, [light, whole], new URL("PLOTLY", document.baseURI).href),
    ).catch(yielding);
    setTimeout(late, PATIENCE);
  } else yielding();
  Promise.allSettled(coming).then(late);
  requestAnimationFrame(() => setTimeout(() => {
    const script = document.createElement("script");
    script.onerror = () => script.remove();
    script.onload = () => window.Plotly ?? script.remove();
    document.head.append(Object.assign(script, { id: "lr-plotly", src: "PLOTLY" }));
  }));
})();
"""


def prerendered(query: str) -> str:
    """The picture of the run in a query, as HTML to stand before the page's own root.

    "" where there is no map of it, or nothing to run.
    """
    given = {key: each[-1] for key, each in parse_qs(query, keep_blank_values=True).items()}
    config = config_of(query)
    try:
        pictures = submit(first_pictures, config, leaves_rate_open(given)).result()
    except ValueError:  # the page itself says why
        return ""
    return _html(pictures, config, given.get("embed") in ("1", "true")) if pictures.light else ""


def _html(pictures: Pictures, config: RunConfig, in_frame: bool) -> str:
    early = plays_early(config)
    looks = ["present"] * config.present + ["embedded"] * in_frame
    stage = f'<div class="lr-page">{_root()}</div>' if early else ""
    return (
        f'<div id="lr-first" lang="{config.language}" data-words="{escape(pictures.words)}"'
        f' class="{" ".join(looks)}"'
        f'{" data-early" * early} style="--aspect:{pictures.aspect:.6g}">'
        f'<div data-part="still">{pictures.light}</div><template>{pictures.dark}</template>'
        f"{stage}<style>{_style(config, early=early)}</style></div>"
        f"<script>{first_script()}</script>"
    )


def _root() -> str:
    return STAGE.html.replace("data-ready", " ".join(["data-early", "data-ready"]), 1)


def _style(config: RunConfig, *, early: bool) -> str:
    """The picture's place, and for a stage the looks that Streamlit's page has."""
    style = STYLE.replace("PAPER", LIGHT.paper).replace("NIGHT", DARK.paper)
    if not early:
        return style
    colours = _theme("", "light") + _theme(".in-dark", "dark")
    return style + STAGE.css + colours + (PRESENT if config.present else "") + hidden(config.hide)


def _theme(place: str, kind: str) -> str:
    """The colours and faces of the theme by the names that Streamlit gives them."""
    named = {name: st.get_option(f"theme.{kind}.{option}") for name, option in COLOURS.items()}
    named |= {name: st.get_option(f"theme.{option}") for name, option in FACES.items()}
    said = "".join(f"--st-{name}: {value}; " for name, value in named.items() if value)
    return f"#lr-first{place} {{ color-scheme: {kind}; {said}}}"


def first_script() -> str:
    """SCRIPT with the names of Streamlit's that it asks for."""
    others = ", ".join(["[role='dialog']", *(f"[data-testid='{name}']" for name in ALERTS)])
    names = {
        "PLOTLY": plotly_url(),
        "THEME_KEY": "*".join(THEME_KEY),
        "OTHERS": others,
        "EARLY": script_url(EARLY),
        "FOLDER": FOLDER,
        "PATIENCE": str(PATIENCE),
    }
    script = SCRIPT
    for name, value in names.items():
        script = script.replace(name, value)
    return script
