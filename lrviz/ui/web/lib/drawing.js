// Drawings that are overtaken: a plot is taken away, or drawn anew, while plotly is at it still.
// plotly then goes on with what is gone and fails, which is nobody's error.
//
// Two drawings of one plot that meet leave parts of both, an animated frame and a new size for
// instance the axes of the old size: each waits for the one before it. And every plot is given its
// size: one that sizes itself takes a new size at the next animated frame, where nothing but its
// moving traces is drawn, and stays for good as it was drawn for the old one.

import { forgetRanges, sizeOf } from "./internals.js";
import { magnified, scale } from "./lecture.js";

/** @typedef {{ last: Promise<unknown> | null }} Chain */
/** @type {WeakMap<Element, Chain>} */
const chains = new WeakMap(); // by div, what is being drawn, and the last that waits for its turn
/** @typedef {{ traces: Map<number, Trace>, end: Promise<unknown> | null }} Exchange */
/** @type {WeakMap<Element, Exchange>} */
const waiting = new WeakMap(); // by div, the last exchange that waits
// Milliseconds after which a drawing is no longer waited for: plotly never tells the end of one
// that was broken off, and what comes after it must not wait for ever.
const [FRAME, DRAWING] = [1000, 4000]; // An animated frame has the first, any other drawing the second.
const LOST = Symbol("a drawing that is no longer waited for");
const NOW = { frame: { duration: 0, redraw: false }, transition: { duration: 0 }, mode: "immediate" };

/** Draws `spec` into `div`; resolves when it is drawn, or has become needless.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, spec: Spec, config: object) => Promise<unknown>} */
export function drawn(Plotly, div, spec, config) {
  leaving(Plotly, div);
  const { data: traces, layout } = magnified(spec, scale());
  const data = traces.map((trace) => filled(trace));
  return kept(div, () => {
    forgetRanges(div);
    return Plotly.react(div, data, { ...layout, ...room(div) }, config);
  }, DRAWING, () => fitted(Plotly, div));
}

/** @type {WeakSet<Element>} */
const heeded = new WeakSet();
const GONE = 100; // Milliseconds after which nothing more comes of a pointer that has left.

/** What a pointer was told of a point goes with it: plotly tells it again when an animated frame
 *  is drawn while it leaves.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv) => void} */
function leaving(Plotly, div) {
  if (heeded.has(div)) return;
  heeded.add(div);
  div.addEventListener("pointerleave", () => setTimeout(() => {
    if (div.data && !div.matches(":hover")) Plotly.Fx.unhover(div);
  }, GONE));
}

/** Exchanges the data of some traces, once all is drawn that was asked for before; of exchanges
 *  that wait the newest data of each trace are drawn.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, data: Trace[], traces: number[]) => Promise<unknown>} */
export function exchanged(Plotly, div, data, traces) {
  const last = chains.get(div)?.last;
  const waits = waiting.get(div);
  const own = waits && waits.end === last ? waits : { traces: new Map(), end: null };
  traces.forEach((trace, n) => own.traces.set(trace, data[n]));
  if (own === waits) return last ?? Promise.resolve();
  const done = kept(div, () => {
    if (waiting.get(div) === own) waiting.delete(div);
    const [plain, larger] = [[...own.traces.values()], scale()];
    const moving = larger === 1 ? plain : magnified(plain, larger); // looks may come with the data
    const frame = { data: moving, traces: [...own.traces.keys()] };
    return Plotly.animate(div, frame, NOW).catch(() => {});
  }, FRAME);
  if (last) waiting.set(div, Object.assign(own, { end: chains.get(div)?.last ?? null }));
  return done;
}

/** Whether what is drawn now has the size of its place: what plotly was told, and what it drew.
 *  @type {(div: PlotDiv) => boolean} */
export function fits(div) {
  const { width, height } = room(div);
  const [across, tall] = sizeOf(div);
  const told = div.layout.width === width && div.layout.height === height;
  return !width || (told && across === width && tall === height);
}

