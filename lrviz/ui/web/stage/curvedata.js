// The data of the loss curve and of the sweep curve. What does not fit an axis is not left
// out: it stands at the edge, with its true value beside it or on hover.

import { floor, gap, loss, nearest, rateOf, wholeRun } from "../lib/film.js";
import { known } from "../lib/known.js";
import { TICKS } from "../lib/margin.js";
import { beyond, exactly, number } from "../lib/numbers.js";
import { beside } from "./markwords.js";

const DEEPEST = 1e-14; // A log axis goes down to this share of the first gap.
const HIGHEST = 1e4; // The sweep's axis goes up to so many times the first gap.
const BESIDE = 0.12; // The arrow that says so stands this share of an axis from the dot at its end.
const FAR = 50; // A run's end is drawn no farther than so many times the way to its middle.
const MOST = 0.9; // Where there is no minimum, this share of the rates have their last losses in sight.

/** @typedef {Drawn & { customdata: (string | number)[][] }} Curve
 *  @typedef {import("./markwords.js").Room} Room */

/** The loss axis of run i: from its minimum, or its lowest value where there is none, to a little
 *  above the start. A run that only climbs, or falls ever faster, is drawn as far as its middle
 *  has come FAR times over; an arrow says where the rest is. So far, too, may a minimum lie that
 *  is an estimate.
 *  @type {(film: Film, i: number, log: boolean) => Interval} */
export function lossRange(film, i, log) {
  const values = Array.from({ length: film.length[i] + 1 }, (_, k) => height(film, i, k, log)).filter(Number.isFinite);
  return log ? logRange(values) : plainRange(values, film.minimum[i], film.estimate[i]);
}

const [FEWEST, TALL] = [2, 18]; // An axis has at least so many numbers, each on so many pixels.

/** How many numbers find room at an upright axis of so many pixels.
 *  @type {(height: number) => number} */
export const ticksOf = (height) => Math.max(FEWEST, Math.min(TICKS, Math.floor(height / TALL)));

/** @type {(values: number[], minimum: number | null, estimate: boolean) => Interval} */
function plainRange(values, minimum, estimate) {
  const start = values[0];
  const middle = values[Math.floor(values.length / 2)];
  const far = FAR * Math.abs(start - middle);
  const lowest = Math.min(...values);
  const near = minimum !== null && (!estimate || start - minimum <= FAR * (start - lowest));
  const low = near && minimum <= lowest ? minimum : Math.max(lowest, start - (far || Infinity));
  const size = start - low || Math.min(Math.max(...values) - start, far || Infinity) || Math.abs(start) || 1;
  const from = start - low > 0 ? low : start;
  return [from - 0.04 * size, from + 1.35 * stepped(size)];
}

const STEPS = 12; // The plain axis has so many lengths a decade: it does not shake while a start is dragged.
/** @type {(size: number) => number} the next of them */
const stepped = (size) => Math.max(size, 10 ** (Math.ceil(STEPS * Math.log10(size)) / STEPS));

/** @type {(gaps: number[]) => Interval} */
function logRange(gaps) {
  const seen = gaps.filter((above) => above > 0);
  if (!seen.length) return [-1, 1];
  const first = gaps[0] > 0 ? gaps[0] : Math.min(...seen);
  const least = Math.max(Math.min(...seen, first / 10), first * DEEPEST);
  return [Math.log10(least) - 0.3, Math.log10(first) + 1.5];
}

/** Loss (on a log axis: the gap to the minimum) against step, and where the run is.
 *  @type {(film: Film, i: number, k: number, options: Pick<Options, "log" | "ghosts">, range: Interval) => Drawing} */
export function lossData(film, i, k, { log, ghosts }, range) {
  /** @type {(j: number) => Curve} */
  const curve = (j) => curveOf(film, j, log);
  const whole = curve(i);
  const [bottom, top] = log ? range.map((x) => 10 ** x) : range;
  const below = range[1] - BESIDE * (range[1] - range[0]);
  const exit = leaving(whole.x.map((_, row) => height(film, i, row, log)), k, { bottom, top, below: log ? 10 ** below : below, steps: film.steps });
  const now = { x: [k], y: [Math.min(Math.max(whole.y[k] ?? NaN, bottom), top)], customdata: [whole.customdata[k]] };
  /** @type {(factor: number) => Drawn} */
  const ghost = (factor) => {
    const j = nearest(film.lr, film.lr[i] * factor);
    return ghosts && j !== i ? curve(j) : { x: [], y: [], customdata: [] };
  };
  return { loss: whole, point: now, exit, ghost_half: ghost(0.5), ghost_double: ghost(2) };
}

