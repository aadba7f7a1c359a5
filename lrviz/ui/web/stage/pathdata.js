// The data of the path layer's traces for run i at step k; their looks come from Python.

import { cut, drawable, edgeArrow, inside, inward } from "../lib/edge.js";
import { parts } from "./apart.js";
import { flat, gradient, loss, mapped, point, pointName, wholeRun } from "../lib/film.js";
import { boxAt, overlap, place, sampled } from "./labels.js";
import { beyond, exactly } from "../lib/numbers.js";

const FIRST_NAMED = 6; // The first points are named, w₀ to w₅, as on the picture that Python draws.
const BEYOND = 7; // Pixels that a value at the edge may stand out of the map.
const ENOUGH = 0.12; // A line is named at its first place that is this share of an axis from the others.

/** Where row k of run i stands on the map: (w₁, w₂), or (w, ℓ) where there is one parameter.
 *  @type {(film: Film, i: number, k: number) => Point} */
export function spot(film, i, k) {
  const w = flat(film, point(film, i, k));
  return w.length === 1 ? [w[0], loss(film, i, k)] : w.slice(0, 2);
}

/** The rows of each line of a run at step k: the steps to come, those done, of which the last
 *  `trail` are drawn, and the one where it is.
 *  @type {(film: Film, i: number, k: number, trail: number) => Record<"future" | "path" | "point", number[]>} */
export function portions(film, i, k, trail) {
  const rows = Array.from({ length: film.length[i] + 1 }, (_, row) => row);
  const first = trail > 0 ? Math.max(0, k - trail) : 0;
  return { future: rows.slice(k), path: rows.slice(first, k + 1), point: [k] };
}

/** The traces by name: future, path, edge, step, point, names. `view` has box, pixel, area.
 *  @type {(film: Film, i: number, k: number, options: Pick<Options, "trail" | "split">, view: MapFrame) => Drawing} */
export function pathData(film, i, k, { trail, split }, view) {
  if (film.dim > 2 && !mapped(film)) return parameters(film, i, k, view.box);
  const { future, path, point: now } = portions(film, i, k, trail);
  const spots = Array.from({ length: film.length[i] + 1 }, (_, row) => spot(film, i, row));
  const edge = edges(film, spots, k, path[0], view);
  return {
    future: line(film, i, future, spots, view.box),
    path: line(film, i, path, spots, view.box),
    edge: edge.drawn,
    step: arrow(film, i, k, spots, view, split),
    point: line(film, i, now, spots, view.box),
    names: names(film, spots, k, { ...view, taken: [...(view.taken ?? []), ...edge.boxes] }),
    ...(film.dim === 1 ? tangent(film, i, k, spots, view.box) : {}),
  };
}

/** More than two parameters: each against the step, and a line at the present one.
 *  @type {(film: Film, i: number, k: number, box: Box) => Drawing} */
function parameters(film, i, k, box) {
  const rows = Array.from({ length: film.length[i] + 1 }, (_, row) => row);
  /** @type {Drawing} */
  const lines = { now: { x: [k, k], y: box[1] } };
  const values = rows.map((row) => point(film, i, row));
  const named = apartRows(values, box[1]);
  for (let j = 0; j < film.dim; j += 1) {
    const text = rows.map((row) => (row === named[j] ? `<i>${film.names[j]}</i>` : ""));
    lines[`parameter_${j}`] = { x: rows, y: values.map((w) => w[j]), text };
  }
  return lines;
}

/** Where the line of each parameter is named: where the others are farthest from it, as a share of
 *  the axis, on the map, and early rather than late.
 *  @type {(values: Point[], axis: Interval) => number[]} */
function apartRows(values, [low, high]) {
  return values[0].map((_, j) => {
    let [best, most] = [0, -1];
    values.forEach((w, row) => {
      const free = Math.min(...w.map((x, n) => (n === j ? Infinity : Math.abs(x - w[j]))), ENOUGH * (high - low));
      if (row > 0 && w[j] > low && w[j] < high && free > most + 1e-9 * (high - low)) [best, most] = [row, free];
    });
    return best;
  });
}

