import assert from "node:assert/strict";
import test from "node:test";

import "./page.js";
import { draggable } from "../../lrviz/ui/web/lib/drag.js";
import { slidable } from "../../lrviz/ui/web/probe/pointer.js";

const axis = { range: [0, 100], _offset: 0, _length: 100, p2d: (/** @type {number} */ x) => x, d2p: (/** @type {number} */ x) => x };

/** A plot of 100 × 100 pixels, which are its units; and a pointer over it. */
function plotted() {
  const div = /** @type {any} */ (Object.assign(new EventTarget(), {
    _fullLayout: { xaxis: axis, yaxis: axis }, getBoundingClientRect: () => ({ left: 0, top: 0 }), setPointerCapture: () => {},
  }));
  /** @type {(kind: string, at: Point) => void} */
  const pointer = (kind, [clientX, clientY]) => {
    div.dispatchEvent(Object.assign(new Event(kind), { pointerId: 1, pointerType: "mouse", button: 0, clientX, clientY }));
  };
  return { div, pointer };
}

test("a drag that the browser breaks off settles where it has come to", () => {
  const { div, pointer } = plotted();
  /** @type {any[]} */
  const told = [];
  const handle = /** @type {any} */ (new EventTarget());
  draggable(div, handle, () => [[0, 100], [0, 100]], () => [10, 10], (point, settled) => told.push([point, settled]));
  pointer("pointerdown", [10, 10]);
  pointer("pointermove", [30, 40]);
  pointer("pointercancel", [0, 0]);
  pointer("pointermove", [70, 70]);
  assert.deepEqual(told.slice(1), [[[30, 40], false], [[30, 40], true]]);
});

test("a weight whose drag is broken off settles likewise", () => {
  const { div, pointer } = plotted();
  /** @type {any[]} */
  const told = [];
  slidable(div, [0, 100], (x, settled) => told.push([x, settled]));
  pointer("pointerdown", [10, 0]);
  pointer("pointermove", [30, 0]);
  pointer("pointercancel", [0, 0]);
  pointer("pointermove", [70, 0]);
  assert.deepEqual(told, [[10, false], [30, false], [30, true]]);
});