/** An arrow where the curve leaves the axis, at the present step if that is outside; its value stands
 *  where there is room for it. Under the dot of the present step it would not be seen: it is below.
 *  @type {(heights: number[], k: number, axes: { bottom: number, top: number, below: number, steps: number }) => Drawn} */
function leaving(heights, k, { bottom, top, below, steps }) {
  /** @type {(y: number) => boolean} */
  const outside = (y) => y > top || y < bottom;
  const at = outside(heights[k]) ? k : heights.findIndex(outside);
  if (at < 0) return { x: [], y: [], text: [], angles: [], done: [], textposition: [] };
  const high = heights[at] > top;
  const edge = at === k ? below : top;
  return { x: [at], y: [high ? edge : bottom], text: [beyond(heights[at])], angles: [high ? 0 : 180], done: [true], textposition: [`${high ? "bottom" : "top"} ${at > steps / 2 ? "left" : "right"}`] };
}

/** @type {(film: Film, j: number, log: boolean) => Curve} */
function curveOf(film, j, log) {
  const rows = Array.from({ length: film.length[j] + 1 }, (_, row) => row);
  const heights = rows.map((k) => height(film, j, k, log));
  return { x: rows, y: log ? heights.map(positive) : heights, customdata: rows.map((k) => shown(film, j, k)) };
}

/** @type {(film: Film, j: number, k: number) => (string | number)[]} */
function shown(film, j, k) {
  const whole = wholeRun(film, j);
  const above = gap(film, j, k);
  return [k, whole ? exactly(whole.loss[k]) : beyond(loss(film, j, k), 7), above === null ? "–" : beyond(above, 7)];
}

/** The loss; on a log axis how far it is above the minimum, or above the run's lowest value where
 *  there is none.
 *  @type {(film: Film, j: number, k: number, log: boolean) => number} */
const height = (film, j, k, log) => (log ? gap(film, j, k) ?? loss(film, j, k) - floor(film, j) : loss(film, j, k));

/** The rate of every step over the run's, where a schedule moves it.
 *  @type {(film: Film, i: number) => Drawing} */
export function rateData(film, i) {
  const steps = film.arrays.lr ? film.length[i] : 0;
  const rates = Array.from({ length: steps }, (_, k) => rateOf(film, i, k) / film.lr[i]);
  return { rate: { x: rates.map((_, k) => k), y: rates } };
}

/** The axis of those rates: from zero to a little above the largest of the film's.
 *  @type {(film: Film) => Interval} */
export function rateRange(film) {
  const { lr } = film.arrays;
  if (!lr) return [0, 1];
  let most = 0;
  film.lr.forEach((base, i) => {
    for (let k = 0; k < film.length[i]; k += 1) most = Math.max(most, lr[i * film.steps + k] / base);
  });
  return [0, 1.08 * most];
}

/** @type {(x: number) => number | null} */
const positive = (x) => (x > 0 ? x : null);

/** The sweep's axes, the bands of the regimes and the lines of theory's marks.
 *  @type {(film: Film, layout: Layout, colours: Colours, texts: Texts) => Partial<Layout>} */
export function finalFrame(film, layout, colours, texts) {
  const logs = film.lr.map(Math.log10);
  const last = logs[logs.length - 1];
  const edges = [...logs.map((x, j) => (j ? (x + logs[j - 1]) / 2 : x)), last];
  const shapes = film.bands.map(([verdict, from, to]) => ({
    type: "rect", layer: "below", yref: "y domain", y0: 0, y1: 1, line: { width: 0 },
    x0: 10 ** edges[from], x1: 10 ** edges[to + 1], fillcolor: known(colours.bands, verdict, "verdict"),
  }));
  const lines = marksOf(film).map(([, rate]) => ({
    type: "line", yref: "y domain", x0: rate, x1: rate, y0: 0, y1: 1, line: { color: colours.ink, width: 1, dash: "dot" },
  }));
  return {
    xaxis: { ...layout.xaxis, range: [logs[0], last] },
    yaxis: { ...layout.yaxis, type: endless(film) ? "linear" : "log", range: reach(film) },
    shapes: [...shapes, ...lines],
    annotations: [{ ...layout.annotations[0], text: texts[endless(film) ? "last_loss" : "final_gap"] }],
  };
}

/** The head of that picture, and theory's words where a plot of so much room has a place for them.
 *  @type {(film: Film, layout: Layout, colours: Colours, texts: Texts, room?: Room) => object[]} */
