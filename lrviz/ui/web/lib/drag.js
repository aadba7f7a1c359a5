// Moving the start point: by the handle, by a click on the map, by the arrow keys.

import { under } from "./internals.js";

/** @type {Partial<Record<string, Point>>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/** Reports `moved(point, settled)`; `where` gives the present start in data coordinates.
 *  A finger scrolls the page unless it takes the handle; a mouse may drag from anywhere.
 *  @type {(div: PlotDiv, handle: HTMLElement, box: () => Box, where: () => Point, moved: Moved) => void} */
export function draggable(div, handle, box, where, moved) {
  /** @type {number | null} */
  let pointer = null;
  /** @type {Point} where the drag has come to */
  let last = [];
  /** @type {(point: Point) => boolean} */
  const inside = (point) => point.every((x, j) => x >= box()[j][0] && x <= box()[j][1]);
  /** @type {(point: Point) => Point} */
  const held = (point) => point.map((x, j) => Math.min(Math.max(x, box()[j][0]), box()[j][1]));
  /** @type {(event: PointerEvent) => void} */
  const to = (event) => moved(last = held(under(div, event)), false);
  /** @type {(event: PointerEvent) => void} */
  const begin = (event) => {
    if (event.button !== 0 || !inside(under(div, event))) return;
    pointer = event.pointerId;
    /** @type {Element} */ (event.currentTarget).setPointerCapture(pointer);
    to(event);
    event.preventDefault();
  };
  /** @type {(event: PointerEvent) => void} */
  const move = (event) => {
    if (event.pointerId === pointer) to(event);
  };
  /** @type {(event: PointerEvent) => void} */
  const end = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    moved(held(under(div, event)), true);
  };
  /** What the browser breaks off has come as far as it has.
   *  @type {(event: PointerEvent) => void} */
  const broken = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    moved(last, true);
  };
  /** @type {(event: PointerEvent) => void} */
  const tap = (event) => {
    const point = under(div, event);
    if (event.pointerType !== "mouse" && inside(point)) moved(point, true);
  };
  /** @type {(event: KeyboardEvent) => void} */
  const nudge = (event) => {
    const way = WAYS[event.key];
    if (!way || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    moved(held(where().map((x, j) => x + (way[j] * (box()[j][1] - box()[j][0])) / 50)), true);
  };
  handle.addEventListener("pointerdown", begin);
  div.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && begin(event), true);
  for (const target of [handle, div]) {
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", end);
    target.addEventListener("pointercancel", broken);
  }
  div.addEventListener("click", tap);
  handle.addEventListener("keydown", nudge);
}
