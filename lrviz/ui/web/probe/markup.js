// The probe's elements. Texts come from the catalogs with the scene; see `label`.

/** Fills `root` for a scene; returns its elements.
 *  @type {(root: HTMLElement, scene: ProbeScene) => ProbeParts} */
export function build(root, { part, specs }) {
  root.replaceChildren();
  root.dataset.part = part;
  root.dataset.map = String(Boolean(specs.above));
  /** @type {Pick<ProbeParts, "divs" | "readouts" | "plots" | "map" | "handle" | "angle" | "angleWord">} */
  const parts = { divs: [], readouts: [], plots: {} };
  /** @type {(parent: Element, name: string) => void} */
  const layer = (parent, name) => {
    const div = /** @type {HTMLElement} */ (add(parent, "div", "lr-layer"));
    parts.plots[name] = /** @type {PlotDiv} */ (div);
    parts.divs.push(parts.plots[name]);
  };
  const map = add(root, "div", "lr-probe-map");
  if (specs.above) {
    const plot = add(map, "div", "lr-plot");
    Object.assign(plot.dataset, { testid: "probe-map" });
    parts.map = plot;
    layer(plot, "below");
    layer(plot, "above");
    parts.handle = add(plot, "div", "lr-handle");
    parts.handle.dataset.testid = "probe-handle";
    parts.handle.hidden = true;
    Object.assign(parts.handle, { tabIndex: 0 });
    parts.handle.setAttribute("role", "button");
  }
  const mapText = readout(map, "probe-step");
  mapText.setAttribute("aria-live", "polite");
  const side = add(root, "div", "lr-probe-sides");
  const count = Object.keys(specs).filter((name) => name.startsWith("side_")).length;
  for (let k = 0; k < count; k += 1) {
    const plot = add(side, "div", "lr-plot");
    plot.dataset.testid = `probe-side-${k}`;
    layer(plot, `side_${k}`);
    parts.readouts.push(readout(side, `probe-readout-${k}`));
  }
  if (part === "directions") {
    const row = add(side, "label", "lr-turn");
    parts.angleWord = add(row, "span", "");
    parts.angle = add(row, "input", "");
    Object.assign(parts.angle, { type: "range", min: 0, max: 360, step: 1 });
    parts.angle.dataset.testid = "probe-angle";
  }
  const alert = add(root, "p", "lr-alert");
  Object.assign(alert, { hidden: true });
  alert.setAttribute("role", "alert");
  return { ...parts, mapText, alert };
}

/** Puts the scene's texts where they belong.
 *  @type {(parts: ProbeParts, scene: ProbeScene) => void} */
export function label(parts, { texts, alt }) {
  /** @type {(element: Element, text: string) => void} */
  const picture = (element, text) => {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", text);
  };
  const { below, above } = parts.plots;
  if (below) {
    picture(below, alt.map);
    above.setAttribute("aria-hidden", "true");
    parts.handle?.setAttribute("aria-label", texts.handle);
  }
  parts.readouts.forEach((_, k) => picture(parts.plots[`side_${k}`], alt[`side_${k}`]));
  if (parts.angleWord) parts.angleWord.textContent = texts.turn;
}

/** @type {(parent: Element, name: string) => HTMLElement} */
function readout(parent, name) {
  const line = add(parent, "p", "lr-readout");
  line.dataset.testid = name;
  return line;
}

/** @template {keyof HTMLElementTagNameMap} T
 *  @param {Element} parent @param {T} tag @param {string} name
 *  @returns {HTMLElementTagNameMap[T]} */
function add(parent, tag, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}
