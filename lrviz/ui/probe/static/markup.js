// The probe's elements. Texts come from the catalogs with the scene; see `label`.

/** Fills `root` for a scene; returns its elements. */
export function build(root, { part, axes, specs }) {
  root.replaceChildren();
  root.dataset.part = part;
  root.dataset.map = String(Boolean(specs.above));
  const parts = { divs: [], readouts: [] };
  const layer = (parent, name) => {
    parts[name] = add(parent, "div", "lr-layer");
    parts.divs.push(parts[name]);
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
  parts.mapText = readout(map, "probe-step");
  parts.mapText.setAttribute("aria-live", "polite");
  const side = add(root, "div", "lr-probe-sides");
  const count = Object.keys(specs).filter((name) => name.startsWith("side_")).length;
  for (let k = 0; k < count; k += 1) {
    const plot = add(side, "div", "lr-plot");
    plot.dataset.testid = `probe-side-${k}`;
    parts[`plot_${k}`] = plot;
    layer(plot, `side_${k}`);
    parts.readouts.push(readout(side, `probe-readout-${k}`));
  }
  if (part === "directions") {
    const row = add(side, "label", "lr-turn");
    parts.angleWord = add(row, "span", "");
    parts.angle = Object.assign(add(row, "input", ""), { type: "range", min: 0, max: 360, step: 1 });
    parts.angle.dataset.testid = "probe-angle";
  }
  parts.alert = add(root, "p", "lr-alert");
  Object.assign(parts.alert, { hidden: true });
  parts.alert.setAttribute("role", "alert");
  return parts;
}

/** Puts the scene's texts where they belong. */
export function label(parts, { texts, alt }) {
  const picture = (element, text) => {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", text);
  };
  if (parts.below) {
    picture(parts.below, alt.map);
    parts.above.setAttribute("aria-hidden", "true");
    parts.handle.setAttribute("aria-label", texts.handle);
  }
  parts.readouts.forEach((_, k) => picture(parts[`side_${k}`], alt[`side_${k}`]));
  if (parts.angleWord) parts.angleWord.textContent = texts.turn;
}

function readout(parent, name) {
  const line = add(parent, "p", "lr-readout");
  line.dataset.testid = name;
  return line;
}

function add(parent, tag, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}
