// A weight moved on its own curve: by a mouse held down, or by a tap.

import { under } from "../lib/internals.js";

/** Reports `moved(x, settled)` with x held to the plot's range.
 *  @type {(div: PlotDiv, range: Interval, moved: (x: number, settled: boolean) => void) => void} */
export function slidable(div, [low, high], moved) {
  let last = low;
  /** @type {(event: MouseEvent, settled: boolean) => void} */
  const to = (event, settled) => moved(last = Math.min(Math.max(under(div, event)[0], low), high), settled);
  /** @type {number | null} */
  let held = null;
  div.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType !== "mouse") return;
    held = event.pointerId;
    div.setPointerCapture(held);
    to(event, false);
  }, true);
  div.addEventListener("pointermove", (event) => { if (event.pointerId === held) to(event, false); });
  div.addEventListener("pointerup", (event) => {
    if (event.pointerId !== held) return;
    held = null;
    to(event, true);
  });
  div.addEventListener("pointercancel", (event) => {
    if (event.pointerId !== held) return;
    held = null;
    moved(last, true); // what the browser breaks off has come as far as it has
  });
  div.addEventListener("click", (event) => { if (event.pointerType !== "mouse") to(event, true); });
}
