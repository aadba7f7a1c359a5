// The model's arithmetic: predictions, losses and gradients at any w.
//
// A linear model's loss on some rows is zᵀQz with z = (w − w*, 1); see view.py.

import { expected } from "../lib/known.js";

export const MODELS = /** @type {const} */ (["linear", "logistic"]);
export const PICTURES = /** @type {const} */ (["line", "curve", "groups", "plane", "fit"]);

const AFFORDED = 300_000; // So many rows times steps are gone through for one curve.

/** One quadratic of an array of them, as a function of w. */
export class Quadratic {
  /** @param {Float64Array} values @param {Point} best @param {number} [at] */
  constructor(values, best, at = 0) {
    const side = best.length + 1;
    this.best = best;
    this.rows = Array.from({ length: side }, (_, r) =>
      Array.from(values.subarray(at * side * side + r * side, at * side * side + (r + 1) * side)),
    );
  }

  /** The same loss with one row of data taken out or put in: Q + c·aaᵀ.
   *  @type {(row: Point, factor: number) => Quadratic} */
  plus(row, factor) {
    const other = Object.create(Quadratic.prototype);
    other.best = this.best;
    other.rows = this.rows.map((line, r) => line.map((x, c) => x + factor * row[r] * row[c]));
    return other;
  }

  /** @type {(w: Point) => Point} */
  times(w) {
    const z = [...w.map((x, j) => x - this.best[j]), 1];
    return this.rows.map((line) => line.reduce((sum, x, c) => sum + x * z[c], 0));
  }

  /** @type {(w: Point) => number} */
  loss(w) {
    const z = [...w.map((x, j) => x - this.best[j]), 1];
    return this.times(w).reduce((sum, x, r) => sum + x * z[r], 0);
  }

  /** @type {(w: Point) => Point} */
  gradient(w) {
    return this.times(w).slice(0, -1).map((x) => 2 * x);
  }

  /** Over two axes with the others as in w: half the Hessian, and twice nothing else.
   *  @type {(w: Point, axes: number[]) => Slice} */
  slice(w, axes) {
    const H = axes.map((r) => axes.map((c) => this.rows[r][c]));
    const g = this.gradient(w);
    return { H, gradient: axes.map((j) => g[j]), at: axes.map((j) => w[j]), loss: this.loss(w) };
  }

  /** Where the loss is least: w solves 2Q₁₁(w − w*) = −2q. Null where no single point does.
   *  @type {() => Point | null} */
  minimum() {
    const d = this.best.length;
    const step = solve(this.rows.slice(0, d).map((line) => line.slice(0, d)), this.rows.slice(0, d).map((line) => -line[d]));
    return step && step.map((x, j) => x + this.best[j]);
  }
}

/** The log loss of some rows, in the coordinates the descent walks in. */
class LogLoss {
  /** @param {Point[]} rows @param {ArrayLike<number>} labels */
  constructor(rows, labels) {
    this.signed = rows.map((row, i) => row.map((x) => (labels[i] ? x : -x)));
  }

  /** @type {(w: Point) => Point} */
  margins(w) {
    return this.signed.map((row) => row.reduce((sum, x, j) => sum + x * w[j], 0));
  }

  /** @type {(w: Point) => number} */
  loss(w) {
    const each = this.margins(w).map((m) => Math.max(-m, 0) + Math.log1p(Math.exp(-Math.abs(m))));
    return each.reduce((sum, x) => sum + x, 0) / each.length;
  }

  /** @type {(w: Point) => Point} */
  gradient(w) {
    const pull = this.margins(w).map((m) => -1 / (1 + Math.exp(m)) / this.signed.length);
    return w.map((_, j) => this.signed.reduce((sum, row, i) => sum + pull[i] * row[j], 0));
  }
}

/** Gaussian elimination with pivots; null for a singular matrix.
 *  @type {(A: Point[], b: Point) => Point | null} */
function solve(A, b) {
  const rows = A.map((line, r) => [...line, b[r]]);
  const n = rows.length;
  const size = Math.max(...rows.flat().map(Math.abs), 1e-300);
  for (let c = 0; c < n; c += 1) {
    let p = c;
    for (let r = c + 1; r < n; r += 1) if (Math.abs(rows[r][c]) > Math.abs(rows[p][c])) p = r;
    if (Math.abs(rows[p][c]) < 1e-12 * size) return null;
    [rows[c], rows[p]] = [rows[p], rows[c]];
    for (let r = c + 1; r < n; r += 1) {
      const f = rows[r][c] / rows[c][c];
      for (let k = c; k <= n; k += 1) rows[r][k] -= f * rows[c][k];
    }
  }
  const x = Array(n).fill(0);
  for (let r = n - 1; r >= 0; r -= 1) {
    x[r] = (rows[r][n] - rows[r].slice(r + 1, n).reduce((sum, v, k) => sum + v * x[r + 1 + k], 0)) / rows[r][r];
  }
  return x;
}

/** What a model says and how it is scored, for the data of one payload. */
export class Model {
  /** @type {LogLoss | null} of all rows, where it can be gone through */
  whole = null;

  /** @type {Map<number, RowsLoss>} of the batches that were asked for */
  cache = new Map();

  /** @param {RegressionData} data */
  constructor(data) {
    expected(MODELS, data.model, "model");
    expected(PICTURES, data.picture, "picture");
    this.data = data;
    this.d = data.names.length;
    const { best, doubles: { Q, held_Q, batch_Q } } = data;
    this.all = Q && best ? new Quadratic(Q, best) : null;
    /** @type {RowsLoss | null} of the rows kept back */
    this.held = held_Q && best ? new Quadratic(held_Q, best) : null;
    this.batchCount = batch_Q && best ? batch_Q.length / (best.length + 1) ** 2 : 0;
    if (data.model === "logistic") this.byRows();
  }

