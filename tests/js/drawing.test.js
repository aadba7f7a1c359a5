import assert from "node:assert/strict";
import test from "node:test";

import "./page.js";
import { drawn, filled, fitted } from "../../lrviz/ui/web/lib/drawing.js";

test("no text handed to plotly is empty, whatever its coordinates are made of", () => {
  const bytes = { dtype: "f8", bdata: "AAAAAAAA8D8AAAAAAAAAQA==" };
  for (const x of [[1, 2], bytes]) assert.deepEqual(filled({ x, text: ["", "w"] }).text, [" ", "w"]);
  assert.equal(filled({ x: bytes, text: "" }).text, "");
});

test("a trace with no points becomes one that is nowhere", () => {
  const gone = filled({ x: [], y: [], text: [], textposition: [], mode: "text" });
  assert.deepEqual(gone, { x: [null], y: [null], text: [" "], textposition: ["top right"], mode: "text" });
});

test("a drawing that ends when nobody waits for it any more has the size of its place then", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const room = { width: 300, height: 200 };
  const div = /** @type {any} */ ({
    addEventListener: () => {}, getClientRects: () => [room], getBoundingClientRect: () => ({ ...room }),
  });
  /** @type {(() => void)[]} */
  const ends = [];
  const Plotly = /** @type {any} */ ({
    // plotly puts down what it is told at once, and what it drew in the end
    react: (/** @type {any} */ _, /** @type {any} */ data, /** @type {any} */ layout) => {
      Object.assign(div, { data, layout });
      return new Promise((done) => { ends.push(() => { div._fullLayout = { ...layout }; done(div); }); });
    },
    relayout: async (/** @type {any} */ _, /** @type {any} */ size) => {
      Object.assign(div.layout, size);
      div._fullLayout = { ...div._fullLayout, ...size };
    },
  });
  const first = drawn(Plotly, div, /** @type {any} */ ({ data: [], layout: {} }), {});
  div.layout = { ...div.layout }; // the first drawing goes on with the size that it was told
  room.width = 500;
  const again = fitted(Plotly, div);
  t.mock.timers.tick(5000);
  await Promise.all([first, again]);
  assert.equal(div._fullLayout.width, 500);
  ends[0]();
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
  assert.deepEqual([div._fullLayout.width, div._fullLayout.height], [500, 200]);
});
