// A film: every learning rate's run, decoded once and then only indexed.

/** The payload of lrviz/film/payload.py: uint32 header length | JSON header | float32, then float64 arrays.
 *  @param {Uint8Array} bytes
 *  @returns {any} what the header says it is: its `kind` is looked at by whoever takes it */
export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const body = bytes.slice(4 + length).buffer;
  const arrays = read(Float32Array, body, header.arrays);
  const doubles = read(Float64Array, body, header.doubles ?? []);
  const layout = [...header.arrays, ...(header.doubles ?? [])];
  const exact = header.exact?.lr === undefined ? header.exact : { ...header.exact, ...doubles };
  return { ...header, exact, layout, arrays, doubles };
}

/** @template {Float32Array | Float64Array} A
 *  @param {new (body: ArrayBuffer, offset: number, length: number) => A} Kind
 *  @param {ArrayBuffer} body @param {[string, number, number[]][]} layout
 *  @returns {Record<string, A>} */
function read(Kind, body, layout) {
  return Object.fromEntries(layout.map(([name, offset, shape]) => [name, new Kind(body, offset, shape.reduce((a, b) => a * b, 1))]));
}

/** The index of the rate nearest to `wanted` on a log scale; `rates` ascends.
 *  @type {(rates: number[], wanted: number) => number} */
export function nearest(rates, wanted) {
  let best = 0;
  for (let i = 1; i < rates.length; i += 1) {
    if (Math.abs(Math.log(rates[i] / wanted)) < Math.abs(Math.log(rates[best] / wanted))) best = i;
  }
  return best;
}

/** Where `rate` lies between the film's rates, as a fractional index.
 *  @type {(rates: number[], rate: number) => number} */
export function place(rates, rate) {
  let i = 0;
  while (i < rates.length - 2 && rates[i + 1] < rate) i += 1;
  const span = Math.log(rates[i + 1] / rates[i]);
  return i + Math.min(1, Math.max(0, Math.log(rate / rates[i]) / span));
}

/** The run to the last digit; null where it is not the one that came so.
 *  @type {(film: Film, i: number) => Exact | null} */
export const wholeRun = (film, i) => (film.exact?.lr === film.lr[i] ? film.exact : null);

/** Row `row` of rows of dim numbers.
 *  @type {(rows: Float32Array | Float64Array, row: number, dim: number) => Point} */
const at = (rows, row, dim) => Array.from(rows.subarray(row * dim, (row + 1) * dim));

/** The state of run i after step k, as an array of dim numbers.
 *  @type {(film: Film, i: number, k: number) => Point} */
export function point(film, i, k) {
  const whole = wholeRun(film, i);
  return whole ? at(whole.w, k, film.dim) : at(film.arrays.w, i * (film.steps + 1) + k, film.dim);
}

/** The coordinates of `w` that are the axes of the map.
 *  @template T
 *  @param {Film} film @param {T[]} w
 *  @returns {T[]} */
export const flat = (film, w) => (film.axes ? film.axes.map((j) => w[j]) : w);

/** The point after step k, as HTML: w with k below it, or above it in brackets where w with a number
 *  below it is one of the parameters.
 *  @type {(film: Pick<Film, "names">, k: number) => string} */
export const pointName = ({ names }, k) =>
  names.some((name) => /^w_?\d+$/.test(name)) ? `<i>w</i><sup>(${k})</sup>` : `<i>w</i><sub>${k}</sub>`;

/** Whether there is a map: two parameters, or two of many as its axes.
 *  @type {(film: Film) => boolean} */
export const mapped = (film) => film.dim === 2 || Boolean(film.axes);

/** The loss of run i after step k.
 *  @type {(film: Film, i: number, k: number) => number} */
export function loss(film, i, k) {
  const whole = wholeRun(film, i);
  return whole ? whole.loss[k] : film.base[i] + film.arrays.gap[i * (film.steps + 1) + k];
}

/** How far the loss is above the run's minimum; null where there is none.
 *  @type {(film: Film, i: number, k: number) => number | null} */
export function gap(film, i, k) {
  const [lowest, whole] = [film.minimum[i], wholeRun(film, i)];
  if (lowest === null) return null;
  return whole ? whole.loss[k] - lowest : film.arrays.gap[i * (film.steps + 1) + k] + (film.base[i] - lowest);
}