/** The tangent at the ball, and the way from the arrow's head to the next point on the curve.
 *  @type {(film: Film, i: number, k: number, spots: Point[], box: Box) => Drawing} */
function tangent(film, i, k, spots, box) {
  const none = { x: [], y: [] };
  const slope = gradient(film, i, k);
  if (!slope || !inside(spots[k], box)) return { tangent: none, drop: none };
  const [width, height] = box.map(([low, high]) => high - low);
  const reach = 0.14 / Math.hypot(1 / width, slope[0] / height);
  const [[x, y], next] = [spots[k], spots[k + 1]];
  const seen = next && next[0] >= box[0][0] && next[0] <= box[0][1];
  /** @type {(z: number) => number} */
  const held = (z) => Math.min(Math.max(z, box[1][0]), box[1][1]);
  return {
    tangent: { x: [x - reach, x + reach], y: [y - reach * slope[0], y + reach * slope[0]] },
    drop: seen ? { x: [next[0], next[0]], y: [y, held(next[1])] } : none,
  };
}

/** @type {(film: Film, i: number, rows: number[], spots: Point[], box: Box) => Drawn} */
function line(film, i, rows, spots, box) {
  const kept = drawable(rows.map((row) => spots[row]), box);
  return {
    x: kept.map(([at]) => at && at[0]),
    y: kept.map(([at]) => at && at[1]),
    customdata: kept.map(([, n]) => (n < 0 ? null : record(film, i, rows[n]))),
  };
}

/** What hovering shows: step, w, loss, gradient; to the last digit once the run has come to
 *  rest, to the seven digits the film carries before.
 *  @type {(film: Film, i: number, row: number) => (string | number)[]} */
export function record(film, i, row) {
  const whole = wholeRun(film, i);
  /** @type {(x: number) => string} */
  const text = whole ? exactly : (x) => beyond(x, 7);
  const slope = gradient(film, i, row);
  const told = slope ? flat(film, slope).map(text) : flat(film, Array(film.dim).fill("…"));
  return [row, ...[...flat(film, point(film, i, row)), loss(film, i, row)].map(text), ...told];
}

/** The arrows at the edge, and where the values beside them stand: none over another, nor over what
 *  stands still on the map.
 *  @type {(film: Film, spots: Point[], k: number, first: number, view: MapFrame) => { drawn: Drawn, boxes: Point[] }} */
function edges(film, spots, k, first, { box, area, pixel, taken = [] }) {
  /** @type {(Edge & { row: number, text: string })[]} */
  const kept = [];
  /** @type {Point[]} */
  const boxes = [];
  /** @type {(text: string, found: Edge, side: string) => Point} */
  const boxOf = (text, found, side) => boxAt(pixel(found.at), text.replace(/<[^>]*>/g, "").length, side);
  /** The side on which a value has room; where the run is now it stands in any case.
   *  @type {(text: string, found: Edge, now: boolean) => string | null} */
  const freeSide = (text, found, now) => {
    /** @type {(side: string) => boolean} */
    const onMap = (side) => {
      const [left, , right] = boxOf(text, found, side);
      return left >= -BEYOND && right <= area[0] + BEYOND;
    };
    const usual = onMap(found.textposition);
    const sides = [found.textposition, ...(now || !usual ? inward(found) : [])].filter(onMap);
    const free = sides.find((side) => ![...taken, ...boxes].some((other) => overlap(boxOf(text, found, side), other)));
    return free ?? (now ? sides[0] ?? found.textposition : null);
  };
  /** @type {(row: number) => number} */
  const rank = (row) => (row === k ? 0 : row > k ? 2 : 1);
  const order = spots.map((_, row) => row).sort((a, b) => rank(a) - rank(b) || a - b);
  for (const row of order) {
    const found = row >= first ? edgeArrow(spots[row], box) : null;
    if (!found) continue;
    const apart = kept.map((other) => distance(found.at, other.at, box));
    if (Math.min(...apart, 1) < 0.02) continue;
    const text = `${pointName(film, row)} = ${coordinates(spots[row])}`;
    const textposition = row <= k ? freeSide(text, found, row === k) : null;
    if (textposition) boxes.push(boxOf(text, found, textposition));
    kept.push({ ...found, row, ...(textposition ? { text, textposition } : { text: "" }) });
  }
  const drawn = {
    x: kept.map(({ at }) => at[0]),
    y: kept.map(({ at }) => at[1]),
    text: kept.map(({ text }) => text),
    textposition: kept.map(({ textposition }) => textposition),
    angles: kept.map(({ angle }) => angle),
    done: kept.map(({ row }) => row <= k),
  };
  return { drawn, boxes };
}

