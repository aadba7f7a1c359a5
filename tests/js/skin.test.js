import assert from "node:assert/strict";
import { test } from "node:test";
import { luminance, patched } from "../../lrviz/ui/web/lib/skin.js";

test("a colour's luminance is read", () => {
  const cases = [["#ffffff", 1], ["#000000", 0], ["rgb(255, 0, 0)", 0.2126], ["rgba(0, 255, 0, 1)", 0.7152]];
  for (const [colour, expected] of cases) assert.ok(Math.abs(luminance(colour) - expected) < 1e-6, colour);
});

test("a spec is patched in a copy", () => {
  const spec = { data: [{ line: { color: "black" } }, { size: 1 }], layout: { paper: "white" } };
  const before = structuredClone(spec);
  const found = patched(spec, [[["data", 0, "line", "color"], "white"], [["layout", "paper"], "black"]]);
  assert.deepEqual(found, { data: [{ line: { color: "white" } }, { size: 1 }], layout: { paper: "black" } });
  assert.deepEqual(spec, before);
});
