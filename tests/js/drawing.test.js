import assert from "node:assert/strict";
import test from "node:test";

import { filled } from "../../lrviz/ui/web/lib/drawing.js";

test("no text handed to plotly is empty, whatever its coordinates are made of", () => {
  const bytes = { dtype: "f8", bdata: "AAAAAAAA8D8AAAAAAAAAQA==" };
  for (const x of [[1, 2], bytes]) assert.deepEqual(filled({ x, text: ["", "w"] }).text, [" ", "w"]);
  assert.equal(filled({ x: bytes, text: "" }).text, "");
});

test("a trace with no points becomes one that is nowhere", () => {
  const gone = filled({ x: [], y: [], text: [], textposition: [], mode: "text" });
  assert.deepEqual(gone, { x: [null], y: [null], text: [" "], textposition: ["top right"], mode: "text" });
});
