import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.addEventListener ??= () => {};
const { stepped, steps } = await import("../../lrviz/ui/web/lib/stepping.js");

test("step and limits are read from a field's class", () => {
  assert.deepEqual(steps("a st-key-steps-by-10-1-2000 b"), [10, 1, 2000]);
  assert.deepEqual(steps("st-key-start_0-3-by-0p5"), [0.5]);
  assert.deepEqual(steps("st-key-regression_noise-by-1-m1-1000000"), [1, -1, 1e6]);
  assert.equal(steps("st-key-formula-0"), null);
});

test("a number is changed by its step, in tenths as people write them, within its limits", () => {
  const table = [["0.1", 1, 0.2, "0.3"], ["1/4", 1, 0.5, "0.75"], ["−0,5", -1, 0.5, "-1"], ["１０", 1, 10, "20"]];
  for (const [text, way, step, next] of table) assert.equal(stepped(text, way, step), next);
  assert.equal(stepped("5", -1, 10, 1, 2000), "1");
  assert.equal(stepped("1995", 1, 10, 1, 2000), "2000");
  assert.equal(stepped("abc", 1, 10), null);
});
