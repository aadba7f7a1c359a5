// Numbers as lrviz/text/numbers.py writes them; a browser test compares the two.

/** @type {Record<string, string>} */
const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉";
const PLAIN = [1e-4, 1e4];

/** x with at most `digits` significant digits, a true minus sign, ×10ⁿ for extremes.
 *  @type {(x: number | null | undefined, digits?: number) => string} */
export function number(x, digits = 4) {
  if (x === null || x === undefined || Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const [mantissa, exponent] = exponential(x, digits - 1).split("e");
  const power = Number(exponent);
  const rounded = Number(`${mantissa}e${exponent}`);
  const size = Math.abs(rounded);
  if (size === 0 || (size >= PLAIN[0] && size < PLAIN[1])) {
    return minus(trimmed(rounded.toFixed(Math.max(0, digits - 1 - power))));
  }
  return scientific(trimmed(mantissa), power);
}

/** x with so many significant digits, as a number: what `number` writes.
 *  @type {(x: number, digits: number) => number} */
export const rounded = (x, digits) => (Number.isFinite(x) ? Number(exponential(x, digits - 1)) : x);

/** x to its last digit, as briefly as that goes.
 *  @type {(x: number) => string} */
export function exactly(x) {
  const [mantissa, power] = String(x).split("e");
  return power ? scientific(mantissa, Number(power)) : minus(mantissa);
}

/** @type {(mantissa: string, power: number) => string} */
function scientific(mantissa, power) {
  const ten = `10${[...String(power)].map((c) => SUPERSCRIPT[c]).join("")}`;
  return minus(mantissa === "1" ? ten : mantissa === "-1" ? `-${ten}` : `${mantissa}×${ten}`);
}

/** x.toExponential, but a tie goes to the even digit, as Python's do.
 *  @type {(x: number, decimals: number) => string} */
function exponential(x, decimals) {
  const text = x.toExponential(decimals);
  if (Number(x.toExponential(decimals + 1)) !== x) return text; // no tie has more digits
  const [mantissa, power] = x.toExponential(100).split("e");
  const end = mantissa.indexOf(".") + (decimals ? decimals + 1 : 0);
  const lower = mantissa.slice(0, end);
  return /^\.?50*$/.test(mantissa.slice(end)) && Number(lower.at(-1)) % 2 === 0 ? `${lower}e${power}` : text;
}

/** A point in brackets; with one coordinate a plain number.
 *  @type {(w: Point, digits?: number) => string} */
export function vector(w, digits = 4) {
  const shown = w.map((x) => number(x, digits));
  return shown.length === 1 ? shown[0] : `(${shown.join(", ")})`;
}

const LEAST = 2 ** -149; // float32's smallest number stands for all that are smaller

/** A number of the film, which may have left the range of its float32.
 *  @type {(x: number, digits?: number) => string} */
export function beyond(x, digits = 4) {
  if (Math.abs(x) === Infinity) return `${x > 0 ? "> " : "< −"}3.4×10³⁸`;
  return Math.abs(x) === LEAST ? "≈ 0" : number(x, digits);
}

/** k as an index: w₁₂.
 *  @type {(k: number | string) => string} */
export const subscript = (k) => [...String(k)].map((c) => SUBSCRIPT[Number(c)] ?? "₋").join("");

/** @type {(text: string) => string} */
const trimmed = (text) => {
  const short = text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  return short === "-0" || short === "" ? "0" : short;
};
/** @type {(text: string) => string} */
const minus = (text) => text.replaceAll("-", "−");
