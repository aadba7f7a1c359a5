// Update rules as expressions, as lrviz/descent/rules/writing.py has them: the name of a quantity,
// or a sign and its operands; "|" adds up what stands apart. A quantity is a number, or a vector that is met by components.

/** @type {Record<string, (a: number, b: number) => number>} */
const SIGNS = { "|": (a, b) => a + b, "+": (a, b) => a + b, "−": (a, b) => a - b, "·": (a, b) => a * b, "/": (a, b) => a / b };
/** @type {Record<string, number>} how tightly each binds; a name binds tightest */
const BINDS = { "|": 0, "+": 1, "−": 1, "·": 2, "/": 2, "√": 3 };

/** What an expression comes to.
 *  @type {(expression: Expression, of: (name: string) => number | Point) => number | Point} */
export function evaluate(expression, of) {
  if (typeof expression === "string") return of(expression);
  const [sign, ...operands] = expression;
  const [first, ...others] = operands.map((each) => evaluate(each, of));
  if (sign === "√") return each(first, Math.sqrt);
  return others.reduce((a, b) => met(a, b, SIGNS[/** @type {string} */ (sign)]), first);
}

/** @type {(value: number | Point, change: (x: number) => number) => number | Point} */
const each = (value, change) => (Array.isArray(value) ? value.map(change) : change(value));

/** @type {(a: number | Point, b: number | Point, how: (a: number, b: number) => number) => number | Point} */
function met(a, b, how) {
  if (Array.isArray(a)) return a.map((x, j) => how(x, Array.isArray(b) ? b[j] : b));
  return Array.isArray(b) ? b.map((y) => how(a, y)) : how(a, b);
}

/** The names in an expression, each once.
 *  @type {(expression: Expression) => string[]} */
export function named(expression) {
  if (typeof expression === "string") return [expression];
  return [...new Set(expression.slice(1).flatMap(named))];
}

/** An expression as text; `text` writes a quantity. One that begins with a minus is bracketed
 *  wherever a sign stands before it, and a power of ten where it is divided by.
 *  @type {(expression: Expression, text: (name: string) => string) => string} */
export function written(expression, text) {
  return said(expression, text, true);
}

/** @type {(expression: Expression, text: (name: string) => string, first: boolean) => string} */
function said(expression, text, first) {
  if (typeof expression === "string") return after(text(expression), first);
  const [sign, ...operands] = expression;
  if (sign === "√") return `√${bracketed(said(operands[0], text, true))}`;
  const space = sign === "+" || sign === "−" ? " " : "";
  return operands.map((part, n) => operand(part, text, String(sign), first && (n === 0 || sign === "|"), n)).join(`${space}${sign}${space}`);
}

/** @type {(expression: Expression, text: (name: string) => string, sign: string, first: boolean, n: number) => string} */
function operand(expression, text, sign, first, n) {
  const own = typeof expression === "string" ? 4 : BINDS[String(expression[0])];
  const alone = n > 0 && (sign === "−" || sign === "/"); // what follows is taken away, or divides, as one
  if (own < BINDS[sign] || (alone && own === BINDS[sign])) return `(${said(expression, text, true)})`;
  const plain = said(expression, text, first);
  return sign === "/" && n > 0 && typeof expression === "string" && plain.includes("10") && /[⁰¹²³⁴-⁹⁻]/.test(plain) ? bracketed(plain) : plain;
}

/** @type {(text: string, first: boolean) => string} */
const after = (text, first) => (!first && bare(text).startsWith("−") ? `(${text})` : text);

/** @type {(text: string) => string} */
const bracketed = (text) => (/^\([^()]*\)$/.test(bare(text)) ? text : `(${text})`);

/** HTML without its tags.
 *  @type {(html: string) => string} */
const bare = (html) => html.replace(/<[^>]*>/g, "");
