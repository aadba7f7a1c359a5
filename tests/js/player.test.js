// Playing, on a clock of frames that the test winds by hand.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { due, play } from "../../lrviz/ui/web/lib/player.js";

let now = 0;
let waiting = new Map(); // by its number, what the next frame calls

beforeEach(() => {
  [now, waiting] = [0, new Map()];
  let number = 0;
  mock.method(performance, "now", () => now);
  globalThis.requestAnimationFrame = (call) => (waiting.set((number += 1), call), number);
  globalThis.cancelAnimationFrame = (which) => waiting.delete(which);
});

afterEach(() => {
  mock.restoreAll();
  delete globalThis.requestAnimationFrame;
  delete globalThis.cancelAnimationFrame;
});

function frame(milliseconds) {
  now += milliseconds;
  const calls = [...waiting.values()];
  waiting.clear();
  for (const call of calls) call(now);
}

test("a step is due when its time has come", () => {
  const cases = [[0, 0, 8, 100], [0, 999, 1, 100], [0, 1000, 1, 100], [5, 500, 8, 100], [98, 9e3, 8, 99]];
  assert.deepEqual(cases.map((each) => due(...each)), [0, 0, 1, 9, 99]);
});

test("playing shows every step up to the last and then says so", () => {
  const seen = [];
  play(2, () => 6, 60, (k) => seen.push(k), () => seen.push("done"));
  for (let n = 0; n < 20; n += 1) frame(1000 / 60 + 0.01);
  assert.deepEqual(seen, [3, 4, 5, 6, "done"]);
  assert.equal(waiting.size, 0);
});

test("a slow frame shows the step that is due and passes over those before it", () => {
  const seen = [];
  play(0, () => 100, 20, (k) => seen.push(k), () => seen.push("done"));
  for (const wait of [10, 1000, 40]) frame(wait);
  assert.deepEqual(seen, [0, 20, 21]);
});

test("a last step that moves while it plays is the one it ends at", () => {
  const seen = [];
  let last = 100;
  play(0, () => last, 10, (k) => seen.push(k), () => seen.push("done"));
  frame(500);
  last = 7;
  frame(1000);
  assert.deepEqual(seen, [5, 7, "done"]);
});

test("stopping ends the playing", () => {
  const seen = [];
  const stop = play(0, () => 1000, 60, (k) => seen.push(k), () => seen.push("done"));
  for (let n = 0; n < 5; n += 1) frame(20);
  stop();
  const count = seen.length;
  for (let n = 0; n < 5; n += 1) frame(20);
  assert.ok(count > 0);
  assert.equal(seen.length, count);
  assert.ok(!seen.includes("done"));
});
