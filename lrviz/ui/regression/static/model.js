// The model's arithmetic: predictions, losses and gradients at any w.
//
// A linear model's loss on some rows is zᵀQz with z = (w − w*, 1); see view.py.

const AFFORDED = 300_000; // rows times steps that are gone through for one curve

/** One quadratic of an array of them, as a function of w. */
export class Quadratic {
  constructor(values, best, at = 0) {
    const side = best.length + 1;
    this.best = best;
    this.rows = Array.from({ length: side }, (_, r) =>
      Array.from(values.subarray(at * side * side + r * side, at * side * side + (r + 1) * side)),
    );
  }

  /** The same loss with one row of data taken out or put in: Q + c·aaᵀ. */
  plus(row, factor) {
    const other = Object.create(Quadratic.prototype);
    other.best = this.best;
    other.rows = this.rows.map((line, r) => line.map((x, c) => x + factor * row[r] * row[c]));
    return other;
  }

  times(w) {
    const z = [...w.map((x, j) => x - this.best[j]), 1];
    return this.rows.map((line) => line.reduce((sum, x, c) => sum + x * z[c], 0));
  }

  loss(w) {
    const z = [...w.map((x, j) => x - this.best[j]), 1];
    return this.times(w).reduce((sum, x, r) => sum + x * z[r], 0);
  }

  gradient(w) {
    return this.times(w).slice(0, -1).map((x) => 2 * x);
  }

  /** Over two axes with the others as in w: half the Hessian, and twice nothing else. */
  slice(w, axes) {
    const H = axes.map((r) => axes.map((c) => this.rows[r][c]));
    const g = this.gradient(w);
    return { H, gradient: axes.map((j) => g[j]), at: axes.map((j) => w[j]), loss: this.loss(w) };
  }

  /** Where the loss is least: w solves 2Q₁₁(w − w*) = −2q. Null where no single point does. */
  minimum() {
    const d = this.best.length;
    const step = solve(this.rows.slice(0, d).map((line) => line.slice(0, d)), this.rows.slice(0, d).map((line) => -line[d]));
    return step && step.map((x, j) => x + this.best[j]);
  }
}

/** The log loss of some rows, in the coordinates the descent walks in. */
class LogLoss {
  constructor(rows, labels) {
    this.signed = rows.map((row, i) => row.map((x) => (labels[i] ? x : -x)));
  }

  margins(w) {
    return this.signed.map((row) => row.reduce((sum, x, j) => sum + x * w[j], 0));
  }

  loss(w) {
    const each = this.margins(w).map((m) => Math.max(-m, 0) + Math.log1p(Math.exp(-Math.abs(m))));
    return each.reduce((sum, x) => sum + x, 0) / each.length;
  }

  gradient(w) {
    const pull = this.margins(w).map((m) => -1 / (1 + Math.exp(m)) / this.signed.length);
    return w.map((_, j) => this.signed.reduce((sum, row, i) => sum + pull[i] * row[j], 0));
  }
}

