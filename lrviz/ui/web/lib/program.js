// The loss as a program: played forward for its value, and back for its gradient, as
// lrviz/analysis/backprop has it; a browser test compares the two.

import { expected, known } from "./known.js";

const LEAVES = /** @type {const} */ (["constant", "variable"]);
const TINY = 2.2250738585072014e-308; // The smallest normal float64: added to √u it changes no root of a normal number.
/** @type {(u: number) => number} */
const sigmoid = (u) => (u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u)));
/** @type {(u: number, way: number) => number} */
const factor = (u, way) => (way > 0 ? u : 1 / u);
/** @type {(u: Point, c: Point, but?: number) => number} */
const times = (u, c, but = -1) => u.reduce((all, part, i) => (i === but ? all : all * factor(part, c[i + 1])), c[0]);
/** @type {(value: (u: number) => number, slope: (u: number, v: number) => number) => Operation} */
const one = (value, slope) => ({ value: ([u]) => value(u), slopes: ([u], c, v) => [slope(u, v)] });
/** @type {(better: (a: number, b: number) => boolean) => Operation} */
const extreme = (better) => ({
  value: (u) => u.reduce((best, part) => (better(part, best) || Number.isNaN(part) ? part : best)),
  slopes: (u) => {
    let best = u[0];
    let shares = [1];
    for (const part of u.slice(1)) {
      const share = better(part, best) ? 1 : part === best ? 0.5 : 0;
      shares = [...shares.map((each) => each * (1 - share)), share];
      if (share) best = part;
    }
    return shares;
  },
});

const BELL = 2 / Math.sqrt(Math.PI);
/** erfc u for u of 2.5 and more: a continued fraction, from its sixtieth term back.
 *  @type {(u: number) => number} */
function tail(u) {
  let below = u;
  for (let n = 60; n > 0; n -= 1) below = u + n / 2 / below;
  return Math.exp(-u * u) / Math.sqrt(Math.PI) / below;
}
/** erf u for u from 0 to 2.5: a series of positive terms.
 *  @type {(u: number) => number} */
function middle(u) {
  let [term, sum] = [u, u];
  for (let n = 1; n < 60; n += 1) {
    term *= 2 * u * u / (2 * n + 1);
    sum += term;
  }
  return BELL * Math.exp(-u * u) * sum;
}
/** @type {(u: number) => number} */
const erf = (u) => (Math.abs(u) < 2.5 ? middle(u) : Math.sign(u) * (1 - tail(Math.abs(u))));
/** @type {(u: number) => number} */
const erfc = (u) => (u < 2.5 ? 1 - erf(u) : tail(u));
/** @type {(u: number) => number} */
const bell = (u) => BELL * Math.exp(-u * u);
/** The nearest whole number, of two the even one.
 *  @type {(u: number) => number} */
const even = (u) => (Math.abs(u % 1) === 0.5 ? 2 * Math.round(u / 2) : Math.round(u));
/** @type {(u: number, v: number) => number} */
const sincSlope = (u, v) => (Math.abs(u) < 1e-2 ? -u / 3 + u ** 3 / 30 - u ** 5 / 840 : (Math.cos(u) - v) / u);

/** What a node may be, beside "constant" and "variable"; a test compares them with Python's.
 *  @type {Record<string, Operation>} */
