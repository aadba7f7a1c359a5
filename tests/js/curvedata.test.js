import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { finalCurve, finalNotes, ticksOf } from "../../lrviz/ui/web/stage/curvedata.js";

const LETTERS = 15; // pixels of a line of numbers at an axis

test("numbers at an upright axis stand apart in every height, and none asks for more than five", () => {
  for (let height = 2 * LETTERS; height < 600; height += 1) {
    assert.ok(height / ticksOf(height) >= LETTERS, `${height}`);
    assert.ok(ticksOf(height) <= 5);
  }
  assert.equal(ticksOf(600), 5);
  assert.equal(ticksOf(0), 2);
});

test("words of the curve of all rates stand where their room lets them, whatever they had before", () => {
  const film = {
    lr: [0.01, 0.1, 1], minimum: [0, 0, 0], final: [1, 1e-9, null], steps: 1, length: [1, 1, 1], base: [0, 0, 0],
    blown: [false, false, true], marks: { critical: 0.5, best: 0.3 }, arrays: { gap: new Float32Array(6).fill(1) },
  };
  const layout = { xaxis: { range: [-2, 0] }, yaxis: { range: [-9, 4] }, annotations: [{ text: "head" }] };
  const texts = { mark_critical: "edge", mark_best: "best" };
  const rooms = [{ width: 430, height: 120 }, { width: 200, height: 30 }, { width: 430, height: 120 }];
  const [large, small, again] = rooms.map((room) => JSON.stringify(finalNotes(film, layout, { ink: "#000" }, texts, room)));
  assert.equal(large, again);
  assert.notEqual(large, small);
  assert.match(large, /^\[{"text":"head"},{"text":"edge"/);
});

test("the curve of all rates has what a run ended with as its verdict has it", () => {
  const film = {
    lr: [0.01, 0.1, 1, 10], minimum: [null, null, null, null], final: [null, null, null, null], base: [0, 0, 0, 0],
    steps: 1, length: [1, 1, 1, 1], verdict: ["crawls", "leaves", "falls", "diverges"], blown: [false, true, true, true],
    arrays: { gap: Float32Array.of(9, 8, 9, 7, 9, 6, 9, 5) },
  };
  const drawn = finalCurve(film, { yaxis: { range: [0, 20] } }, { verdicts: { crawls: "a", leaves: "b", falls: "c", diverges: "d" } });
  assert.deepEqual([...drawn.final.y], [8, 7, 0, 20]);
  assert.deepEqual(drawn.final.customdata.map((row) => row[2]), ["8", "7", "−∞", "∞"]);
});
