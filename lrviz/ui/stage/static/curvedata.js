// The data of the loss curve and of the sweep curve. What does not fit an axis is not left
// out: it stands at the edge, with its true value beside it or on hover.

import { gap, loss, nearest } from "./film.js";
import { beyond, exactly, number } from "./numbers.js";

const DEEPEST = 1e-14; // of the first gap: what a log axis goes down to
const HIGHEST = 1e4; // of the first gap: what the sweep's axis goes up to

/** The loss axis of a film: from the minimum to a little above the start. */
export function lossRange(film, log) {
  const start = gap(film, 0, 0) || 1;
  const endless = film.base[0] !== film.minimum[0]; // it falls without end
  const low = endless ? loss(film, 0, 0) - 3 * Math.max(Math.abs(loss(film, 0, 0)), 1) : Math.min(...film.minimum);
  if (!log && endless) return [low, loss(film, 0, 0) + 0.35 * (loss(film, 0, 0) - low)];
  if (!log) return [low - 0.04 * start, low + 1.35 * start];
  const finals = film.final.filter((g) => g > 0 && g < start);
  const least = Math.max(Math.min(...finals, start / 10), start * DEEPEST);
  return [Math.log10(least) - 0.3, Math.log10(start) + 1.5];
}

/** Loss (on a log axis: the gap to the minimum) against step, and where the run is. */
export function lossData(film, i, k, { log, ghosts }, range) {
  const curve = (j) => drawn(film, j, log);
  const whole = curve(i);
  const [bottom, top] = log ? range.map((x) => 10 ** x) : range;
  const exit = leaving(whole.y, k, bottom, top);
  const now = { x: [k], y: [Math.min(Math.max(whole.y[k] ?? NaN, bottom), top)], customdata: [whole.customdata[k]] };
  const ghost = (factor) => {
    const j = nearest(film.lr, film.lr[i] * factor);
    return ghosts && j !== i ? curve(j) : { x: [], y: [] };
  };
  return { loss: whole, point: now, exit, ghost_half: ghost(0.5), ghost_double: ghost(2) };
}

/** An arrow where the curve leaves the axis, at the present step if that is outside. */
function leaving(heights, k, bottom, top) {
  const outside = (y) => y > top || y < bottom;
  const at = outside(heights[k]) ? k : heights.findIndex(outside);
  if (at < 0) return { x: [], y: [], text: [] };
  const high = heights[at] > top;
  return { x: [at], y: [high ? top : bottom], text: [beyond(heights[at])], angles: [high ? 0 : 180], done: [true], textposition: high ? "bottom right" : "top right" };
}

function drawn(film, j, log) {
  const rows = Array.from({ length: film.length[j] + 1 }, (_, row) => row);
  const height = (k) => (log ? positive(gap(film, j, k)) : loss(film, j, k));
  return { x: rows, y: rows.map(height), customdata: rows.map((k) => shown(film, j, k)) };
}

function shown(film, j, k) {
  const { exact } = film;
  const known = exact?.lr === film.lr[j] && k < exact.loss.length;
  const value = known ? exactly(exact.loss[k]) : beyond(loss(film, j, k), 7);
  return [k, value, beyond(gap(film, j, k), 7)];
}

const positive = (x) => (x > 0 ? x : null);

const LETTER = 0.014; // of the sweep's width, about

/** The sweep's axes, the bands of the regimes and the marks of theory. */
export function finalFrame(film, layout, colours, texts) {
  const logs = film.lr.map(Math.log10);
  const edges = logs.map((x, j) => (j ? (x + logs[j - 1]) / 2 : x)).concat(logs.at(-1));
  const [low, high] = heights(film);
  const shapes = film.bands.map(([verdict, from, to]) => ({
    type: "rect", layer: "below", yref: "y domain", y0: 0, y1: 1, line: { width: 0 },
    x0: 10 ** edges[from], x1: 10 ** edges[to + 1], fillcolor: colours.bands[verdict],
  }));
  const marks = Object.entries(film.marks).filter(([, rate]) => rate > film.lr[0] && rate < film.lr.at(-1));
  const lines = marks.map(([, rate]) => ({
    type: "line", yref: "y domain", x0: rate, x1: rate, y0: 0, y1: 1, line: { color: colours.ink, width: 1, dash: "dot" },
  }));
  const across = (rate) => (Math.log10(rate) - logs[0]) / (logs.at(-1) - logs[0]);
  const wide = (name) => LETTER * texts[`mark_${name}`].replace(/<[^>]*>/g, "").length;
  const left = (name, rate, n) => n > 0 || across(rate) + wide(name) > 1; // no room to the right
  const notes = marks.map(([name, rate], n) => ({
    text: texts[`mark_${name}`], x: Math.log10(rate), y: n ? 0.84 : 1, yref: "y domain", yanchor: "top", showarrow: false,
    xanchor: left(name, rate, n) ? "right" : "left", xshift: left(name, rate, n) ? -3 : 3, font: { size: 11, color: colours.ink },
  }));
  return {
    xaxis: { ...layout.xaxis, range: [logs[0], logs.at(-1)] },
    yaxis: { ...layout.yaxis, range: [Math.log10(low), Math.log10(high)] },
    shapes: [...shapes, ...lines],
    annotations: [layout.annotations[0], ...notes],
  };
}

function heights(film) {
  const start = gap(film, 0, 0) || 1;
  const least = Math.min(...film.final.filter((g) => g > 0), start);
  return [Math.max(least, start * DEEPEST) / 2, start * HIGHEST];
}

/** The curve of final gaps: every rate of the film. */
export function finalCurve(film, layout, colours) {
  const [low, high] = edges(layout);
  return {
    final: {
      x: film.lr,
      y: film.final.map((g) => held(g, low, high)),
      customdata: film.lr.map((_, j) => row(film, j)),
      colours: film.verdict.map((verdict) => colours.verdicts[verdict]),
    },
  };
}

/** Where the rate in use stands on it. */
export function finalPoint(film, i, layout) {
  const [low, high] = edges(layout);
  return { current: { x: [film.lr[i]], y: [held(film.final[i], low, high)], customdata: [row(film, i)] } };
}

const edges = (layout) => layout.yaxis.range.map((x) => 10 ** x);
const held = (g, low, high) => (g === null ? high : Math.min(Math.max(g, low), high));
const row = (film, j) => [
  number(film.lr[j], 7), film.verdict[j], film.final[j] === null ? "∞" : number(film.final[j], 7),
];
