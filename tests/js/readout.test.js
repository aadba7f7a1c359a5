// The formula on the map takes the room there is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, lay, summary, update } from "../../lrviz/ui/web/stage/readout.js";

/** A formula of a width in a place of another. */
function formula(clientWidth, scrollWidth) {
  const set = new Map();
  const style = { setProperty: (name, value) => set.set(name, value), removeProperty: (name) => set.delete(name) };
  return { clientWidth, scrollWidth, style, set, hidden: true };
}

test("a formula that fits has its own size, a longer one a smaller, one that cannot be read none", () => {
  for (const [room, width, size, hidden] of [[300, 300, undefined, false], [300, 400, "0.75", false], [300, 500, undefined, true], [0, 0, undefined, false]]) {
    const one = formula(room, width);
    fit(one);
    assert.deepEqual([one.set.get("--fit"), one.hidden], [size, hidden]);
  }
});

test("the formula lies within the axes of the map, wherever these stand", () => {
  const head = { style: {} };
  lay({ formula: head }, { x: 120, y: 30, width: 400, height: 420 });
  assert.deepEqual(head.style, { left: "125px", top: "35px", maxWidth: "390px" });
  const unknown = { formula: { style: {} } };
  lay(unknown, { x: NaN, y: NaN, width: NaN, height: NaN });
  assert.deepEqual(unknown.formula.style, {});
});

test("where a run ends, it is said of the computer that its range ends, of the formula that it has no value", () => {
  const texts = { next_overflows: "too large", next_leaves: "no value" };
  /** @type {(verdict: string, blown: boolean) => string} */
  const end = (verdict, blown) => {
    const arrays = { w: Float32Array.of(2), gap: Float32Array.of(0) };
    const film = { dim: 1, names: ["x"], length: [0], steps: 0, verdict: [verdict], blown: [blown], base: [0], lr: [1], arrays };
    return /** @type {RegExpExecArray} */ (/<em>(.*)<\/em>|$/.exec(update(film, 0, 0, texts)))[1] ?? "";
  };
  assert.deepEqual([end("diverges", true), end("falls", true), end("leaves", true), end("converges", false)], ["too large", "too large", "no value", ""]);
});

test("a run that a question has cut to its start is not said to have no steps", () => {
  const texts = { count: "{step} of {steps}", count_veiled: "{step} of {steps}", count_cut: "{step}" };
  const arrays = { w: Float32Array.of(2), gap: Float32Array.of(0) };
  const film = { dim: 1, names: ["x"], length: [0], steps: 0, blown: [false], base: [0], lr: [1], arrays };
  const said = [["batches", "verdict"], ["path", "curves"], []].map((veils) => summary({ ...film, veils }, 0, 0, texts));
  assert.deepEqual(said, ["0", "0", "0 of 0"]);
});
