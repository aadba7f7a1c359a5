// A step written out: the rule, the rule with its numbers, and what it comes to. The numbers have
// as many digits as it takes for their sum to be seen to be right.

import { evaluate, named, written } from "./expression.js";
import { constant, gradient, point, pointName, quantity, rateOf, stageOf, wholeRun } from "../lib/film.js";
import { beyond, number, rounded } from "../lib/numbers.js";

const FEWEST = 4; // A number has at least so many significant digits.
const EXACT = { digits: 17, shown: 10, noise: 2 ** -50 }; // What float64 bears: the digits of a number, those of the sum, and what it leaves over.
const SINGLE = { digits: 8, shown: 6, noise: 2 ** -22 }; // The same of float32.

/** @typedef {{ expression: Expression, values: Record<string, number | Point> }} Sum */
/** @typedef {{ value: number, text: string, half: number }} End what a sum comes to in one component */

/** The equation of the step from row k of run i, as HTML.
 *  @type {(film: Film, i: number, k: number) => string} */
export function equation(film, i, k) {
  const sum = stepOf(film, i, k) ?? moved(film, i, k);
  const next = pointName(film, k + 1);
  const rule = written(sum.expression, (name) => symbol(film, name, k));
  const [left, right] = figures(sum, point(film, i, k), point(film, i, k + 1), Boolean(wholeRun(film, i)));
  return `${next} = ${rule}<br>&emsp;= ${left}<br>&emsp;= ${right}`;
}

/** A number, or a point, as HTML.
 *  @type {(text: string) => string} */
export const spoken = (text) => `<span class="lr-num">${text}</span>`;

/** The rule of step k with its values; null where one of them is not there, or no number.
 *  @type {(film: Film, i: number, k: number) => Sum | null} */
function stepOf(film, i, k) {
  const expression = stageOf(film, k).step;
  const values = valuesOf(film, i, k, expression);
  return values && { expression, values };
}

/** @type {(film: Film, i: number, k: number, expression: Expression) => Record<string, number | Point> | null} */
export function valuesOf(film, i, k, expression) {
  /** @type {Record<string, number | Point>} */
  const values = {};
  for (const name of named(expression)) {
    const value = valueOf(film, i, k, name);
    if (value === null || ![value].flat().every(Number.isFinite)) return null;
    values[name] = value;
  }
  return values;
}

/** @type {(film: Film, i: number, k: number, name: string) => number | Point | null} */
function valueOf(film, i, k, name) {
  if (name === "1") return 1;
  if (name === "w") return point(film, i, k);
  if (name === "g") return gradient(film, i, k);
  if (name === "lr") return rateOf(film, i, k);
  return constant(film, k, name) ?? quantity(film, i, k, name);
}

/** What can always be said: where it was, how far it went, where it is.
 *  @type {(film: Film, i: number, k: number) => Sum} */
function moved(film, i, k) {
  const [from, to] = [point(film, i, k), point(film, i, k + 1)];
  return { expression: ["+", "w", "move"], values: { w: from, move: to.map((x, j) => x - from[j]) } };
}

/** A sum with its numbers, and what it comes to, as HTML.
 *  @type {(sum: Sum, from: Point, to: Point, exact: boolean) => [string, string]} */
export function figures({ expression, values }, from, to, exact) {
  const limits = exact ? EXACT : SINGLE;
  /** @type {(digits: number) => string} */
  const left = (digits) => written(expression, (name) => spoken(points(values[name], digits)));
  if ([...from, ...to].every(Number.isFinite)) {
    const size = sizes(expression, values, to);
    for (let coarser = 0; coarser <= limits.shown; coarser += 1) {
      const ends = to.map((x, j) => ended(x, decimals(x, x - from[j], limits.noise * size[j], limits.shown) - coarser));
      const digits = enough({ expression, values }, ends, limits.digits);
      if (digits) return [left(digits), spoken(tuple(ends.map(({ text }) => text)))];
    }
  }
  return [left(FEWEST), spoken(points(to))];
}

/** How many significant digits of every number it takes for the sum to end where it is said to.
 *  @type {(sum: Sum, ends: End[], most: number) => number | null} */
function enough({ expression, values }, ends, most) {
  for (let digits = FEWEST; digits <= most; digits += 1) {
    const sum = [evaluate(expression, (name) => short(values[name], digits))].flat();
    if (ends.every(({ value, half }, j) => Math.abs(sum[j] - value) <= half)) return digits;
  }
  return null;
}

