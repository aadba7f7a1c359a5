"""What Streamlit's own elements need to sit on this page as the stage does."""

from urllib.parse import quote

from lrviz.text import say


def _drawn(strokes: str) -> str:
    """A line drawing on a square of 16 as the address of a picture."""
    picture = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='#000'"
        f" stroke-width='1.5'><path d='{strokes}'/></svg>"
    )
    return f'url("data:image/svg+xml,{quote(picture)}")'


# What every page shows is drawn: for these few alone the font of icons need not be fetched. It
# stands in Streamlit's own stylesheet, for the font is asked for with the first icon.
ICONS = f"""
:is(.st-key-header, [data-testid="stPopoverButton"], [data-testid="stExpander"] summary)
  [data-testid="stIconMaterial"] {{ font: 0/0 "Source Sans" !important; }}
:is(.st-key-header, [data-testid="stPopoverButton"], [data-testid="stExpander"] summary)
  [data-testid="stIconMaterial"]::before {{ content: ""; width: 1.1rem; height: 1.1rem;
  background: currentcolor; mask: var(--lr-icon) center / contain no-repeat; }}
:root {{ --lr-icon: {_drawn("M4 6l4 4 4-4")}; }}
[data-testid="stExpander"] details:not([open]) > summary [data-testid="stIconMaterial"]::before {{
  rotate: -90deg; }}
.st-key-lecture {{ --lr-icon: {_drawn("M2 3h12v8H2zM8 11v3M5 13.5h6")}; }}
.st-key-take_home [data-has-shortcut] {{ --lr-icon: {
    _drawn("M8 2v7.5M4.8 6.5L8 9.7l3.2-3.2M2.8 10.5v3h10.4v-3")
}; }}
"""

