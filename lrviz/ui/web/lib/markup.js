// The stage's elements. Texts come from the catalogs with the scene; see `label`.

/** @type {(path: string) => string} */
const icon = (path) => `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${path}" fill="currentColor"/></svg>`;

export const ICONS = {
  whole: icon("M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z"),
  reset: icon("M3 3h2v10H3zM13 3v10L6 8z"),
  back: icon("M11 3v10L4 8z"),
  play: icon("M4 2.5v11l9-5.5z"),
  pause: icon("M4 3h3v10H4zM9 3h3v10H9z"),
  forward: icon("M5 3v10l7-5z"),
};

const MARKUP = `
<div class="lr-map" data-part="map">
  <div class="lr-views" role="group" data-aria="views">
    <button type="button" data-testid="stage-zoom-out" data-act="zoom_out" data-aria="zoom_out">−</button>
    <button type="button" data-testid="stage-zoom-in" data-act="zoom_in" data-aria="zoom_in">+</button>
    <button type="button" class="lr-whole" data-testid="stage-zoom-whole" data-act="zoom_whole" data-aria="zoom_whole">${ICONS.whole}</button>
    <button type="button" data-testid="stage-2d" data-act="2d" data-text="flat"></button>
    <button type="button" data-testid="stage-3d" data-act="3d" data-text="solid"></button>
  </div>
  <div class="lr-plot" data-testid="stage-contour" role="group">
    <div class="lr-still" data-part="still"></div>
    <div class="lr-layer" data-part="rings"></div>
    <div class="lr-layer" data-part="path"></div>
    <div class="lr-layer lr-solid" data-part="solid" hidden></div>
    <p class="lr-guide" data-part="guide" data-testid="stage-guide" data-text="guide" hidden></p>
    <div class="lr-pointer lr-num" data-part="pointer" data-testid="stage-pointer" aria-hidden="true" hidden></div>
    <div class="lr-formula" data-part="formula" data-testid="stage-formula"></div>
    <div class="lr-handle" data-part="handle" data-testid="stage-start" data-aria="start" role="button" tabindex="0" hidden></div>
  </div>
</div>
<div class="lr-side">
  <section class="lr-verdict" data-testid="stage-verdict" aria-live="polite" aria-atomic="true">
    <h2 data-part="word"></h2><p data-part="sentence"></p><p class="lr-hint" data-part="hint" data-testid="stage-hint"></p>
    <a class="lr-why" data-part="why" data-testid="stage-why" data-text="why" hidden></a>
    <details class="lr-why" data-part="because" data-testid="stage-because" hidden><summary data-text="what"></summary><p data-part="reason"></p></details>
  </section>
  <p class="lr-setting" data-part="setting" data-testid="stage-setting"></p>
  <section class="lr-update" data-testid="stage-update" data-part="update"></section>
  <div class="lr-plot lr-curve" data-testid="stage-loss" role="img" data-part="loss-words"><div class="lr-layer" data-part="loss"></div></div>
  <div class="lr-plot lr-curve" data-testid="stage-sweep" role="group" data-part="sweep-words"><div class="lr-layer" data-part="sweep"></div></div>
</div>
<div class="lr-rate">
  <label for="lr-rate-input"><i>η</i></label>
  <input class="lr-number" data-testid="stage-lr-number" data-part="number" inputmode="decimal"
    autocomplete="off" spellcheck="false" data-aria="rate_number">
  <div class="lr-track">
    <div class="lr-bands" data-part="bands" aria-hidden="true"></div>
    <input id="lr-rate-input" type="range" data-testid="stage-lr" data-part="rate" min="0" step="1" data-aria="rate">
    <div class="lr-ticks" data-part="ticks" aria-hidden="true"></div>
  </div>
  <div class="lr-presets" role="group" data-aria="regimes">
    <button type="button" class="lr-finer" data-testid="stage-finer" data-act="finer" data-text="finer"></button>
    <button type="button" data-testid="stage-tiny" data-act="tiny" data-text="tiny"></button>
    <button type="button" data-testid="stage-good" data-act="good" data-text="good"></button>
    <button type="button" data-testid="stage-large" data-act="large" data-text="large"></button>
    <button type="button" data-testid="stage-too-large" data-act="too_large" data-text="too_large"></button>
  </div>
</div>
<div class="lr-player">
  <div class="lr-buttons" role="group" data-aria="player">
    <button type="button" data-testid="stage-reset" data-act="reset" data-aria="reset">${ICONS.reset}</button>
    <button type="button" data-testid="stage-back" data-act="back" data-aria="back">${ICONS.back}</button>
    <button type="button" class="lr-go" data-testid="stage-play" data-act="play" data-aria="play">${ICONS.play}</button>
    <button type="button" data-testid="stage-forward" data-act="forward" data-aria="forward">${ICONS.forward}</button>
  </div>
  <input type="range" data-testid="stage-step" data-part="step" min="0" step="1" data-aria="step">
  <output data-part="count" class="lr-count"></output>
  <div class="lr-options">
    <label><span data-text="speed"></span> <select data-testid="stage-speed" data-part="speed"></select></label>
    <label><span data-text="trail"></span> <select data-testid="stage-trail" data-part="trail"></select></label>
    <label><input type="checkbox" data-testid="stage-log" data-part="log"> <span data-text="log"></span></label>
    <label><input type="checkbox" data-testid="stage-ghosts" data-part="ghosts"> <span data-text="ghosts"></span></label>
    <label><input type="checkbox" data-testid="stage-parts" data-part="parts"> <span data-text="parts"></span></label>
    <label><input type="checkbox" data-testid="stage-sound" data-part="sound"> <span data-text="sound"></span></label>
    <span class="lr-save" role="group" data-aria="save"><span data-text="save"></span>
      <button type="button" data-testid="stage-save-png" data-act="save-png">PNG</button>
      <button type="button" data-testid="stage-save-svg" data-act="save-svg">SVG</button></span>
    <button type="button" class="lr-ask" data-testid="stage-keys" data-act="keys" data-aria="keys">?</button>
  </div>
</div>
<p class="lr-alert" role="alert" data-part="alert" hidden></p>
<dialog class="lr-keys" data-part="keys" data-aria="keys"></dialog>`;

