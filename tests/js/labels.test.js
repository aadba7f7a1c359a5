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

test("names keep clear of the words that stand on the map", () => {
  const minimum = [104, 80, 168, 97]; // beside its cross at (97, 92)
  for (let x = 60; x < 220; x += 5) {
    const spots = [200, 3].map((row, n) => ({ at: [x, 92 - 30 * n], length: 1 + String(row).length, row }));
    const placed = place(spots, [], [300, 200], [minimum]);
    if (x < minimum[0] || x > minimum[2]) assert.equal(placed[0].row, 200, `${x}`);
    for (const { box: [left, top, right, bottom] } of placed) {
      assert.ok(left >= minimum[2] || right <= minimum[0] || top >= minimum[3] || bottom <= minimum[1], `${x}`);
    }
  }
});

test("of points that nearly coincide one is named", () => {
  const spots = [0, 1, 2].map((row) => ({ at: [100 + 10 * row, 100], length: 2, row }));
  assert.deepEqual(place(spots, [], [300, 200]).map(({ row }) => row), [0, 2]);
});