/** The size of a plot's place; none where it is not displayed.
 *  @type {(div: Element) => { width?: number, height?: number }} */
function room(div) {
  if (!div.getClientRects().length) return {};
  const { width, height } = div.getBoundingClientRect();
  return { width, height };
}

/** @type {Record<string, unknown>} what stands for nothing, in arrays that have something of every point */
const NOTHING = { textposition: "top right", angles: 0, done: false, heads: false, colours: "transparent" };

/** A trace as plotly can be handed it again and again. Of one that is animated to empty arrays it
 *  leaves the last elements where they were: here they become one point that is nowhere. A text
 *  that was once empty does not show at the next frame: it is a space, beside coordinates in bytes
 *  too, as the scenes bring them.
 *  @template {{ [attribute: string]: unknown }} T
 *  @param {T} data
 *  @returns {T} */
export function filled(data) {
  const lists = Object.entries(data).filter(([, value]) => Array.isArray(value));
  const gone = Array.isArray(data.x) && !data.x.length;
  const whole = gone ? { ...data, ...Object.fromEntries(lists.map(([name]) => [name, [NOTHING[name] ?? null]])) } : data;
  return Array.isArray(whole.text) ? { ...whole, text: whole.text.map((text) => text || " ") } : whole;
}

/** Fits the plot to the size its place has now; one that is not displayed stays as it is.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv) => Promise<unknown>} */
export function fitted(Plotly, div) {
  return kept(div, () => (fits(div) ? null : Plotly.relayout(div, room(div))));
}

/** @type {WeakMap<Element, Box>} */
const frames = new WeakMap(); // by div, the ranges that wait to be shown

/** Shows other ranges of a plot's axes; of those that wait, the newest.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, box: Box) => void} */
export function framed(Plotly, div, box) {
  const waits = frames.has(div);
  frames.set(div, box);
  if (waits) return;
  kept(div, () => {
    const [x, y] = frames.get(div) ?? box;
    frames.delete(div);
    return Plotly.relayout(div, { "xaxis.range": [...x], "yaxis.range": [...y] });
  });
}

/** Takes the plot out of `div`.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv) => void} */
export function taken(Plotly, div) {
  chains.delete(div);
  frames.delete(div);
  Plotly.purge(div);
  div.emit = () => {}; // an animation still under way ends by saying so
}

/** What `draw` comes to, or nothing once it is no longer waited for; should it end after all, its
 *  size may be one of long ago, which `late` is to see to.
 *  @type {(draw: () => Promise<unknown> | null, patience: number, late?: () => void) => Promise<unknown>} */
function within(draw, patience, late) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const lost = new Promise((resolve) => { timer = setTimeout(() => resolve(LOST), patience); });
  const drawing = Promise.resolve(draw());
  const first = Promise.race([drawing, lost]).finally(() => clearTimeout(timer));
  first.then((end) => (end === LOST ? drawing.then(late) : null)).catch(() => {});
  return first;
}

/** Draws, or does so once all is drawn that was asked for before. What is overtaken fails in
 *  silence, and what waits in a plot that is taken away is not drawn.
 *  @type {(div: PlotDiv, draw: () => Promise<unknown> | null, patience?: number, late?: () => void) => Promise<unknown>} */
function kept(div, draw, patience = DRAWING, late = undefined) {
  /** @type {Chain} */
  const chain = chains.get(div) ?? { last: null };
  const there = () => chains.get(div) === chain;
  const drawing = chain.last ? chain.last.then(() => (there() ? within(draw, patience, late) : null)) : within(draw, patience, late);
  /** @type {Promise<unknown>} */
  const end = drawing.catch(() => {}).then(() => { if (there() && chain.last === end) chains.delete(div); });
  chain.last = end;
  chains.set(div, chain);
  return drawing.catch((error) => { if (there() && chain.last === end) throw error; });
}