/** Fills `root` and returns its elements by part and by testid.
 *  @type {(root: HTMLElement) => StageParts} */
export function build(root) {
  root.innerHTML = MARKUP;
  return /** @type {StageParts} */ (byPart(root));
}

/** The elements within `root` that have a part to play, by its name.
 *  @type {(root: Element) => Record<string, any>} */
export function byPart(root) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-part]"));
  return Object.fromEntries([...found].map((element) => [element.dataset.part, element]));
}

/** The element within `root` that is always there.
 *  @type {(root: Element, selector: string) => HTMLElement} */
export function one(root, selector) {
  const found = /** @type {HTMLElement | null} */ (root.querySelector(selector));
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** All elements within `root` that are meant.
 *  @type {(root: Element, selector: string) => HTMLElement[]} */
export const all = (root, selector) => [...root.querySelectorAll(selector)].map((each) => /** @type {HTMLElement} */ (each));

/** Puts the scene's texts where they belong; `texts` is one flat object.
 *  @type {(root: Element, texts: Texts) => void} */
export function label(root, texts) {
  for (const element of all(root, "[data-text]")) {
    const { text = "" } = element.dataset;
    element.textContent = texts[text];
    const hint = texts[`${text}_hint`];
    if (hint) element.title = hint;
  }
  for (const element of all(root, "[data-aria]")) {
    const { aria = "" } = element.dataset;
    element.setAttribute("aria-label", texts[aria]);
    if (element.tagName === "BUTTON") element.title = texts[aria];
  }
}

/** The choices of a select: [[value, text], …].
 *  @type {(select: HTMLSelectElement, pairs: [string | number, string][], chosen: string | number) => void} */
export function choices(select, pairs, chosen) {
  select.replaceChildren(...pairs.map(([value, text]) => new Option(text, String(value))));
  select.value = String(chosen);
}
