// Drawings that are overtaken: a plot is taken away, or drawn anew, while plotly is at it still.
// plotly then goes on with what is gone and fails, which is nobody's error.
//
// Two drawings of one plot that meet leave parts of both, an animated frame and a new size for
// instance the axes of the old size: each waits for the one before it. And every plot is given its
// size: one that sizes itself takes a new size at the next animated frame, where nothing but its
// moving traces is drawn, and stays for good as it was drawn for the old one.

import { findDefaults, forgetRanges, keepDefaults, sizeOf, traceClasses } from "./internals.js";
import { magnified, scale } from "./lecture.js";

/** @typedef {{ last: Promise<unknown> | null }} Chain */
/** @type {WeakMap<Element, Chain>} */
const chains = new WeakMap(); // by div, what is being drawn, and the last that waits for its turn
/** @typedef {{ traces: Map<number, Trace>, done: Promise<unknown> }} Exchange */
/** @type {WeakMap<Element, Exchange>} */
const exchanges = new WeakMap(); // by div, the data that wait to be drawn
/** @type {WeakMap<Element, Map<number, Trace>>} */
const shown = new WeakMap(); // by div, the data of each trace that were exchanged and drawn last
/** @type {WeakMap<Element, Record<string, unknown>>} */
const changes = new WeakMap(); // by div, the parts of its layout that wait to be changed
// Milliseconds after which a drawing is no longer waited for: plotly never tells the end of one
// that was broken off, and what comes after it must not wait for ever.
const [FRAME, DRAWING] = [1000, 4000]; // An animated frame has the first, any other drawing the second.
const LOST = Symbol("a drawing that is no longer waited for");
const NOW = { frame: { duration: 0, redraw: false }, transition: { duration: 0 }, mode: "immediate" };

/** What of a layout its room decides, as plotly's relayout takes it.
 *  @typedef {(place: { width?: number, height?: number }) => Record<string, unknown>} Sized */
/** @type {WeakMap<Element, Sized>} */
const sizes = new WeakMap(); // by div, what its present drawing asks of its room

/** Draws `spec` into `div`, with what `sized` says of the room it has by then and whenever that
 *  changes; resolves when it is drawn, or has become needless.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, spec: Spec, config: object, sized?: Sized) => Promise<unknown>} */
