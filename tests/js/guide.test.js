import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { uniform } from "./random.js";
import { free } from "../../lrviz/ui/web/stage/guide.js";

const AREA = { x: 50, y: 20, width: 300, height: 200 };
const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

test("the line lies at the foot of the map in the middle, where nothing is written there", () => {
  assert.deepEqual(free([200, 20], AREA, []), [100, 195]);
  assert.deepEqual(free([200, 20], AREA, [[60, 30, 90, 50]]), [100, 195]);
});

test("a word at the foot sends it to a side, one across all of the foot higher", () => {
  assert.deepEqual(free([120, 20], AREA, [[300, 190, 330, 210]]), [140, 195]);
  assert.deepEqual(free([120, 20], AREA, [[240, 190, 260, 210]]), [55, 195]);
  const [, top] = free([120, 20], AREA, [[50, 190, 350, 210]]);
  assert.ok(top + 20 <= 190 && top > 150);
});

test("wherever words lie it covers none and stays on the map, or there is no room for it", () => {
  const random = uniform(3);
  let placed = 0;
  for (let n = 0; n < 300; n += 1) {
    const taken = Array.from({ length: 8 }, () => [random(50, 330), random(20, 200)]).map(([x, y]) => [x, y, x + 60, y + 15]);
    const at = free([150, 40], AREA, taken);
    if (!at) continue;
    placed += 1;
    const box = [at[0], at[1], at[0] + 150, at[1] + 40];
    assert.ok(!taken.some((other) => meet(box, other)));
    assert.ok(box[0] >= 50 && box[1] >= 20 && box[2] <= 350 && box[3] <= 220);
  }
  assert.ok(placed > 30 && placed < 300);
  assert.equal(free([150, 40], AREA, [[0, 0, 400, 300]]), null);
});
