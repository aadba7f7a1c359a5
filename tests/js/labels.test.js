import assert from "node:assert/strict";
import { test } from "node:test";
import { uniform } from "./random.js";
import { place } from "../../lrviz/ui/web/stage/labels.js";

test("names never cover one another and stay on the map", () => {
  const random = uniform(5);
  const spots = Array.from({ length: 40 }, (_, row) => ({ at: [random(0, 300), random(0, 200)], length: 2, row }));
  const placed = place(spots, [], [300, 200]);
  assert.equal(placed[0].row, 0);
  assert.ok(placed.length > 10);
  placed.forEach(({ box: [left, top, right, bottom] }, n) => {
    assert.ok(left >= -7 && top >= -7 && right <= 307 && bottom <= 207);
    for (const { box } of placed.slice(0, n)) {
      assert.ok(box[0] >= right || box[2] <= left || box[1] >= bottom || box[3] <= top);
    }
  });
});