export function finalNotes(film, layout, colours, texts, room) {
  const logs = film.lr.map(Math.log10);
  const width = logs[logs.length - 1] - logs[0];
  const marks = marksOf(film);
  const words = marks.map(([name, rate]) => ({ text: known(texts, `mark_${name}`, "text"), at: (Math.log10(rate) - logs[0]) / width }));
  return [layout.annotations[0], ...beside(words, heightsOf(film, layout), room).flatMap((place, n) => (place ? {
    text: words[n].text, x: Math.log10(marks[n][1]), y: place.top, yref: "y domain", yanchor: "top", showarrow: false,
    xanchor: place.left ? "right" : "left", xshift: place.left ? -3 : 3, font: { size: 12, color: colours.ink },
  } : []))];
}

/** Theory's rates that the picture's axis has.
 *  @type {(film: Film) => [string, number][]} */
const marksOf = ({ lr, marks }) => Object.entries(marks).filter(([, rate]) => rate > lr[0] && rate < lr[lr.length - 1]);

/** The curve of all rates as shares of its axes.
 *  @type {(film: Film, layout: Layout) => Point[]} */
function heightsOf(film, layout) {
  const [low, high] = layout.yaxis.range;
  const logs = film.lr.map(Math.log10);
  return logs.map((x, j) => {
    const y = held(film, j, layout);
    return [(x - logs[0]) / (logs[logs.length - 1] - logs[0]), ((endless(film) ? y : Math.log10(y)) - low) / (high - low)];
  });
}

/** Whether some run of the film has no minimum: the last loss itself is drawn then, not its gap.
 *  @type {(film: Film) => boolean} */
const endless = (film) => film.minimum.includes(null);

/** The film in the digits that every run has: the curve of all rates is the same whichever is in use.
 *  @type {(film: Film) => Film} */
const single = (film) => ({ ...film, exact: undefined });

/** @type {(film: Film) => Interval} */
function reach(film) {
  if (endless(film)) return lastLosses(film);
  const start = gap(single(film), 0, 0) || 1;
  const least = Math.min(...film.final.filter((g) => g !== null).filter((g) => g > 0), start);
  return [Math.log10(Math.max(least, start * DEEPEST) / 2), Math.log10(start * HIGHEST)];
}

/** From the start to where most of the runs end.
 *  @type {(film: Film) => Interval} */
function lastLosses(film) {
  const start = loss(single(film), 0, 0);
  const lasts = film.lr.map((_, j) => last(film, j)).filter(Number.isFinite).sort((a, b) => Math.abs(a - start) - Math.abs(b - start));
  const seen = [start, ...lasts.slice(0, Math.max(1, Math.floor(MOST * lasts.length)))];
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  const margin = 0.08 * (high - low || 1);
  return [low - margin, high + margin];
}

/** @type {Record<string, number>} what the loss came to where the numbers left the range of the computer */
const BEYOND = { diverges: Infinity, falls: -Infinity };

/** The loss a run ended with; of one that left the domain it is the last there was.
 *  @type {(film: Film, j: number) => number} */
const last = (film, j) => (film.blown[j] && BEYOND[film.verdict[j]]) || loss(single(film), j, film.length[j]);

/** The curve of final gaps, or of last losses: every rate of the film.
 *  @type {(film: Film, layout: Layout, colours: Colours) => Drawing} */
export function finalCurve(film, layout, colours) {
  return {
    final: {
      x: film.lr,
      y: film.lr.map((_, j) => held(film, j, layout)),
      customdata: film.lr.map((_, j) => row(film, j)),
      colours: film.verdict.map((verdict) => known(colours.verdicts, verdict, "verdict")),
    },
  };
}

/** Where the rate in use stands on it.
 *  @type {(film: Film, i: number, layout: Layout) => Drawing} */
export function finalPoint(film, i, layout) {
  return { current: { x: [film.lr[i]], y: [held(film, i, layout)], customdata: [row(film, i)] } };
}

/** @type {(film: Film, j: number, layout: Layout) => number} */
function held(film, j, layout) {
  const within = (/** @type {number} */ y, /** @type {number[]} */ [low, high]) => Math.min(Math.max(y, low), high);
  if (endless(film)) return within(last(film, j), layout.yaxis.range);
  const final = film.final[j];
  return final === null ? 10 ** layout.yaxis.range[1] : within(final, layout.yaxis.range.map((x) => 10 ** x));
}

/** @type {(film: Film, j: number) => string[]} */
const row = (film, j) => {
  const final = endless(film) ? last(film, j) : film.final[j] ?? Infinity;
  return [number(film.lr[j], 7), film.verdict[j], number(final, 7)];
};