/** Gaussian elimination with pivots; null for a singular matrix. */
export function solve(A, b) {
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
  constructor(data) {
    this.data = data;
    this.d = data.names.length;
    const { Q, held_Q, batch_Q } = data.arrays;
    this.all = Q ? new Quadratic(Q, data.best) : null;
    this.held = held_Q ? new Quadratic(held_Q, data.best) : null;
    this.batchCount = batch_Q ? batch_Q.length / (data.best.length + 1) ** 2 : 0;
    if (data.model === "logistic") this.byRows();
    this.cache = new Map();
  }

  /** The kind of picture on show: a plane may be changed for its predictions. */
  get picture() {
    const { picture, look } = this.data;
    return picture === "plane" && !look.plane ? "fit" : picture;
  }

  /** A log loss has no quadratic: where all rows are here and few, they are gone through. */
  byRows() {
    const { arrays, drawn, rows, held_rows: held, offsets, steps } = this.data;
    this.cheap = drawn === rows && held * steps < AFFORDED;
    if (!this.cheap) return;
    const of = (X, y) => new LogLoss(Array.from(y, (_, i) => this.row(this.features(X, i))), y);
    this.whole = of("X", arrays.y);
    if (arrays.held_y.length && arrays.held_y.length === held) this.held = of("held_X", arrays.held_y);
    if (offsets) this.batchCount = offsets.length - 1;
  }

  rowsOf(k) {
    const { offsets, arrays } = this.data;
    const index = Array.from(arrays.index.subarray(offsets[k], offsets[k + 1]));
    return new LogLoss(index.map((i) => this.row(this.features("X", i))), index.map((i) => arrays.y[i]));
  }

  /** Whether a film is of these data: of as many steps, on the same box, above the same loss. */
  fits(film) {
    const { lowest, steps, domain } = this.data;
    const same = film.steps === steps && String(film.domain) === String(domain);
    return same && (lowest === null || film.minimum[0] === lowest);
  }

  /** The loss of the batch that step k (from 0) sees; null where there is none. */
  batch(k) {
    if (k < 0 || k >= this.batchCount) return null;
    if (!this.cache.has(k)) this.cache.set(k, this.made(k));
    return this.cache.get(k);
  }

  made(k) {
    const { arrays, best } = this.data;
    return arrays.batch_Q ? new Quadratic(arrays.batch_Q, best, k) : this.rowsOf(k);
  }

  /** The steps of the epoch that step k belongs to. */
  epoch(k) {
    const { per_epoch: size } = this.data;
    const first = Math.floor(k / size) * size;
    return Array.from({ length: Math.min(size, this.batchCount - first) }, (_, n) => first + n);
  }

  /** What the batch of step k weighs in the mean of its epoch: its rows, where its loss is their mean. */
  weight(k) {
    const { offsets, convention, model } = this.data;
    return convention === "sse" && model !== "logistic" ? 1 : offsets[k + 1] - offsets[k];
  }

  /** w and b for features in their original units. */
  original(w) {
    const { mean, scale } = this.data;
    if (!scale) return [...w];
    const weights = w.slice(0, -1).map((x, j) => x / scale[j]);
    return [...weights, w.at(-1) - weights.reduce((sum, x, j) => sum + x * mean[j], 0)];
  }

  /** A row of features as the model sees it, the bias's 1 included. */
  row(x) {
    const { mean, scale } = this.data;
    return [...x.map((v, j) => (scale ? (v - mean[j]) / scale[j] : v)), 1];
  }

  /** ⟨w, x⟩ + b for features in original units, with w from ``original``. */
  score(own, x) {
    return x.reduce((sum, v, j) => sum + own[j] * v, own.at(-1));
  }

  /** The prediction: the score, or the probability of a 1. */
  predict(own, x) {
    const z = this.score(own, x);
    return this.data.model === "logistic" ? 1 / (1 + Math.exp(-z)) : z;
  }

  features(name, i) {
    return Array.from(this.data.arrays[name].subarray(i * this.d, (i + 1) * this.d));
  }

  /** Row i's own part of the gradient on all the data, 1/n of it or all of it. */
  share(w, x, y) {
    const { convention, rows, model } = this.data;
    const own = this.original(w);
    const factor = model === "logistic" ? 1 / rows : { half_mse: 1 / rows, mse: 2 / rows, sse: 2 }[convention];
    const error = this.predict(own, x) - y;
    return this.row(x).map((v) => factor * error * v);
  }

  /** The factor of a row's square in the loss on all the data. */
  get factor() {
    return { half_mse: 0.5 / this.data.rows, mse: 1 / this.data.rows, sse: 1 }[this.data.convention];
  }

  /** (x, 1, x·w* + b* − y): the row of the table whose square the loss sums. */
  tableRow(x, y) {
    const row = this.row(x);
    return [...row, row.reduce((sum, v, j) => sum + v * this.data.best[j], 0) - y];
  }
}
