// The data of the loss curve and of the sweep curve. What does not fit an axis is not left
// out: it stands at the edge, with its true value beside it or on hover.

import { gap, loss, nearest } from "./film.js";
import { known } from "./known.js";
import { beyond, exactly, number } from "./numbers.js";

const DEEPEST = 1e-14; // of the first gap: what a log axis goes down to
const HIGHEST = 1e4; // of the first gap: what the sweep's axis goes up to

/** @typedef {Drawn & { customdata: (string | number)[][] }} Curve */

/** The loss axis of a film: from the minimum to a little above the start.
 *  @type {(film: Film, log: boolean) => Interval} */
export function lossRange(film, log) {
  const start = gap(film, 0, 0) || 1;
  const endless = film.base[0] !== film.minimum[0]; // it falls without end
  const low = endless ? loss(film, 0, 0) - 3 * Math.max(Math.abs(loss(film, 0, 0)), 1) : Math.min(...film.minimum);
  if (!log && endless) return [low, loss(film, 0, 0) + 0.35 * (loss(film, 0, 0) - low)];
  if (!log) return [low - 0.04 * start, low + 1.35 * start];
  const finals = film.final.filter((g) => g !== null).filter((g) => g > 0 && g < start);
  const least = Math.max(Math.min(...finals, start / 10), start * DEEPEST);
  return [Math.log10(least) - 0.3, Math.log10(start) + 1.5];
}

/** Loss (on a log axis: the gap to the minimum) against step, and where the run is.
 *  @type {(film: Film, i: number, k: number, options: Pick<Options, "log" | "ghosts">, range: Interval) => Drawing} */
export function lossData(film, i, k, { log, ghosts }, range) {
  /** @type {(j: number) => Curve} */
  const curve = (j) => curveOf(film, j, log);
  const whole = curve(i);
  const [bottom, top] = log ? range.map((x) => 10 ** x) : range;
  const exit = leaving(whole.x.map((_, row) => height(film, i, row, log)), k, bottom, top);
  const now = { x: [k], y: [Math.min(Math.max(whole.y[k] ?? NaN, bottom), top)], customdata: [whole.customdata[k]] };
  /** @type {(factor: number) => Drawn} */
  const ghost = (factor) => {
    const j = nearest(film.lr, film.lr[i] * factor);
    return ghosts && j !== i ? curve(j) : { x: [], y: [] };
  };
  return { loss: whole, point: now, exit, ghost_half: ghost(0.5), ghost_double: ghost(2) };
}

/** An arrow where the curve leaves the axis, at the present step if that is outside.
 *  @type {(heights: number[], k: number, bottom: number, top: number) => Drawn} */
function leaving(heights, k, bottom, top) {
  /** @type {(y: number) => boolean} */
  const outside = (y) => y > top || y < bottom;
  const at = outside(heights[k]) ? k : heights.findIndex(outside);
  if (at < 0) return { x: [], y: [], text: [] };
  const high = heights[at] > top;
  return { x: [at], y: [high ? top : bottom], text: [beyond(heights[at])], angles: [high ? 0 : 180], done: [true], textposition: high ? "bottom right" : "top right" };
}

/** @type {(film: Film, j: number, log: boolean) => Curve} */
function curveOf(film, j, log) {
  const rows = Array.from({ length: film.length[j] + 1 }, (_, row) => row);
  const heights = rows.map((k) => height(film, j, k, log));
  return { x: rows, y: log ? heights.map(positive) : heights, customdata: rows.map((k) => shown(film, j, k)) };
}

/** @type {(film: Film, j: number, k: number) => (string | number)[]} */
function shown(film, j, k) {
  const { exact } = film;
  const whole = exact?.lr === film.lr[j] && k < exact.loss.length ? exact : null;
  const value = whole ? exactly(whole.loss[k]) : beyond(loss(film, j, k), 7);
  return [k, value, beyond(gap(film, j, k), 7)];
}

/** @type {(film: Film, j: number, k: number, log: boolean) => number} */
const height = (film, j, k, log) => (log ? gap(film, j, k) : loss(film, j, k));

/** @type {(x: number) => number | null} */
const positive = (x) => (x > 0 ? x : null);

/** The sweep's axes, the bands of the regimes and the marks of theory.
 *  @type {(film: Film, layout: Layout, colours: Colours, texts: Texts) => Partial<Layout>} */
export function finalFrame(film, layout, colours, texts) {
  const logs = film.lr.map(Math.log10);
  const last = logs[logs.length - 1];
  const edges = [...logs.map((x, j) => (j ? (x + logs[j - 1]) / 2 : x)), last];
  const [low, high] = reach(film);
  const shapes = film.bands.map(([verdict, from, to]) => ({
    type: "rect", layer: "below", yref: "y domain", y0: 0, y1: 1, line: { width: 0 },
    x0: 10 ** edges[from], x1: 10 ** edges[to + 1], fillcolor: known(colours.bands, verdict, "verdict"),
  }));
  const marks = Object.entries(film.marks).filter(([, rate]) => rate > film.lr[0] && rate < film.lr[film.lr.length - 1]);
  const lines = marks.map(([, rate]) => ({
    type: "line", yref: "y domain", x0: rate, x1: rate, y0: 0, y1: 1, line: { color: colours.ink, width: 1, dash: "dot" },
  }));
  const notes = marks.map(([name, rate], n) => ({
    text: texts[`mark_${name}`], x: Math.log10(rate), y: n ? 0.84 : 1, yref: "y domain", yanchor: "top", showarrow: false,
    xanchor: n ? "right" : "left", xshift: n ? -3 : 3, font: { size: 11, color: colours.ink },
  }));
  return {
    xaxis: { ...layout.xaxis, range: [logs[0], last] },
    yaxis: { ...layout.yaxis, range: [Math.log10(low), Math.log10(high)] },
    shapes: [...shapes, ...lines],
    annotations: [layout.annotations[0], ...notes],
  };
}

/** @type {(film: Film) => Interval} */
function reach(film) {
  const start = gap(film, 0, 0) || 1;
  const least = Math.min(...film.final.filter((g) => g !== null).filter((g) => g > 0), start);
  return [Math.max(least, start * DEEPEST) / 2, start * HIGHEST];
}

/** The curve of final gaps: every rate of the film.
 *  @type {(film: Film, layout: Layout, colours: Colours) => Drawing} */
export function finalCurve(film, layout, colours) {
  const [low, high] = edges(layout);
  return {
    final: {
      x: film.lr,
      y: film.final.map((g) => held(g, low, high)),
      customdata: film.lr.map((_, j) => row(film, j)),
      colours: film.verdict.map((verdict) => known(colours.verdicts, verdict, "verdict")),
    },
  };
}

/** Where the rate in use stands on it.
 *  @type {(film: Film, i: number, layout: Layout) => Drawing} */
export function finalPoint(film, i, layout) {
  const [low, high] = edges(layout);
  return { current: { x: [film.lr[i]], y: [held(film.final[i], low, high)], customdata: [row(film, i)] } };
}

/** @type {(layout: Layout) => number[]} */
const edges = (layout) => layout.yaxis.range.map((x) => 10 ** x);
/** @type {(g: number | null, low: number, high: number) => number} */
const held = (g, low, high) => (g === null ? high : Math.min(Math.max(g, low), high));
/** @type {(film: Film, j: number) => string[]} */
const row = (film, j) => {
  const final = film.final[j];
  return [number(film.lr[j], 7), film.verdict[j], final === null ? "∞" : number(final, 7)];
};
