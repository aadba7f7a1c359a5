// Drawings that are overtaken: a plot is taken away, or drawn anew, while plotly is at it still.
// plotly then goes on with what is gone and fails, which is nobody's error.

/** @type {WeakMap<Element, Promise<unknown>>} */
const latest = new WeakMap(); // by div, the last drawing asked for

/** Draws `spec` into `div`; resolves when it is drawn, or has become needless.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, spec: Spec, config: object) => Promise<unknown>} */
export function drawn(Plotly, div, spec, config) {
  const data = spec.data.map((trace) => filled(structuredClone(trace)));
  return kept(div, Plotly.react(div, data, structuredClone(spec.layout), config));
}

/** @type {Record<string, unknown>} what stands for nothing, in arrays that have something of every point */
const NOTHING = { textposition: "top right", angles: 0, done: false, heads: false, colours: "transparent" };

/** A trace as plotly can be handed it again and again. Of one that is animated to empty arrays it
 *  leaves the last elements where they were: here they become one point that is nowhere. A text
 *  that was once empty never shows again: it is a space.
 *  @template {{ [attribute: string]: unknown }} T
 *  @param {T} data
 *  @returns {T} */
export function filled(data) {
  if (!Array.isArray(data.x)) return data;
  const lists = Object.entries(data).filter(([, value]) => Array.isArray(value));
  const whole = data.x.length ? data : { ...data, ...Object.fromEntries(lists.map(([name]) => [name, [NOTHING[name] ?? null]])) };
  return Array.isArray(whole.text) ? { ...whole, text: whole.text.map((text) => text || " ") } : whole;
}

/** Fits the plot to the size its place has now; one that is not displayed stays as it is.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv) => Promise<unknown>} */
export function fitted(Plotly, div) {
  if (!div.getClientRects().length) return Promise.resolve();
  return kept(div, Plotly.Plots.resize(div));
}

/** Takes the plot out of `div`.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv) => void} */
export function taken(Plotly, div) {
  latest.delete(div);
  Plotly.purge(div);
  div.emit = () => {}; // an animation still under way ends by saying so
}

/** @type {(div: PlotDiv, drawing: Promise<unknown>) => Promise<unknown>} */
function kept(div, drawing) {
  latest.set(div, drawing);
  return Promise.resolve(drawing).catch((error) => {
    if (latest.get(div) === drawing) throw error;
  });
}
