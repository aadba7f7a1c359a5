"""The first picture, as HTML that needs no script: rings and run of what an address asks for."""

from html import escape
from urllib.parse import parse_qs

from lrviz.compute import submit
from lrviz.figures.theme import DARK, LIGHT
from lrviz.film.jobs import Pictures, first_pictures
from lrviz.settings.links import leaves_rate_open
from lrviz.ui.addresses import plotly_url
from lrviz.ui.streamlit_internals.names import ALERTS, THEME_KEY
from lrviz.ui.waiting import config_of

__all__ = ["first_script", "prerendered"]

# Everything stands where the page will have it: stylesheet.py and stage.css say the same.
# Letters wait for the page's own face, which is on its way: any other would be looked for among
# all that the system has, which takes longer than the picture.
STYLE = """
#lr-first { position: fixed; inset: 0; z-index: 5; overflow: hidden scroll; pointer-events: none;
  box-sizing: border-box; }
#lr-first > div { box-sizing: border-box; max-width: 1680px; margin: 0 auto; position: relative;
  padding: 57.6px 1.6rem 0; display: grid; gap: 1.2rem;
  grid-template-columns: minmax(0, 1.62fr) minmax(0, 1fr); }
#lr-first .still { display: block; width: 100%; font-family: "Source Sans";
  height: clamp(19rem, calc(100vh - 20.5rem), 42rem); }
#lr-first:not(.lettered) text { display: none; }
html:has(#lr-first.present) { font-size: clamp(16px, 1.146vw, 48px); }
#lr-first.present > div { max-width: none; }
#lr-first.present .still { height: calc(100vh - 12.4rem) !important; }
#lr-first, html:has(#lr-first) { background: PAPER; }
#lr-first.in-dark, html:has(#lr-first.in-dark) { background: NIGHT; }
@media (scripting: none) { /* below the word that a script is needed */
  #lr-first { position: static; }
  #lr-first text { display: inline !important; }
}
@media (761px <= width < 1080px) { #lr-first:not(.present) > div { padding-top: 108px; } }
@media (width <= 760px) {
  #lr-first { overflow: hidden; }
  #lr-first > div { padding: 112px 0.9rem 0; display: block; }
  #lr-first .still { height: min(calc((100vw - 1.8rem - 60px) / var(--aspect) + 68px), 68vh); }
}
"""

# Light or dark as Streamlit will choose it. Nothing stays over a page that a hand is on, nor
# over one that has something else to say. plotly.js is run once the picture has been painted.
SCRIPT = """
(() => {
  const first = document.getElementById("lr-first");
  let chosen = "";
  try { chosen = localStorage.getItem("THEME_KEY".replace("*", location.pathname)) ?? ""; } catch {}
  const night = matchMedia("(prefers-color-scheme: dark)").matches;
  if (/Dark/.test(chosen) || (night && !/Light/.test(chosen))) {
    first.className += " in-dark";
    first.firstElementChild.replaceChildren(first.querySelector("template").content);
  }
  document.fonts.load('14px "Source Sans"').finally(() => first.classList.add("lettered"));
  const leave = () => first.remove();
  for (const sign of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(sign, leave, { once: true });
  }
  const others = "OTHERS";
  const look = setInterval(() => {
    if (document.querySelector(others)) leave();
    if (!first.isConnected) clearInterval(look);
  }, 300);
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
    return _html(pictures, present=config.present) if pictures.light else ""


def _html(pictures: Pictures, *, present: bool) -> str:
    style = STYLE.replace("PAPER", LIGHT.paper).replace("NIGHT", DARK.paper)
    look = "present" if present else ""
    return (
        f'<div id="lr-first" data-words="{escape(pictures.words)}" class="{look}"'
        f' style="--aspect:{pictures.aspect:.6g}">'
        f'<div data-part="still">{pictures.light}</div><template>{pictures.dark}</template>'
        f"<style>{style}</style></div><script>{first_script()}</script>"
    )


def first_script() -> str:
    """SCRIPT with the names of Streamlit's that it asks for."""
    others = ", ".join(["[role='dialog']", *(f"[data-testid='{name}']" for name in ALERTS)])
    names = {"PLOTLY": plotly_url(), "THEME_KEY": "*".join(THEME_KEY), "OTHERS": others}
    script = SCRIPT
    for name, value in names.items():
        script = script.replace(name, value)
    return script
