// Drawings that fail. What plotly itself does when it is overtaken is tested in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn, taken } from "./served/stage/drawing.js";

const spec = { data: [], layout: {} };
const purge = () => {};

test("a drawing that fails of itself is told", async () => {
  const broken = { react: () => Promise.reject(new Error("broken")) };
  await assert.rejects(drawn(broken, {}, spec, {}), /broken/);
});

test("a drawing that fails because its plot was taken away, or drawn anew, is not", async () => {
  for (const overtake of [(plotly, div) => taken(plotly, div), (plotly, div) => drawn(plotly, div, spec, {})]) {
    const [div, fail] = [{}, []];
    const plotly = { purge, react: () => new Promise((done, failed) => { fail.push(failed); if (fail.length > 1) done(); }) };
    const first = drawn(plotly, div, spec, {});
    overtake(plotly, div);
    fail[0](new Error("overtaken"));
    await first;
  }
});

test("a spec is drawn from a copy: plotly writes into what it is given", async () => {
  const plotly = { react: (_, data, layout) => { data.push({}); layout.width = 1; return Promise.resolve(); } };
  await drawn(plotly, {}, spec, {});
  assert.deepEqual(spec, { data: [], layout: {} });
});
