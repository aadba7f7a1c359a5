// The loss under the pointer, from the formula itself.

import { areaOf, pixels, under } from "../lib/internals.js";
import { inside } from "../lib/edge.js";
import { number } from "../lib/numbers.js";
import { loss } from "../lib/program.js";

const AWAY = 14; // Pixels between the pointer and its words.

/** Words that follow a mouse over the map of `stage`: ℓ(x, y) = ….
 *  @type {(stage: import("./view.js").Stage) => void} */
export function pointed(stage) {
  const { parts } = stage;
  const plot = /** @type {HTMLElement} */ (parts.path.parentElement);
  const leave = () => { parts.pointer.hidden = true; };
  plot.addEventListener("pointerleave", leave);
  plot.addEventListener("pointerdown", leave);
  plot.addEventListener("pointermove", (event) => {
    const { scene, plots, film, root } = stage;
    const program = film?.dim <= 2 ? scene?.program : null;
    const lossAt = program ? (/** @type {Point} */ spot) => loss(program, spot) : root.lossAt;
    const there = event.pointerType === "mouse" && !event.buttons && plots && lossAt && !plots.solidShown;
    const at = there ? under(parts.path, event) : null;
    const words = at && plots && lossAt && inside(at, plots.box) ? told(lossAt, spotOf(at.slice(0, film.dim), program ? plots.box : null)) : "";
    if (!at || !words) {
      leave();
      return;
    }
    if (parts.pointer.innerHTML !== words) parts.pointer.innerHTML = words;
    parts.pointer.hidden = false;
    place(parts.pointer, pixels(parts.path, at), areaOf(parts.path));
  });
}

/** A point rounded to what a map can tell apart: the loss is that of the numbers told. Where the data
 *  beside the map tell of the pointer too, it is the pointer's own.
 *  @type {(at: Point, box: Box | null) => Point} */
function spotOf(at, box) {
  return at.map((x, j) => {
    const places = box ? 2 - Math.floor(Math.log10(box[j][1] - box[j][0])) : 15;
    return Number(x.toFixed(Math.max(0, Math.min(15, places))));
  });
}

/** ℓ there; nothing where it is not to be had.
 *  @type {(lossAt: (at: Point) => number | null, spot: Point) => string} */
function told(lossAt, spot) {
  const value = lossAt(spot);
  return value === null ? "" : `<i>ℓ</i>(${spot.map((x) => number(x)).join(", ")}) = ${Number.isNaN(value) ? "–" : number(value)}`;
}

/** Beside the pointer, on the side where there is room.
 *  @type {(words: HTMLElement, at: Point, area: PlotArea) => void} */
function place(words, [x, y], area) {
  const { width, height } = words.getBoundingClientRect();
  const left = x + AWAY + width > area.x + area.width ? x - AWAY - width : x + AWAY;
  const top = y + AWAY + height > area.y + area.height ? y - AWAY - height : y + AWAY;
  words.style.transform = `translate(${left}px, ${top}px)`;
}
