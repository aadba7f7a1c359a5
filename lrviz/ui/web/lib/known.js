// The words that the server and the browser both use; a test compares them with Python's. A
// word that is not among them is an error that says so, never a picture without it.

export const VERDICTS = /** @type {const} */ ([
  "diverges", "converges", "stalls", "held", "hovers", "oscillates", "crawls", "falls", "leaves",
]);
export const REGIMES = /** @type {const} */ (["tiny", "good", "large", "too_large"]);
export const VIEWS = /** @type {const} */ (["2d", "3d"]);
export const QUESTIONS = /** @type {const} */ (["film", "slopes", "view", "drawn"]);
/** The stop of the course that a verdict leads to.
 *  @type {Record<string, string | undefined>} */
export const WHY = {
  crawls: "crawl", converges: "crawl", oscillates: "just-below", diverges: "edge", hovers: "hovering", stalls: "stuck",
};

/** The entry of `table` under `name`, `what` it is for the sentence where it has none.
 *  @template V
 *  @param {Readonly<Record<string, V>>} table @param {string} name @param {string} what
 *  @returns {V} */
export function known(table, name, what) {
  return table[expected(Object.keys(table), name, what)];
}

/** `name`, which must be among `names`.
 *  @template {string} N
 *  @param {readonly N[]} names @param {string} name @param {string} what
 *  @returns {N} */
export function expected(names, name, what) {
  const found = names.find((each) => each === name);
  if (found === undefined) throw new Error(`unknown ${what} "${name}"; known: ${names.join(", ")}`);
  return found;
}