/** What the loss of run i is counted from on a log axis: its minimum, or its lowest value.
 *  @type {(film: Film, i: number) => number} */
export function floor(film, i) {
  const rows = Array.from({ length: film.length[i] + 1 }, (_, k) => k);
  return film.minimum[i] ?? rows.reduce((least, k) => Math.min(least, loss(film, i, k)), Infinity);
}

/** The rate of step k (from 0) of run i.
 *  @type {(film: Film, i: number, k: number) => number} */
export function rateOf(film, i, k) {
  const [all, whole] = [film.arrays.lr, wholeRun(film, i)];
  if (whole) return whole.rate[k];
  return all ? all[i * film.steps + k] : film.lr[i];
}

/** The gradient that step k of run i uses; null until the slopes have come.
 *  @type {(film: Film, i: number, k: number) => Point | null} */
export function gradient(film, i, k) {
  const [whole, { slopes, dim }] = [wholeRun(film, i), film];
  if (whole) return at(whole.grad, k, dim);
  return slopes ? at(slopes.arrays.grad, i * (film.steps + 1) + k, dim) : null;
}

/** A vector of the written rule at step k of run i; null until the slopes have come.
 *  @type {(film: Film, i: number, k: number, name: string) => Point | null} */
export function quantity(film, i, k, name) {
  const [own, all] = [wholeRun(film, i)?.[name], film.slopes?.arrays[name]];
  if (own instanceof Float64Array) return at(own, k, film.dim);
  return all ? at(all, i * film.steps + k, film.dim) : null;
}

/** A number of the written rule: one for all steps, or that of step k; null for what is none.
 *  @type {(film: Film, k: number, name: string) => number | null} */
export function constant({ rule, doubles }, k, name) {
  return rule.moving.includes(name) ? doubles[name][k] : rule.numbers[name] ?? null;
}

/** How step k (from 0) is written.
 *  @type {(film: Film, k: number) => Stage} */
export function stageOf(film, k) {
  const begun = film.rule.stages.filter(({ first }) => first <= k + 1);
  return begun[begun.length - 1];
}

/** @type {["lr", "length", "blown", "minimum", "base", "final", "verdict", "sentence", "hint", "estimate"]} */
const PER_RATE = ["lr", "length", "blown", "minimum", "base", "final", "verdict", "sentence", "hint", "estimate"];

/** The film without the rate that is none of its axis: it is there only while it is in use.
 *  @type {(film: Film) => Film} */
export function onAxis(film) {
  const { extra } = film;
  if (extra === null) return film;
  const lists = Object.fromEntries(PER_RATE.map((name) => [name, film[name].filter((_, j) => j !== extra)]));
  const presets = /** @type {Film["presets"]} */ (Object.fromEntries(Object.entries(film.presets).map(([name, j]) => [name, j !== null && j > extra ? j - 1 : j])));
  const arrays = without(film.arrays, extra, film.lr.length);
  const slopes = film.slopes && { ...film.slopes, arrays: without(film.slopes.arrays, extra, film.lr.length) };
  return { ...film, ...lists, presets, arrays, slopes, bands: film.axis_bands, extra: null, dropped: extra };
}

/** @template {Record<string, Float32Array>} A
 *  @param {A} arrays @param {number} j @param {number} rates
 *  @returns {A} */
export function without(arrays, j, rates) {
  const kept = Object.entries(arrays).map(([name, array]) => {
    const size = array.length / rates;
    const left = new Float32Array(array.length - size);
    left.set(array.subarray(0, j * size));
    left.set(array.subarray((j + 1) * size), j * size);
    return [name, left];
  });
  return Object.fromEntries(kept);
}

/** Whether an open question veils one of these of the film: what is veiled has not been sent.
 *  @type {(film: Film, ...names: string[]) => boolean} */
export const hides = (film, ...names) => names.some((name) => film.veils?.includes(name));

/** The film as the map may show it: at its start, where the path is veiled.
 *  @type {(film: Film, k: number) => [Film, number]} */
export function onMap(film, k) {
  return hides(film, "path", "next_point") ? [{ ...film, length: film.length.map(() => 0) }, 0] : [film, k];
}

/** Whether gradients and digits of the run stay behind: the rule of lrviz/film/veil.py.
 *  @type {(film: Film) => boolean} */
export const withheld = (film) => hides(film, "path", "next_point", "update", "slopes", "curves", "batches", "minimum");