STYLE = """
.stMainBlockContainer { padding: 0.6rem 1.6rem 2rem; max-width: 1680px; margin: 0 auto; }
.stAppHeader { background: none; pointer-events: none; height: 2.6rem; min-height: 2.6rem; }
.stAppHeader > * { pointer-events: auto; }
.stMainBlockContainer > .stVerticalBlock { gap: 0.5rem; }
.st-key-header { padding-right: 2.2rem; min-height: 2.2rem; }
.lr-title { margin: 0; padding: 0; font-size: 1.35rem; line-height: 1.6; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis; }
.lr-title small { font: 400 0.9rem "Source Sans", sans-serif; opacity: 0.7; margin-left: 0.6rem; }
.lr-newcomer, html[data-lr-new] .lr-tagline { display: none; }
.lr-newcomer a { color: inherit; text-underline-offset: 0.2em; }
html[data-lr-new] .lr-newcomer { display: inline; opacity: 1; }
.st-key-in_course { margin-top: 0.6rem; }
div:has(> .st-key-address_heard), .st-key-address_heard { display: none; }
/* what is quiet is legible all the same: 4.5 to 1 on light paper and on dark */
html[data-lr-paper] [data-testid="stCaptionContainer"] { --lr-quiet: #5f5c55; opacity: 1; }
html[data-lr-paper="dark"] [data-testid="stCaptionContainer"] { --lr-quiet: #b3aea3; }
html[data-lr-paper] [data-testid="stCaptionContainer"] :is(p, li) { color: var(--lr-quiet); }
html[data-lr-paper] :is(button[data-selected="true"], [data-testid="stSliderThumbValue"]) p {
  color: #00568a; }
html[data-lr-paper="dark"] :is(button[data-selected="true"], [data-testid="stSliderThumbValue"]) p {
  color: #9bd4f7; }
html[data-lr-paper="dark"] :is(.lr-forward, .lr-class .lr-main) { background: #2f6fa8 !important; }
html[data-lr-paper="dark"] [data-testid="stMultiSelect"] :has(> span[title]) {
  background-color: #2f6fa8; }
[data-testid="stPageLink"] a:focus-visible { background: none; outline: 2px solid currentcolor;
  outline-offset: 1px; }
.st-key-settings { margin-top: 0.2rem; }
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; } /* the label says it */
/* why a file is refused, which Streamlit says to screen readers and under the pointer alone */
[data-testid="stFileChip"] [role="alert"] { position: static; width: auto; height: auto; margin: 0;
  clip: auto; clip-path: none; overflow: visible; white-space: normal; padding-inline: 0.6rem; }
[data-testid="stFileChip"][aria-invalid="true"] { max-width: none; width: auto; }
/* an icon; no longer seen, still read out */
.st-key-take_home > .stPopover [data-testid="stPopoverButton"] [data-testid="stMarkdownContainer"] {
  position: absolute; clip-path: inset(50%); }
.st-key-header > :has(.st-key-take_home) { flex: 0 0 auto; width: auto; min-width: 0; }
.st-key-take_home_body { min-width: min(30rem, 80vw); gap: 0.4rem; }
.st-key-take_home_body [data-testid="stDownloadButton"] button,
.st-key-take_home_body [data-testid="stButton"] button {
  min-width: 8.5rem; justify-content: start; }
.lr-qr { display: block; border-radius: 4px; max-width: 14rem; height: auto; }
@media (width >= 1020px) {
  .st-key-header { flex-wrap: nowrap; gap: 0.7rem; }
  .st-key-header > :has(.lr-title) { flex: 1 1 0; min-width: 0; }
}
/* the finer settings stand over verdict and curves, and leave the map and the rate in sight */
@media (width >= 1020px) {
  html:has(.lr-stage) [data-testid="stPopoverBody"]:has(.st-key-tuning_body,
    .st-key-regression_more_body) { left: auto !important; right: 1.6rem !important;
    top: 3.6rem !important; transform: none !important; min-width: 0 !important;
    width: min(26rem, 34vw) !important; max-height: calc(100vh - 18rem) !important; }
}
@media (width >= 1020px) and (width < 1240px) {
  .st-key-header { gap: 0.4rem; }
  .lr-title .lr-tagline, .lr-title .lr-newcomer { display: none !important; }
  .st-key-lecture [data-testid="stMarkdownContainer"] { position: absolute; clip-path: inset(50%); }
}
@media (width >= 1240px) and (width < 1480px) {
  .lr-title small { font-size: 0.75rem; } /* so that all of it is read */
}
@media (max-width: 760px) {
  .stMainBlockContainer { padding: 0.5rem 0.9rem 2rem; }
  .lr-title .lr-tagline, .lr-title .lr-newcomer { display: none !important; }
  /* no longer seen, still read out */
  .st-key-lecture [data-testid="stMarkdownContainer"] { position: absolute; clip-path: inset(50%); }
  .st-key-header { gap: 0.4rem; }
  .st-key-header > :has(.lr-title) { flex: 1 1 4rem; width: auto; min-width: 0; }
  .st-key-header > :has(> .st-key-menu) { order: 1; flex: 1 0 100%; margin-right: -2.2rem; }
  .st-key-menu { flex-wrap: nowrap; overflow-x: auto; gap: 0; scrollbar-width: none; }
  .st-key-menu a { padding-inline: 0.35rem; min-height: 2.5rem; }
  .st-key-header button, [data-testid="stTooltipIcon"] button { min-height: 2.5rem;
    min-width: 2.5rem; }
  [data-testid="stButtonGroup"] button, [data-testid="stCheckbox"] label { min-height: 2.5rem; }
  [data-testid="stElementContainer"]:has(> [data-testid="stMultiSelect"]) { min-width: 100%; }
}
"""

# What scrolls sideways on a phone fades at an edge beyond which there is more; in a browser that
# cannot tell, nothing scrolls.
STYLE += """
@keyframes lr-more {
  0%, 2% { mask-image: linear-gradient(to left, transparent, #000 2.6rem); }
  3%, 97% { mask-image: linear-gradient(to right, transparent, #000 2.6rem,
    #000 calc(100% - 2.6rem), transparent); }
  98%, 100% { mask-image: linear-gradient(to right, transparent, #000 2.6rem); }
}
@media (max-width: 760px) {
  .st-key-menu, .lr-scroll, .lr-ways div {
    animation: lr-more linear both; animation-timeline: scroll(self inline); }
  /* Streamlit fades its tabs itself, by less than a letter */
  [data-testid="stButtonGroup"] [data-can-scroll-end]:not([data-can-scroll-start]) {
    mask-image: linear-gradient(to left, transparent, #000 2.6rem) !important; }
  [data-testid="stButtonGroup"] [data-can-scroll-start]:not([data-can-scroll-end]) {
    mask-image: linear-gradient(to right, transparent, #000 2.6rem) !important; }
  @supports not (animation-timeline: scroll()) {
    .st-key-menu { flex-wrap: wrap; }
    .st-key-menu, .lr-scroll, .lr-ways div { animation: none; }
  }
}
"""

