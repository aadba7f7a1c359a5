// A word that JavaScript does not know is an error that says so.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loss } from "../../lrviz/ui/web/lib/program.js";
import { frameData } from "../../lrviz/ui/web/reel/motion.js";
import { finalCurve, finalFrame } from "../../lrviz/ui/web/stage/curvedata.js";
import { known, VERDICTS } from "../../lrviz/ui/web/lib/known.js";
import { showVerdict } from "../../lrviz/ui/web/stage/readout.js";

const table = Object.fromEntries(VERDICTS.map((verdict) => [verdict, "#000"]));
const colours = { verdicts: table, bands: table, marks: table };
const film = {
  lr: [0.1, 1], steps: 1, base: [0, 0], minimum: [0, 0], final: [1, 1], arrays: { gap: new Float32Array(4).fill(1) },
  marks: {}, bands: [["explodes", 0, 1]], verdict: ["explodes", "explodes"], sentence: ["", ""],
};
const layout = { xaxis: {}, yaxis: { range: [0, 1] }, annotations: [{}] };

test("a table is asked for what it has, not for what every object has", () => {
  assert.equal(known({ a: 1 }, "a", "letter"), 1);
  assert.throws(() => known({ a: 1, b: 2 }, "toString", "letter"), /unknown letter "toString"; known: a, b/);
});

test("an unknown verdict is not drawn without its colour", () => {
  assert.throws(() => finalFrame(film, layout, colours, {}), /unknown verdict "explodes"/);
  assert.throws(() => finalCurve(film, layout, colours), /unknown verdict "explodes"/);
  assert.throws(() => showVerdict({ word: {}, sentence: {} }, film, 0, {}, colours), /unknown verdict "explodes"/);
});

test("an unknown operation or leaf of a loss is no number", () => {
  const nodes = (kind) => [["variable", [], []], [kind, [0], []]];
  assert.throws(() => loss({ dim: 1, output: 1, nodes: nodes("zeta") }, [1]), /unknown operation "zeta"/);
  assert.throws(() => loss({ dim: 1, output: 0, nodes: [["parameter", [], []]] }, [1]), /unknown leaf "parameter"/);
});

test("an unknown motion moves nothing in silence", () => {
  const motion = { name: "path", words: { kind: "shrink" }, arrays: {}, length: 0 };
  assert.throws(() => frameData(motion, 0, [[0, 1], [0, 1]], [false, false], false), /unknown motion "shrink"/);
});
