// The loss as a program: played forward for its value, and back for its gradient, as
// lrviz/analysis/backprop has it; a browser test compares the two.

import { expected, known } from "../lib/known.js";

const LEAVES = /** @type {const} */ (["constant", "variable"]);
const TINY = 2.2250738585072014e-308;
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
