// Moving and scaling what is seen of a map, against what the words mean.

import assert from "node:assert/strict";
import { test } from "node:test";

import { boxOf, moved, told, zoomed } from "../../lrviz/ui/web/lib/window.js";
import { uniform } from "./random.js";

/** @type {Box} */
const WHOLE = [[-6, 6], [-4, 4]];

test("scaling leaves the point under the hand where it is", () => {
  const random = uniform(3);
  for (let n = 0; n < 200; n += 1) {
    const at = WHOLE.map(([low, high]) => low + (high - low) * random());
    const box = zoomed(WHOLE, 0.2 + 2 * random(), at, WHOLE);
    WHOLE.forEach(([low, high], j) => {
      const share = (at[j] - low) / (high - low);
      const now = (at[j] - box[j][0]) / (box[j][1] - box[j][0]);
      assert.ok(Math.abs(share - now) < 1e-3, `${share} ${now}`);
    });
  }
});

test("both axes are scaled alike, in and out again", () => {
  const closer = zoomed(WHOLE, 0.5, [1, 1], WHOLE);
  assert.deepEqual(closer, [[-2.5, 3.5], [-1.5, 2.5]]);
  assert.deepEqual(zoomed(closer, 2, [1, 1], WHOLE), [[-6, 6], [-4, 4]]);
});

test("a hand moves the map by shares of what is seen", () => {
  assert.deepEqual(moved([[0, 2], [0, 1]], [0.5, -1]), [[1, 3], [-1, 0]]);
});

test("nobody gets lost, however often the wheel turns", () => {
  for (const factor of [0.5, 2]) {
    let box = WHOLE;
    for (let n = 0; n < 200; n += 1) box = zoomed(box, factor, [5.123, 3.9], WHOLE);
    for (const [low, high] of box) assert.ok(high - low > 1e-6 && high - low < 1e6, String(box));
    const back = zoomed(box, 1 / factor, [5.123, 3.9], WHOLE);
    assert.notDeepEqual(back, box);
  }
});

test("the whole map is told as nothing, and a window as its four ends", () => {
  assert.deepEqual(told([[-6, 6], [-4, 4]], WHOLE), []);
  assert.deepEqual(told([[0, 1], [2, 3]], WHOLE), [0, 1, 2, 3]);
  assert.deepEqual(boxOf([0, 1, 2, 3]), [[0, 1], [2, 3]]);
});