/** @type {(a: Point, b: Point, box: Box) => number} */
const distance = (a, b, box) =>
  Math.max(...a.map((x, j) => Math.abs(x - b[j]) / (box[j][1] - box[j][0])));
/** @type {(w: Point) => string} */
const coordinates = (w) => `(${w.map((x) => beyond(x)).join(", ")})`;

/** The arrow to the next point, cut where the map ends; or the chain of the step's parts.
 *  @type {(film: Film, i: number, k: number, spots: Point[], view: MapFrame, split: boolean) => Drawn} */
function arrow(film, i, k, spots, { box, area }, split) {
  const empty = { x: [], y: [], text: [], heads: [] };
  if (k >= film.length[i] || !inside(spots[k], box)) return empty;
  /** @type {(move: Point) => Point} */
  const onMap = (move) => (film.dim === 1 ? [move[0], 0] : flat(film, move));
  const taken = split ? parts(film, i, k)?.parts.map(([, part]) => onMap(part)).filter((part) => Math.hypot(...part) > 0) : null;
  const moves = taken ?? [spots[k + 1].map((x, j) => (film.dim === 1 && j ? 0 : x - spots[k][j]))];
  let here = spots[k];
  const path = [here];
  for (const move of moves) {
    const to = here.map((x, j) => x + move[j]);
    const out = cut(here, to, box);
    here = out ?? to;
    path.push(here);
    if (out) break;
  }
  return { x: path.map((p) => p[0]), y: path.map((p) => p[1]), text: path.map(() => ""), heads: path.map((to, n) => n > 0 && turned(path[n - 1], to, box, area)) };
}

/** The angle of an arrow's head on the screen: plotly would take it from pixels rounded to two digits,
 *  as they stood when the arrow was first drawn.
 *  @type {(from: Point, to: Point, box: Box, area: Point) => number} */
function turned(from, to, box, area) {
  const [across, up] = box.map(([low, high], j) => ((to[j] - from[j]) * area[j]) / (high - low));
  return (Math.atan2(across, up) * 180) / Math.PI;
}

/** @type {(film: Film, spots: Point[], k: number, view: MapFrame) => Drawn} */
function names(film, spots, k, { box, pixel, area, taken }) {
  const raised = Number(pointName(film, 0).includes("sup")); // w⁽⁰⁾ has brackets
  const wanted = [...new Set([k, ...Array(Math.min(FIRST_NAMED, spots.length)).keys()])];
  const here = wanted
    .filter((row) => inside(spots[row], box))
    .map((row) => ({ at: pixel(spots[row]), spot: spots[row], length: 1 + String(row).length + raised, row }));
  const near = spots.slice(0, 120).filter((at) => inside(at, box)).map(pixel);
  const placed = place(here, sampled(near), area, taken);
  return {
    x: placed.map(({ spot: s }) => s[0]),
    y: placed.map(({ spot: s }) => s[1]),
    text: placed.map(({ row }) => pointName(film, row)),
    textposition: placed.map(({ position }) => position),
  };
}