# On somebody else's page: the picture and its player alone.
EMBEDDED = """
.st-key-header, .st-key-settings, [data-testid="stExpander"] { display: none !important; }
.stMainBlockContainer { padding: 0.3rem 0.6rem !important; }
"""

# Lecture mode: everything grows with the screen, so that nothing is smaller than 18 pixels where
# it is 1920 wide, and the map takes what the controls leave. Scripts see --lr-lecture of it.
PRESENT = """
html:root { --lr-lecture: 1; font-size: clamp(16px, 1.146vw, 48px); }
.stMainBlockContainer { max-width: none; padding-bottom: 0.8rem; }
.lr-options, .lr-title small, .lr-guide, .lr-data-touch,
  .st-key-language { display: none !important; }
@media (min-width: 761px) {
  .lr-map .lr-plot { height: calc(100vh - 12.4rem) !important; }
  .lr-data-plot { height: calc(100vh - 17rem) !important; }
}
.lr-player { grid-template-columns: auto minmax(6rem, 1fr) auto !important; }
.lr-verdict h2 { font-size: 1.5rem !important; }
.lr-verdict p, .lr-setting { font-size: 0.95rem !important; }
.lr-update { font-size: 1.1rem !important; min-height: 5.6rem !important; }
.lr-formula { font-size: calc(1.15rem * var(--fit, 1)) !important; }
.lr-stage button { font-size: 0.9rem !important; }
.lr-bands span, .lr-ticks span, .lr-parts, .lr-parts *, .lr-update p, .lr-verdict .lr-hint,
  .lr-data-pictures button, .lr-data-options { font-size: 0.84rem !important; }
.lr-curve { min-height: 7rem !important; }
.lr-box-number, .lr-held-note, .lr-word-batch, .lr-word-held,
  .js-plotly-plot :is(.xtick, .ytick) text { font-size: 0.855rem !important; }
.lr-box-name { font-size: 0.92rem !important; }
[data-testid="InputInstructions"]::after { font-size: 0.84rem; }
"""
PRESENT += f"""
.st-key-lecture {{ --lr-icon: {_drawn("M13.5 2.5L10 6M9.5 3v3.5H13M2.5 13.5L6 10M6.5 13V9.5H3")}; }}
"""

# What a link may leave away, by its name in HIDEABLE.
HIDDEN = {
    "menu": ".st-key-menu",
    "language": ".st-key-language",
    "lecture": ".st-key-lecture",
    "settings": ".st-key-settings",
    "explain": "[data-testid='stExpander']",
    "formula": ".lr-formula",
    "views": "[data-act='2d'], [data-act='3d']",
    "zoom": "[data-act^='zoom']",
    "guide": ".lr-guide",
    "verdict": ".lr-verdict",
    "hint": ".lr-hint",
    "setting": ".lr-setting",
    "update": ".lr-update",
    "loss": "[data-testid='stage-loss']",
    "sweep": "[data-testid='stage-sweep']",
    "rate": ".lr-rate",
    "number": ".lr-number",
    "presets": ".lr-presets",
    "finer": ".lr-finer",
    "player": ".lr-player",
    "step": "[data-testid='stage-step'], .lr-count",
    "options": ".lr-options",
    "speed": "label:has(> [data-part='speed'])",
    "trail": "label:has(> [data-part='trail'])",
    "log": "label:has(> [data-part='log'])",
    "ghosts": "label:has(> [data-part='ghosts'])",
    "parts": "label:has(> [data-part='parts'])",
    "save": ".lr-save",
}


def hidden(names: str) -> str:
    """The style that leaves away what a link names."""
    places = [HIDDEN[name] for name in names.split(",") if name]
    return f"{', '.join(places)} {{ display: none !important; }}" if places else ""


# Words of Streamlit's own, which it has in English alone: where they stand, ours, their size.
WORDS = (
    ('[data-testid="InputInstructions"]', "ui.widget.enter", "0.75rem"),
    ('[data-testid="stFileUploaderDropzone"] button p', "ui.widget.upload", "0.875rem"),
)


def words(language: str) -> str:
    """The style that puts our words in the place of Streamlit's."""
    return "".join(
        f'{place} {{ font-size: 0; }} {place}::after {{ content: "{say(key, language)}";'
        f" font-size: {size}; }}"
        for place, key, size in WORDS
    )