export function drawn(Plotly, div, spec, config, sized = () => ({})) {
  leaving(Plotly, div);
  const { data: traces, layout } = magnified(spec, scale());
  const data = traces.map((trace) => filled(trace));
  settled(div); // what comes from now on is of this drawing
  return kept(div, () => {
    shown.delete(div);
    forgetRanges(div);
    sizes.set(div, sized);
    return Plotly.react(div, data, placed(layout, laid(div)), config);
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

/** What waits to be drawn on is not added to any more.
 *  @type {(div: PlotDiv) => void} */
function settled(div) {
  exchanges.delete(div);
  changes.delete(div);
}

/** Exchanges the data of some traces, once all is drawn that was asked for before; of exchanges
 *  that wait the newest data of each trace are drawn.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, data: Trace[], traces: number[]) => Promise<unknown>} */
export function exchanged(Plotly, div, data, traces) {
  const waits = exchanges.get(div);
  const own = waits?.traces ?? new Map();
  traces.forEach((trace, n) => own.set(trace, filled(data[n])));
  if (waits) return waits.done;
  const busy = chains.has(div);
  const done = kept(div, () => {
    if (exchanges.get(div)?.traces === own) exchanges.delete(div);
    return animated(Plotly, div, own);
  }, FRAME, () => shown.delete(div));
  if (busy) exchanges.set(div, { traces: own, done });
  return done;
}

/** Draws the traces whose data are others than those on show, and those between them: plotly lays
 *  what it draws side by side, and would take a long path out of the picture to put it elsewhere.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, traces: Map<number, Trace>) => Promise<unknown> | null} */
function animated(Plotly, div, traces) {
  const before = shown.get(div) ?? new Map();
  const changed = [...traces].filter(([trace, data]) => !alike(before.get(trace), data)).map(([trace]) => trace);
  const [low, high] = [Math.min(...changed), Math.max(...changed)];
  const moving = [...traces].filter(([trace]) => trace >= low && trace <= high);
  shown.delete(div); // until it is drawn
  const all = new Map([...before, ...moving]);
  if (!moving.length) { shown.set(div, all); return null; }
  const [data, larger] = [moving.map(([, each]) => each), scale()];
  const frame = { data: larger === 1 ? data : magnified(data, larger), traces: moving.map(([trace]) => trace) }; // looks may come with the data
  keepDefaults(div, frame.data, frame.traces);
  return Plotly.animate(div, frame, NOW).then(() => { shown.set(div, all); ordered(div); }).catch(() => {});
}

/** Lays traces one over another as the figure lists them: plotly puts one that had no point on
 *  top when it gets its first.
 *  @type {(div: PlotDiv) => void} */
export function ordered(div) {
  const rank = new Map(traceClasses(div).map((name, index) => [name, index]));
  for (const layer of div.querySelectorAll(".scatterlayer")) {
    const traces = [...layer.children];
    /** @type {(each: Element) => number} */
    const place = (each) => rank.get([...each.classList].find((name) => rank.has(name)) ?? "") ?? -1;
    const wanted = [...traces].sort((a, b) => place(a) - place(b));
    if (wanted.some((each, n) => each !== traces[n])) layer.append(...wanted);
  }
}

const FEW = 16; // Lists are compared up to so many entries: to compare a whole path is no less work.

/** Whether two values are the same, as far as that is quickly told.
 *  @type {(a: unknown, b: unknown) => boolean} */
function alike(a, b) {
  if (Object.is(a, b)) return !Array.isArray(a); // a list may have been written in
  if (!a || !b || typeof a !== "object" || typeof b !== "object" || ArrayBuffer.isView(a)) return false;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  const few = names.length === others.length && names.length <= FEW && Array.isArray(a) === Array.isArray(b);
  return few && names.every((name) => name in b && alike(/** @type {any} */ (a)[name], /** @type {any} */ (b)[name]));
}

/** Whether what is drawn now has the size of its place: what plotly was told, and what it drew.
 *  @type {(div: PlotDiv) => boolean} */
export function fits(div) {
  const { width, height } = room(div);
  const [across, tall] = sizeOf(div);
  const told = div.layout.width === width && div.layout.height === height;
  return !width || (told && across === width && tall === height);
}

/** The size of a plot's place, and what of its layout follows from it.
 *  @type {(div: Element) => Record<string, unknown>} */
function laid(div) {
  const place = room(div);
  return { ...place, ...sizes.get(div)?.(place) };
}

/** A layout with other values in it, named as plotly's relayout names them: "yaxis.nticks".
 *  @type {(layout: Layout, values: Record<string, unknown>) => Layout} */
function placed(layout, values) {
  const copy = { ...layout };
  for (const [name, value] of Object.entries(values)) {
    const [owner, key] = name.split(".");
    copy[owner] = key ? { .../** @type {object} */ (copy[owner]), [key]: value } : value;
  }
  return copy;
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
  return kept(div, () => (fits(div) ? null : Plotly.relayout(div, laid(div))));
}

/** Changes parts of a plot's layout, each named by plotly's path to it, once all is drawn that was
 *  asked for before; of those that wait, the newest of each. It is as if all were drawn anew, for
 *  half the work.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, parts: Record<string, unknown>) => void} */
export function relaid(Plotly, div, parts) {
  const waits = changes.get(div);
  const own = Object.assign(waits ?? {}, parts);
  if (waits) return;
  changes.set(div, own);
  kept(div, () => {
    if (changes.get(div) === own) changes.delete(div);
    return Plotly.relayout(div, own);
  });
}

/** Shows other ranges of a plot's axes.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv, box: Box) => void} */
export const framed = (Plotly, div, [x, y]) => relaid(Plotly, div, { "xaxis.range": [...x], "yaxis.range": [...y] });

/** Takes the plot out of `div`.
 *  @type {(Plotly: PlotlyModule, div: PlotDiv) => void} */
export function taken(Plotly, div) {
  chains.delete(div);
  settled(div);
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
  const begin = () => { findDefaults(div); return within(draw, patience, late); };
  const drawing = chain.last ? chain.last.then(() => (there() ? begin() : null)) : begin();
  /** @type {Promise<unknown>} */
  const end = drawing.catch(() => {}).then(() => { if (there() && chain.last === end) chains.delete(div); });
  chain.last = end;
  chains.set(div, chain);
  return drawing.catch((error) => { if (there() && chain.last === end) throw error; });
}