export const OPERATIONS = {
  sum: {
    value: (u, c) => u.reduce((all, part, i) => all + c[i + 1] * part, c[0]),
    slopes: (u, c) => c.slice(1),
  },
  product: {
    value: (u, c) => times(u, c),
    slopes: (u, c) => u.map((part, i) => (c[i + 1] > 0 ? times(u, c, i) : -times(u, c, i) / part ** 2)),
  },
  power: {
    value: ([u], [n]) => u ** n,
    slopes: ([u], [n], v) => [n === 0.5 ? 0.5 / (v + TINY) : n * u ** (n - 1)],
  },
  general_power: { value: ([a, b]) => a ** b, slopes: ([a, b], c, v) => [b * a ** (b - 1), v * Math.log(a)] },
  exponential: { value: ([u], [c]) => c ** u, slopes: (u, [c], v) => [v * Math.log(c)] },
  abs: one(Math.abs, Math.sign),
  sqrt: one(Math.sqrt, (u, v) => 0.5 / (v + TINY)),
  exp: one(Math.exp, (u, v) => v),
  log: one(Math.log, (u) => 1 / u),
  sin: one(Math.sin, Math.cos),
  cos: one(Math.cos, (u) => -Math.sin(u)),
  tan: one(Math.tan, (u, v) => 1 + v * v),
  sinh: one(Math.sinh, Math.cosh),
  cosh: one(Math.cosh, Math.sinh),
  tanh: one(Math.tanh, (u, v) => 1 - v * v),
  max: extreme((a, b) => a > b),
  min: extreme((a, b) => a < b),
  sigmoid: one(sigmoid, (u, v) => v * sigmoid(-u)),
  relu: one((u) => (Number.isNaN(u) ? u : Math.max(u, 0)), (u) => Number(u > 0)),
  softplus: one((u) => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u))), sigmoid),
  sign: one(Math.sign, () => 0),
  log2: one(Math.log2, (u) => 1 / (u * Math.LN2)),
  log10: one(Math.log10, (u) => 1 / (u * Math.LN10)),
  log1p: one(Math.log1p, (u) => 1 / (1 + u)),
  expm1: one(Math.expm1, Math.exp),
  asin: one(Math.asin, (u) => 1 / Math.sqrt(1 - u * u)),
  acos: one(Math.acos, (u) => -1 / Math.sqrt(1 - u * u)),
  atan: one(Math.atan, (u) => 1 / (1 + u * u)),
  atan2: { value: ([a, b]) => Math.atan2(a, b), slopes: ([a, b]) => [b / (a * a + b * b), -a / (a * a + b * b)] },
  asinh: one(Math.asinh, (u) => 1 / Math.sqrt(1 + u * u)),
  acosh: one(Math.acosh, (u) => 1 / Math.sqrt(u * u - 1)),
  atanh: one(Math.atanh, (u) => 1 / (1 - u * u)),
  erf: one(erf, bell),
  erfc: one(erfc, (u) => -bell(u)),
  sinc: one((u) => (u === 0 ? 1 : Math.sin(u) / u), sincSlope),
  cbrt: one(Math.cbrt, (u, v) => 1 / (3 * v * v)),
  floor: one(Math.floor, () => 0),
  ceil: one(Math.ceil, () => 0),
  round: one(even, () => 0),
};

/** The values of all nodes at w.
 *  @type {(program: Program, w: Point) => Point} */
function forward({ nodes }, w) {
  /** @type {Point} */
  const values = Array(nodes.length).fill(0);
  nodes.forEach(([kind, inputs, numbers], i) => {
    if (inputs.length) values[i] = known(OPERATIONS, kind, "operation").value(inputs.map((j) => values[j]), numbers);
    else values[i] = expected(LEAVES, kind, "leaf") === "constant" ? numbers[0] : w[i];
  });
  return values;
}

/** ℓ(w).
 *  @type {(program: Program, w: Point) => number} */
export const loss = (program, w) => forward(program, w)[program.output];

/** ℓ and ∂ℓ/∂w at w.
 *  @type {(program: Program, w: Point) => { loss: number, gradient: Point }} */
export function slopes(program, w) {
  const { nodes, dim, output } = program;
  const values = forward(program, w);
  /** @type {Point} */
  const back = Array(nodes.length).fill(0);
  back[output] = 1;
  for (let i = output; i >= 0; i -= 1) {
    const [kind, inputs, numbers] = nodes[i];
    if (!inputs.length) continue;
    const found = OPERATIONS[kind].slopes(inputs.map((j) => values[j]), numbers, values[i]);
    inputs.forEach((j, k) => { back[j] += back[i] * found[k]; });
  }
  return { loss: values[output], gradient: back.slice(0, dim) };
}
