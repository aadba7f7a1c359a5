// Drawings that are overtaken: a plot is taken away, or drawn anew, while plotly is at it still.
// plotly then goes on with what is gone and fails, which is nobody's error.

/** @type {WeakMap<Element, Promise<unknown>>} */
const latest = new WeakMap(); // by div, the last drawing asked for

/** Draws `spec` into `div`; resolves when it is drawn, or has become needless.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, spec: Spec, config: object) => Promise<unknown>} */
export function drawn(Plotly, div, spec, config) {
  return kept(div, Plotly.react(div, structuredClone(spec.data), structuredClone(spec.layout), config));
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