  /** Whether an open question veils one of these.
   *  @type {(...names: string[]) => boolean} */
  hides(...names) {
    return names.some((name) => this.data.veils?.includes(name));
  }

  /** The kind of picture on show: a plane may be changed for its predictions.
   *  @returns {PictureKind} */
  get picture() {
    const { picture, look } = this.data;
    return picture === "plane" && !look.plane ? "fit" : picture;
  }

  /** A log loss has no quadratic: where all rows are here and few, they are gone through. */
  byRows() {
    const { doubles, drawn, rows, held_rows: held, offsets, steps } = this.data;
    const cheap = drawn === rows && held * steps < AFFORDED;
    if (!cheap) return;
    /** @type {(X: "X" | "held_X", y: Float64Array) => LogLoss} */
    const of = (X, y) => new LogLoss(Array.from(y, (_, i) => this.row(this.features(X, i))), y);
    this.whole = of("X", doubles.y);
    if (doubles.held_y.length && doubles.held_y.length === held) this.held = of("held_X", doubles.held_y);
    if (offsets) this.batchCount = offsets.length - 1;
  }

  /** @type {(k: number) => LogLoss} */
  rowsOf(k) {
    const { doubles } = this.data;
    const index = this.rowsIn(k);
    return new LogLoss(index.map((i) => this.row(this.features("X", i))), index.map((i) => doubles.y[i]));
  }

  /** The places among the drawn rows of those that step k (from 0) sees; none where not known.
   *  @type {(k: number) => number[]} */
  rowsIn(k) {
    const { offsets, doubles: { index } } = this.data;
    if (!offsets || !index || k + 1 >= offsets.length) return [];
    return Array.from(index.subarray(offsets[k], offsets[k + 1]));
  }

  /** Whether a film is of these data: of as many steps, or of as few as its runs had before all of
   *  them were lost, on the same box, above the same loss.
   *  @type {(film: Film) => boolean} */
  fits(film) {
    const { lowest, steps, domain } = this.data;
    const whole = film.steps === steps || film.blown.every(Boolean);
    const same = whole && String(film.domain) === String(domain);
    return same && (lowest === null || film.minimum[0] === lowest);
  }

  /** The loss of the batch that step k (from 0) sees; null where there is none.
   *  @type {(k: number) => RowsLoss | null} */
  batch(k) {
    if (k < 0 || k >= this.batchCount) return null;
    const found = this.cache.get(k) ?? this.made(k);
    this.cache.set(k, found);
    return found;
  }

  /** @type {(k: number) => RowsLoss} */
  made(k) {
    const { doubles, best } = this.data;
    return doubles.batch_Q && best ? new Quadratic(doubles.batch_Q, best, k) : this.rowsOf(k);
  }

  /** The steps of the epoch that step k belongs to.
   *  @type {(k: number) => number[]} */
  epoch(k) {
    const { per_epoch: size } = this.data;
    const first = Math.floor(k / size) * size;
    return Array.from({ length: Math.min(size, this.batchCount - first) }, (_, n) => first + n);
  }

  /** What the batch of step k weighs in the mean of its epoch: its rows, where its loss is their mean.
   *  @type {(k: number) => number} */
  weight(k) {
    const { offsets, convention: { mean }, model } = this.data;
    return offsets && (mean || model === "logistic") ? offsets[k + 1] - offsets[k] : 1;
  }

  /** w and b for features in their original units.
   *  @type {(w: Point) => Point} */
  original(w) {
    const { mean, scale } = this.data;
    if (!scale || !mean) return [...w];
    const weights = w.slice(0, -1).map((x, j) => x / scale[j]);
    return [...weights, w[w.length - 1] - weights.reduce((sum, x, j) => sum + x * mean[j], 0)];
  }

  /** A row of features as the model sees it, the bias's 1 included.
   *  @type {(x: Point) => Point} */
  row(x) {
    const { mean, scale } = this.data;
    return [...x.map((v, j) => (scale && mean ? (v - mean[j]) / scale[j] : v)), 1];
  }

  /** ⟨w, x⟩ + b for features in original units, with w from ``original``.
   *  @type {(own: Point, x: Point) => number} */
  score(own, x) {
    return x.reduce((sum, v, j) => sum + own[j] * v, own[own.length - 1]);
  }

  /** The prediction: the score, or the probability of a 1.
   *  @type {(own: Point, x: Point) => number} */
  predict(own, x) {
    const z = this.score(own, x);
    return this.data.model === "logistic" ? 1 / (1 + Math.exp(-z)) : z;
  }

  /** @type {(name: "X" | "held_X", i: number) => Point} */
  features(name, i) {
    return Array.from(this.data.doubles[name].subarray(i * this.d, (i + 1) * this.d));
  }

  /** Row i's own part of the gradient on all the data, 1/n of it or all of it.
   *  @type {(w: Point, x: Point, y: number) => Point} */
  share(w, x, y) {
    const { rows, model } = this.data;
    const own = this.original(w);
    const factor = model === "logistic" ? 1 / rows : 2 * this.factor;
    const error = this.predict(own, x) - y;
    return this.row(x).map((v) => factor * error * v);
  }

  /** The factor of a row's square in the loss on all the data. */
  get factor() {
    const { rows, convention: { factor, mean } } = this.data;
    return mean ? factor / rows : factor;
  }

  /** (x, 1, x·w* + b* − y): the row of the table whose square the loss sums.
   *  @type {(x: Point, y: number) => Point} */
  tableRow(x, y) {
    const { best } = this.data;
    if (!best) throw new Error("the table has no solution to count from");
    const row = this.row(x);
    return [...row, row.reduce((sum, v, j) => sum + v * best[j], 0) - y];
  }
}
