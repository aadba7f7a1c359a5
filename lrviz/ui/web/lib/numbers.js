// Numbers as lrviz/text/numbers.py writes them; a browser test compares the two.

/** @type {Record<string, string>} */
const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉";
const PLAIN = [1e-4, 1e4]; // Sizes from the first to the second are written without a power of ten.

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

/** How many significant digits two numbers need for two of their difference to be seen, and no fewer
 *  than are usual.
 *  @type {(a: number, b: number, usual?: number) => number} */
export function apart(a, b, usual = 4) {
  const size = Math.max(Math.abs(a), Math.abs(b)) / Math.abs(a - b);
  return Number.isFinite(size) ? Math.min(17, Math.max(usual, 2 + Math.ceil(Math.log10(size)))) : usual;
}

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

const LEAST = 2 ** -149; // The smallest number of float32 stands for all that are smaller.

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

// Numbers as people type them: the rules of lrviz/settings/typed.py; a test puts one table to both.

const LONGEST = 1000; // A text of more characters is no number.

/** @type {[string, string][]} */
const SIGNS = [["-", "−–‐‑﹣"], ["+", "﹢"], ["/", "⁄∕÷"], ["*", "×✕·⋅∙"], [".", "\u3002\uff61\u066b"], [",", "﹐"], ["%", "﹪٪"]];
const ZEROS = [0x660, 0x6f0, 0x966, 0xe50];
/** @type {Record<string, string>} */
const PLAINLY = Object.fromEntries([
  ...SIGNS.flatMap(([sign, all]) => [...all].map((c) => [c, sign])),
  ...ZEROS.flatMap((zero) => Array.from({ length: 10 }, (_, n) => [String.fromCharCode(zero + n), String(n)])),
]);
/** @type {Record<string, string>} */
const FRACTIONS = { "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8", "⅒": "1/10" };
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const EXPONENT = "[eE] ?([+-]?[0-9]{1,9})";
const RAISING = " ?(?:\\^|\\*\\*) ?[({]?";
const POWER = `(?:10${RAISING}([+-]?[0-9]{1,9})[)}]?|2${RAISING}([+-]?[0-9]{1,3})[)}]?)`;
const FACTOR = `([+-]?) ?(?:([0-9._,]+)(?:${EXPONENT})?(?: ?[*x] ?${POWER})?|${POWER})`;
const NUMBER = new RegExp(`^${FACTOR}(?: ?(%)| ?/ ?${FACTOR})?$`);
const GROUPS = 7; // FACTOR has so many groups.
const TWO = /(^|[^0-9._,])([1-9][0-9]{0,2}),([0-9]{3})(?![0-9._,])/g;

/** @typedef {{ value: number } | { reason: string, readings: string[] }} Reading */

/** `text` in ASCII digits and signs, without what cannot be seen.
 *  @type {(text: string) => string} */
export function plain(text) {
  return text
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, "")
    .replace(/[ \t\n\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g, " ")
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[^ -~]/g, (c) => PLAINLY[c] ?? c)
    .replace(/^ +| +$/g, "")
    .replace(/([⁺⁻]?)([⁰¹²³⁴-⁹]+)/g, (_, sign, digits) => `^${sign && (sign === "⁻" ? "-" : "+")}${[...digits].map((c) => RAISED.indexOf(c)).join("")}`);
}

/** The number that `text` certainly is, or why it is none: "empty"; "none"; "two" where it could be
 *  either of the readings; "large", "small", where float64 has nothing that size; "zero", it divides by.
 *  @type {(text: string) => Reading} */
export function readNumber(text) {
  try {
    return { value: [...text].length > LONGEST ? refused("none") : certain(plain(text)) };
  } catch (error) {
    if (error instanceof Refused) return { reason: error.reason, readings: error.readings };
    throw error;
  }
}

class Refused extends Error {
  /** @param {string} reason @param {string[]} readings */
  constructor(reason, readings) {
    super(reason);
    this.reason = reason;
    this.readings = readings;
  }
}

/** @type {(reason: string, ...readings: string[]) => never} */
function refused(reason, ...readings) {
  throw new Refused(reason, readings);
}

/** @type {(text: string) => number} */
function certain(text) {
  if (!text) return refused("empty");
  const readings = ["$1$2.$3", "$1$2$3"].map((way) => text.replace(TWO, way));
  if (readings[0] === text) return valued(text);
  readings.forEach(certain);
  return refused("two", ...readings);
}

/** @type {(text: string) => number} */
function valued(text) {
  const bare = text.replace(/^[+-]+|[% ]+$/g, "");
  const found = NUMBER.exec(Object.hasOwn(FRACTIONS, bare) ? text.replace(bare, FRACTIONS[bare]) : text);
  if (!found) return refused("none");
  const [percent, below] = [found[GROUPS + 1], found.slice(GROUPS + 2)];
  const top = factor(found.slice(1, GROUPS + 1), percent ? -2 : 0);
  if (below.every((part) => part === undefined)) return top;
  const bottom = factor(below, 0);
  return bottom === 0 ? refused("zero") : sized(top / bottom, top === 0);
}

/** A signed number from its pieces, of which some are missing.
 *  @type {(parts: string[], shift: number) => number} */
function factor([sign, digits, exponent, ten, two, onlyTen, onlyTwo], shift) {
  const decimal = digits === undefined ? "1" : decimalOf(digits);
  const power = [exponent, ten, onlyTen].reduce((sum, each) => sum + Number(each ?? 0), shift);
  const read = sized(Number(`${decimal}e${power}`), !/[1-9]/.test(decimal));
  const value = sized(read * 2 ** Number(two ?? onlyTwo ?? 0), read === 0);
  return sign === "-" ? -value : value;
}

/** Digits with at most a point among them.
 *  @type {(digits: string) => string} */
function decimalOf(digits) {
  if (/^(?:[0-9]+(?:_[0-9]+)*\.?[0-9]*|\.[0-9]+)$/.test(digits)) return digits.replaceAll("_", "");
  if (/^[0-9]*,[0-9]+$/.test(digits)) return digits.replace(",", ".");
  if (/^[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]*)?|,[0-9]{3}\.[0-9]*)$/.test(digits)) return digits.replaceAll(",", "");
  if (/^[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|\.[0-9]{3},[0-9]+)$/.test(digits)) return digits.replaceAll(".", "").replace(",", ".");
  return refused("none");
}

/** The value, unless it should have been another than ∞ or 0.
 *  @type {(value: number, zero: boolean) => number} */
function sized(value, zero) {
  if (!Number.isFinite(value)) return refused("large");
  return value === 0 && !zero ? refused("small") : value;
}
