// How the traces of a reel move: the data of frame k.

import { drawable, edgeArrow } from "../lib/edge.js";
import { vector } from "../lib/numbers.js";

/** @typedef {(Interval | undefined)[]} Frame of the axes; 3-D plots have none */

/** @type {(box: Frame) => Box | null} */
const flatBox = (box) => {
  const found = box.filter((range) => range !== undefined);
  return found.length === box.length ? found : null;
};

/** How many leading points of a path (frames × dim) are finite.
 *  @type {(points: Shaped) => number} */
export function lengths({ values, shape: [frames, dim] }) {
  for (let k = 0; k < frames; k += 1) {
    for (let j = 0; j < dim; j += 1) if (!Number.isFinite(values[k * dim + j])) return k;
  }
  return frames;
}

/** The traces a growing path brings along on a flat plot: its head, and the arrow at the edge.
 *  @type {(motion: Motion, traces: Trace[], box: Frame) => Trace[]} */
export function grown({ name, words }, traces, box) {
  if (words.kind !== "grow" || !words.head || !flatBox(box)) return [];
  const owner = traces.find((trace) => trace.name === name);
  const color = owner?.line?.color ?? owner?.marker?.color;
  const shared = { type: "scatter", x: [], y: [], hoverinfo: "skip", cliponaxis: false, showlegend: false };
  return [
    { ...shared, name: `${name}:head`, mode: "markers", marker: { color, size: 9, ...owner?.marker } },
    { ...shared, name: `${name}:edge`, mode: "markers+text", text: [], textfont: { size: 11 }, marker: { color, symbol: "arrow-wide", size: 12, angle: 0 } },
  ];
}

/** Which of its pictures a motion shows at frame k: the same number, the same picture.
 *  @type {(motion: Motion, k: number) => number} */
export function rowAt({ words, arrays, length }, k) {
  if (words.kind === "grow") return Math.min(k, length - 1);
  const rows = [...Object.values(arrays).map(({ shape }) => shape[0]), ...[words.text, words.customdata, words.colour].map((each) => each?.length ?? 1)];
  return Math.min(k, Math.max(...rows) - 1);
}

/** {trace name: its data} at frame k.
 *  @type {(motion: Motion, k: number, box: Frame, log: boolean[], solid: boolean) => Record<string, Values>} */
export function frameData(motion, k, box, log, solid) {
  const { words } = motion;
  switch (words.kind) {
    case "grow": return growing(motion, words, k, box, log, solid);
    case "swap": return { [motion.name]: swapped(motion, words, k) };
    default: throw new Error(`unknown motion "${/** @type {MotionWords} */ (words).kind}"`);
  }
}

/** @type {(motion: Motion, words: Swap, k: number) => Values} */
function swapped({ arrays }, words, k) {
  /** @type {Values} */
  const found = {};
  for (const [name, { values, shape: [rows, n] }] of Object.entries(arrays)) {
    const row = Math.min(k, rows - 1);
    found[name] = Array.from(values.subarray(row * n, (row + 1) * n));
  }
  const { text, customdata } = words;
  for (const [name, rows] of Object.entries({ text, customdata })) if (rows) found[name] = rows[Math.min(k, rows.length - 1)];
  if (words.colour) {
    const color = words.colour[Math.min(k, words.colour.length - 1)];
    Object.assign(found, { marker: { color }, line: { color } });
  }
  return found;
}

/** @type {(motion: Motion, words: Grow, k: number, box: Frame, log: boolean[], solid: boolean) => Record<string, Values>} */
function growing(motion, words, k, box, log, solid) {
  const { name, arrays: { points: { values, shape: [, dim] } } } = motion;
  const last = Math.min(k, motion.length - 1);
  const rows = Array.from({ length: last + 1 }, (_, row) => Array.from(values.subarray(row * dim, row * dim + dim)));
  const flat = flatBox(box);
  if (dim === 3 || solid || !flat) return { [name]: columns(rows, dim) };
  const path = drawable(rows.map((row) => scaled(row, log)), flat).map(([at]) => at && unscaled(at, log));
  const line = { x: path.map((at) => at && at[0]), y: path.map((at) => at && at[1]) };
  if (!words.head) return { [name]: line };
  const head = rows.at(-1);
  const off = head ? edgeArrow(scaled(head, log), flat) : null;
  return { [name]: line, [`${name}:head`]: head && !off ? columns([head], 2) : GAP, [`${name}:edge`]: head && off ? edge(head, off, log) : NO_EDGE };
}

/** @type {(head: Point, off: Edge, log: boolean[]) => Values} */
function edge(head, off, log) {
  const [x, y] = unscaled(off.at, log);
  return {
    x: [x], y: [y], text: [vector(head)],
    textposition: off.textposition, marker: { angle: off.angle, angleref: "up" },
  };
}

// A trace left without points keeps its last markers when it is animated: a gap is no point.
const GAP = { x: [null], y: [null] };
const NO_EDGE = { ...GAP, text: [""] };

/** @type {(point: Point, log: boolean[]) => Point} */
const scaled = (point, log) => point.map((x, j) => (log[j] ? Math.log10(x) : x));
/** @type {(point: Point, log: boolean[]) => Point} */
const unscaled = (point, log) => point.map((x, j) => (log[j] ? 10 ** x : x));

/** @type {(rows: Point[], dim: number) => Values} */
function columns(rows, dim) {
  return Object.fromEntries(["x", "y", "z"].slice(0, dim).map((name, j) => [name, rows.map((row) => row[j])]));
}