/** How large the numbers are of which each component is made: what their rounding is a share of.
 *  @type {(expression: Expression, values: Record<string, number | Point>, to: Point) => Point} */
function sizes(expression, values, to) {
  /** @type {(name: string) => number | Point} */
  const positive = (name) => {
    const value = values[name];
    return Array.isArray(value) ? value.map(Math.abs) : Math.abs(value);
  };
  const most = [evaluate(plain(expression), positive)].flat();
  return to.map((x, j) => Math.max(Math.abs(x), Number.isFinite(most[j]) ? most[j] : 0));
}

/** The expression with nothing taken away from it.
 *  @type {(expression: Expression) => Expression} */
const plain = (expression) =>
  typeof expression === "string" ? expression : [expression[0] === "−" ? "+" : expression[0], ...expression.slice(1).map(plain)];

/** How many decimals an end needs: four significant digits, and enough to show that it moved; no
 *  more than its rounding leaves.
 *  @type {(x: number, move: number, noise: number, shown: number) => number} */
function decimals(x, move, noise, shown) {
  /** @type {(value: number) => number} */
  const power = (value) => Math.floor(Math.log10(Math.abs(value)));
  if (x === 0) return noise > 0 ? Math.min(300, Math.max(0, -power(noise) - 1)) : 0;
  const wanted = Math.max(FEWEST - 1 - power(x), move === 0 ? -Infinity : -power(move));
  const most = Math.min(shown - 1 - power(x), noise > 0 ? -power(4 * noise) - 1 : Infinity);
  return Math.min(wanted, most);
}

/** x with so many decimals, which may be fewer than none: its value, its text, half a unit.
 *  @type {(x: number, places: number) => End} */
function ended(x, places) {
  const half = 0.4999 * 10 ** -places;
  const digits = x === 0 ? 1 : Math.min(17, places + 1 + Math.floor(Math.log10(Math.abs(x))));
  return digits < 1 ? { value: 0, text: "0", half } : { value: rounded(x, digits), text: number(x, digits), half };
}

/** @type {(value: number | Point, digits: number) => number | Point} */
const short = (value, digits) => (Array.isArray(value) ? value.map((x) => rounded(x, digits)) : rounded(value, digits));

/** A number, or a point in brackets.
 *  @type {(value: number | Point, digits?: number) => string} */
export function points(value, digits = FEWEST) {
  return Array.isArray(value) ? tuple(value.map((x) => beyond(x, digits))) : number(value, digits);
}

/** @type {(texts: string[]) => string} */
const tuple = (texts) => (texts.length === 1 ? texts[0] : `(${texts.join(", ")})`);

const SLOPE = "∂<i>ℓ</i>/∂<i>w</i>";
const BATCH_SLOPE = "∂<i>ℓ<sub>B</sub></i>/∂<i>w</i>";

/** The gradient's name: of the loss, or of the batch's.
 *  @type {(film: Film) => string} */
export const slopeOf = (film) => (film.minibatch ? BATCH_SLOPE : SLOPE);

/** @type {Record<string, string>} */
const SYMBOLS = {
  1: "1", move: "Δ<i>w</i>", wd: "<i>λ</i>", beta: "<i>μ</i>", tau: "<i>τ</i>", eps: "<i>ε</i>",
  v: "<i>v</i>", m: "<i>m</i>", v_hat: "<i>v̂</i>", u: "<i>u</i>", G: "<i>G</i>", b: "<i>b</i>", r: "<i>r</i>",
  now: "<i>a</i>", next: "<i>c</i>", size: "<i>Δ</i>", beta1: "<i>β</i><sub>1</sub>", rest1: "(1 − <i>β</i><sub>1</sub>)",
};

/** A quantity of step k by its sign, as HTML.
 *  @type {(film: Film, name: string, k: number) => string} */
export function symbol(film, name, k) {
  if (name === "w") return pointName(film, k);
  if (name === "g") return slopeOf(film);
  if (name === "lr") return film.arrays.lr ? `<i>η</i><sub>${k}</sub>` : "<i>η</i>";
  if (name === "sign") return `sign(${slopeOf(film)})`;
  if (name === "bias1") return `(1 − <i>β</i><sub>1</sub><sup>${k + 1}</sup>)`;
  if (name === "slowed") return `(1 + ${k}·<i>γ</i>)`;
  return SYMBOLS[name];
}
