// The line on the map that says what there is to do, until it has been done: it lies where nothing
// else is written.

import { areaOf } from "../lib/internals.js";
import { overlap } from "./labels.js";

const GUIDED = "lrviz.guided"; // This browser keeps there that it knows its way.
const SOON = 120; // Milliseconds after which what was asked for is drawn.
const [INSIDE, CLEAR, LOWER] = [5, 2, 4]; // Pixels to the edge, to what is written, and between two heights that are tried.
const WIDTHS = [1, 0.72, 0.5]; // Shares of the map's width that the line may take, the widest first.
const RING = 13; // Pixels around the start's own ring, which a finger may take too.
const WRITTEN = "[data-part='rings'] .scatterlayer text, [data-part='path'] .scatterlayer text, .lr-over text, .lr-formula, .lr-handle";
const DRAWN = "[data-part='path'] .scatterlayer .point"; // The run itself is left free where that can be.

/** Where a box of this size lies clear of the rectangles `taken`, [left, top, right, bottom] each: at
 *  the foot in the middle, to a side, or higher; null where nothing is free.
 *  @type {(size: Point, area: PlotArea, taken: Point[]) => Point | null} */
export function free([width, height], area, taken) {
  const last = area.x + area.width - INSIDE - width;
  const lefts = [area.x + (area.width - width) / 2, area.x + INSIDE, last];
  for (let top = area.y + area.height - INSIDE - height; top >= area.y + INSIDE; top -= LOWER) {
    const left = lefts.find((x) => !taken.some((other) => overlap([x, top, x + width, top + height], other)));
    if (left !== undefined) return [left, top];
  }
  return null;
}

export class Guide {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  knows = false; // it has been done on this visit

  /** @param {StageParts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /** Says it where it has not been done, here or on a visit before; `sayable` is whether there is
   *  a ring to speak of.
   *  @type {(sayable: boolean) => void} */
  show(sayable) {
    this.parts.guide.hidden = !sayable || this.knows || knownBefore();
  }

  /** It has been done. */
  done() {
    if (this.knows) return;
    this.knows = true;
    this.parts.guide.hidden = true;
    try { localStorage.setItem(GUIDED, "1"); } catch { /* then it is said again on the next visit */ }
  }

  /** Finds its place once what was asked for is drawn. */
  soon() {
    clearTimeout(this.timer);
    if (!this.parts.guide.hidden) this.timer = setTimeout(() => this.place(), SOON);
  }

  place() {
    const { guide, path } = this.parts;
    const area = areaOf(path);
    if (guide.hidden || !(area.width > 0)) return;
    const written = this.boxes(WRITTEN);
    for (const taken of [[...written, ...this.boxes(DRAWN)], written]) {
      for (const share of WIDTHS) {
        guide.style.maxWidth = `${share * (area.width - 2 * INSIDE)}px`;
        const at = free([guide.offsetWidth, guide.offsetHeight], area, taken);
        Object.assign(guide.style, { left: `${at?.[0]}px`, top: `${at?.[1]}px`, visibility: at ? "visible" : "hidden" });
        if (at) return;
      }
    }
  }

  /** Where the elements of a selector stand that are seen.
   *  @type {(selector: string) => Point[]} */
  boxes(selector) {
    const { map, path } = this.parts;
    const { left, top } = path.getBoundingClientRect();
    return [...map.querySelectorAll(selector)].filter((each) => each.getBoundingClientRect().width > 0).map((each) => {
      const [box, more] = [each.getBoundingClientRect(), each.matches(".lr-handle") ? -RING : CLEAR];
      return [box.left - left - more, box.top - top - more, box.right - left + more, box.bottom - top + more];
    });
  }

  dispose() {
    clearTimeout(this.timer);
  }
}

function knownBefore() {
  try {
    return localStorage.getItem(GUIDED) !== null;
  } catch { // nothing may be kept here
    return false;
  }
}
