// A film: every learning rate's run, decoded once and then only indexed.

/** The payload of film.py: uint32 header length | JSON header | float32 arrays.
 *  @param {Uint8Array} bytes
 *  @returns {any} what the header says it is: its `kind` is looked at by whoever takes it */
export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const body = bytes.slice(4 + length).buffer;
  /** @type {Record<string, Float32Array>} */
  const arrays = {};
  for (const [name, offset, shape] of header.arrays) {
    arrays[name] = new Float32Array(body, offset, shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1));
  }
  return { ...header, layout: header.arrays, arrays };
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

/** The state of run i after step k, as an array of dim numbers.
 *  @type {(film: Film, i: number, k: number) => Point} */
export function point(film, i, k) {
  const row = (i * (film.steps + 1) + k) * film.dim;
  return Array.from(film.arrays.w.subarray(row, row + film.dim));
}

/** The coordinates of `w` that are the axes of the map.
 *  @template T
 *  @param {Film} film @param {T[]} w
 *  @returns {T[]} */
export const flat = (film, w) => (film.axes ? film.axes.map((j) => w[j]) : w);

/** Whether there is a map: two parameters, or two of many as its axes.
 *  @type {(film: Film) => boolean} */
export const mapped = (film) => film.dim === 2 || Boolean(film.axes);

/** The gap to the minimum, and the loss, of run i after step k.
 *  @type {(film: Film, i: number, k: number) => number} */
const above = (film, i, k) => film.arrays.gap[i * (film.steps + 1) + k];
/** @type {(film: Film, i: number, k: number) => number} */
export const gap = (film, i, k) => above(film, i, k) + (film.base[i] - film.minimum[i]);
/** @type {(film: Film, i: number, k: number) => number} */
export const loss = (film, i, k) => film.base[i] + above(film, i, k);

/** The gradient at row k of run i; null until the slopes have come.
 *  @type {(film: Film, i: number, k: number) => Point | null} */
export function gradient(film, i, k) {
  if (!film.slopes) return null;
  const row = (i * (film.steps + 1) + k) * film.dim;
  return Array.from(film.slopes.arrays.grad.subarray(row, row + film.dim));
}

/** The direction m that step k (from 0) takes before preconditioning: the gradient itself
 *  where the rule keeps no average.
 *  @type {(film: Film, i: number, k: number) => Point | null} */
export function direction(film, i, k) {
  const all = film.slopes?.arrays.direction;
  if (!all) return gradient(film, i, k);
  const row = (i * film.steps + k) * film.dim;
  return Array.from(all.subarray(row, row + film.dim));
}

/** ½ΔwᵀHΔw of step k (from 0); null until the slopes have come.
 *  @type {(film: Film, i: number, k: number) => number | null} */
export const bend = (film, i, k) =>
  film.slopes ? film.slopes.arrays.bend[i * film.steps + k] : null;

/** Step k of run i taken apart: −η·g, −η·(m − g) and the rest; their sum is the step.
 *  @type {(film: Film, i: number, k: number) => Split | null} */
export function parts(film, i, k) {
  const [g, m] = [gradient(film, i, k), direction(film, i, k)];
  if (!g || !m) return null;
  const [from, to] = [point(film, i, k), point(film, i, k + 1)];
  const lr = film.rate ? film.rate(i, k) : film.lr[i];
  const slope = g.map((x) => -lr * x);
  const memory = m.map((x, j) => -lr * (x - g[j]));
  const rest = to.map((x, j) => x - from[j] - slope[j] - memory[j]);
  return { slope, memory, rest };
}
