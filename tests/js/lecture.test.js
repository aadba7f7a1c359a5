// What lecture mode makes of a picture.

import assert from "node:assert/strict";
import { test } from "node:test";
import { magnified } from "../../lrviz/ui/web/lib/lecture.js";

const SPEC = {
  data: [{ x: [1, 2], textfont: { size: 14 }, marker: { size: 10, line: { width: 2 } }, line: { width: 1 }, z: new Float32Array([3]) }],
  layout: {
    margin: { l: 46, r: 14, t: 26, b: 42, pad: 0 }, font: { size: 14, family: "serif" },
    xaxis: { range: [0, 5], tickfont: { size: 12 }, title: { standoff: 6, font: { size: 14 } }, ticklen: 4 },
    yaxis: { nticks: 5 },
    annotations: [{ text: "y", xshift: -6, yshift: 3, font: { size: 12 } }],
  },
};

test("letters, lines, marks and margins grow, data and ranges stay, and so does the original", () => {
  const before = structuredClone(SPEC);
  const grown = magnified(SPEC, 1.5);
  assert.deepEqual(SPEC, before);
  assert.deepEqual(grown.data[0], {
    x: [1, 2], textfont: { size: 21 }, marker: { size: 15, line: { width: 3 } }, line: { width: 1.5 }, z: new Float32Array([3]),
  });
  assert.deepEqual(grown.layout.margin, { l: 69, r: 21, t: 39, b: 63, pad: 0 });
  assert.deepEqual(grown.layout.font, { size: 21, family: "serif" });
  assert.deepEqual(grown.layout.xaxis, { range: [0, 5], tickfont: { size: 18 }, title: { standoff: 9, font: { size: 21 } }, ticklen: 6 });
  assert.deepEqual([grown, magnified(SPEC, 10)].map(({ layout }) => layout.yaxis.nticks), [3, 2]);
  assert.deepEqual(grown.layout.annotations[0], { text: "y", xshift: -9, yshift: 4.5, font: { size: 18 } });
});

test("at a desk nothing changes", () => {
  assert.deepEqual(magnified(SPEC, 1), SPEC);
});

test("the browser is asked once a frame how large letters are", async (t) => {
  const { scale } = await import("../../lrviz/ui/web/lib/lecture.js?fresh");
  let [asked, large, next] = [0, false, () => {}];
  t.mock.method(globalThis, "getComputedStyle", () => ({
    fontSize: "32px", getPropertyValue: () => { asked += 1; return large ? "1" : ""; },
  }));
  t.mock.method(globalThis, "requestAnimationFrame", (call) => { next = call; return 1; });
  assert.deepEqual([scale(), scale(), asked], [1, 1, 1]);
  large = true;
  assert.equal(scale(), 1);
  next();
  assert.deepEqual([scale(), asked], [2 * 1.14, 2]);
});
