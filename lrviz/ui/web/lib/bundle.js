// plotly.js of flat pictures alone is a third of all of it. It draws until the first picture that is
// not flat is asked for; that one, and whatever else is drawn in its place, is drawn by the whole.

const SOLID = ["surface", "scatter3d"];
const [FLAT, WHOLE] = ["plotly-cartesian.min.js", "plotly.min.js"];

/** Where the whole of plotly.js is, by where the page has it from; "" where that is the whole.
 *  @type {(url: string) => string} */
export const wholeOf = (url) => (url.includes(FLAT) ? url.replace(FLAT, WHOLE) : "");

/** @type {(data: Trace[]) => boolean} */
const solid = (data) => data.some(({ type }) => SOLID.includes(type ?? ""));

/** A plotly.js that fetches the whole when it is needed.
 *  @type {(flat: PlotlyModule, fetched: () => Promise<PlotlyModule>) => PlotlyModule} */
export function completed(flat, fetched) {
  /** @type {Promise<PlotlyModule> | undefined} */
  let coming;
  /** @type {WeakMap<Element, PlotlyModule>} */
  const owners = new WeakMap();
  /** @type {WeakMap<Element, Promise<unknown>>} */
  const waiting = new WeakMap(); // by div, its first solid picture, until that is drawn
  /** @type {(div: Element) => PlotlyModule} */
  const owner = (div) => owners.get(div) ?? flat;
  const whole = () => (coming ??= fetched().catch((error) => { coming = undefined; throw error; }));
  /** @type {<T>(div: Element, act: () => Promise<T>) => Promise<T>} */
  const after = (div, act) => waiting.get(div)?.then(act) ?? act();
  /** @type {PlotlyModule["react"]} */
  async function owned(div, data, layout, config) {
    owners.set(div, await whole());
    return owner(div).react(div, data, layout, config).finally(() => waiting.delete(div));
  }
  return {
    PlotSchema: flat.PlotSchema,
    Fx: { unhover: (div) => owner(div).Fx.unhover(div) },
    react(div, data, layout, config) {
      if (!solid(data) || owners.has(div)) return after(div, () => owner(div).react(div, data, layout, config));
      const drawing = owned(div, data, layout, config);
      waiting.set(div, drawing);
      return drawing;
    },
    animate: (div, frame, options) => after(div, () => owner(div).animate(div, frame, options)),
    restyle: (div, values, traces) => after(div, () => owner(div).restyle(div, values, traces)),
    relayout: (div, values) => after(div, () => owner(div).relayout(div, values)),
    purge: (div) => owner(div).purge(div),
    toImage: (div, options) => owner(div).toImage(div, options),
    downloadImage: async (figure, options) => (solid(figure.data) ? await whole() : flat).downloadImage(figure, options),
  };
}
