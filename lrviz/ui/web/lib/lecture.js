// Lecture mode: what plotly writes grows with the screen as the page's own letters do.

const [ROOT, MORE] = [16, 1.14]; // Pixels of a letter elsewhere, and how much larger than plots text is set.

/** @type {number | null} how much larger it is in this frame */
let now = null;

/** How much larger everything is than on a page that is read at a desk; 1 there. It is asked of the
 *  browser once a frame: between two drawings the browser would find every style anew. */
export function scale() {
  if (now === null) requestAnimationFrame(() => { now = null; });
  now ??= measured();
  return now;
}

function measured() {
  const root = getComputedStyle(document.documentElement);
  return root.getPropertyValue("--lr-lecture") ? (MORE * Number.parseFloat(root.fontSize)) / ROOT : 1;
}

const FONTS = ["font", "tickfont", "textfont", "title_font"];
const LEAST = 2; // Numbers along an axis, which larger ones have less room for.
const LENGTHS = ["standoff", "ticklen", "xshift", "yshift"];

/** A copy of what plotly is handed, with its letters, lines, marks and margins `factor` times as large,
 *  and fewer numbers along its axes.
 *  @template T
 *  @param {T} spec @param {number} factor
 *  @returns {T} */
export function magnified(spec, factor) {
  const copy = structuredClone(spec);
  if (factor !== 1) grow(copy, factor);
  return copy;
}

/** @type {(node: any, factor: number) => void} */
function grow(node, factor) {
  for (const [key, value] of Object.entries(node)) {
    if (LENGTHS.includes(key) && typeof value === "number") node[key] = value * factor;
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    if (FONTS.includes(key) || key === "marker") lengthen(value, "size", factor);
    if (key === "line") lengthen(value, "width", factor);
    if (typeof value.nticks === "number") value.nticks = Math.max(LEAST, Math.round(value.nticks / factor));
    if (key === "margin") for (const side of ["l", "r", "t", "b"]) lengthen(value, side, factor);
    grow(value, factor);
  }
}

/** @type {(owner: any, name: string, factor: number) => void} */
function lengthen(owner, name, factor) {
  if (typeof owner[name] === "number") owner[name] *= factor;
}
