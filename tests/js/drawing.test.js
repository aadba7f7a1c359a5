// Drawings that fail, wait or are given up. What plotly itself does when it is overtaken is tested
// in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { drawn, exchanged, fits, fitted, taken } from "../../lrviz/ui/web/lib/drawing.js";

const spec = { data: [], layout: {} };
const purge = () => {};
const place = (size = null) => ({ addEventListener: () => {}, getClientRects: () => (size ? [size] : []), getBoundingClientRect: () => size });
const settled = () => new Promise((done) => { setTimeout(done); });

test("a drawing that fails of itself is told", async () => {
  const broken = { react: () => Promise.reject(new Error("broken")) };
  await assert.rejects(drawn(broken, place(), spec, {}), /broken/);
});

test("a drawing that fails because its plot was taken away, or drawn anew, is not", async () => {
  for (const overtake of [(plotly, div) => taken(plotly, div), (plotly, div) => drawn(plotly, div, spec, {})]) {
    const [div, fail] = [place(), []];
    const plotly = { purge, react: () => new Promise((done, failed) => { fail.push(failed); if (fail.length > 1) done(); }) };
    const first = drawn(plotly, div, spec, {});
    overtake(plotly, div);
    fail[0](new Error("overtaken"));
    await first;
  }
});

test("a spec is drawn from a copy: plotly writes into what it is given", async () => {
  const plotly = { react: (_, data, layout) => { data.push({}); layout.width = 1; return Promise.resolve(); } };
  await drawn(plotly, place(), spec, {});
  assert.deepEqual(spec, { data: [], layout: {} });
});

/** Plotly that notes what it is asked, and is done with it when told. */
function slow(div) {
  const [asked, done] = [[], []];
  const note = (name) => (_, ...given) => { asked.push([name, given]); return new Promise((ready) => { done.push(ready); }); };
  div.layout = { width: 1, height: 1 };
  return { asked, done, purge, react: note("react"), relayout: note("relayout"), animate: note("animate") };
}

test("drawings of one plot wait for one another, and so does what moves on it", async () => {
  const div = place({ width: 30, height: 20.5 });
  const plotly = slow(div);
  drawn(plotly, div, spec, {});
  exchanged(plotly, div, [{ x: [1] }], [0]);
  fitted(plotly, div);
  for (const names of ["react", "react,animate", "react,animate,relayout"]) {
    await settled();
    assert.equal(String(plotly.asked.map(([name]) => name)), names);
    plotly.done.at(-1)();
  }
  await settled();
  await settled();
  exchanged(plotly, div, [{ x: [2] }], [0]); // and at once where nothing is being drawn
  assert.equal(plotly.asked.length, 4);
  plotly.done.at(-1)();
});

test("of what moves while something is being drawn the newest of each trace is shown, once", async () => {
  const div = place({ width: 30, height: 20 });
  const plotly = slow(div);
  drawn(plotly, div, spec, {});
  exchanged(plotly, div, ["old", "other"], [0, 1]);
  exchanged(plotly, div, ["new"], [0]);
  drawn(plotly, div, spec, {}); // it shows none of the moving ones
  exchanged(plotly, div, ["newest"], [0]);
  for (let n = 0; n < 4; n += 1) {
    plotly.done.at(-1)();
    await settled();
  }
  assert.deepEqual(plotly.asked.map(([name, [given]]) => (name === "animate" ? given : name)), [
    "react", { data: ["new", "other"], traces: [0, 1] }, "react", { data: ["newest"], traces: [0] },
  ]);
});

test("what waits in a plot that is taken away is never drawn", async () => {
  const div = place({ width: 30, height: 20 });
  const plotly = slow(div);
  drawn(plotly, div, spec, {});
  const waiting = [fitted(plotly, div), exchanged(plotly, div, [], [])];
  taken(plotly, div);
  delete div.layout;
  plotly.done[0]();
  await Promise.all(waiting);
  assert.equal(plotly.asked.length, 1);
});

test("a plot is given the size of its place to the last fraction, and none where it is hidden", async () => {
  const div = place({ width: 30, height: 20.5 });
  const plotly = slow(div);
  drawn(plotly, div, spec, {});
  drawn(plotly, place(), spec, {});
  const layouts = plotly.asked.map(([, [, layout]]) => layout);
  assert.deepEqual(layouts, [{ width: 30, height: 20.5 }, {}]);
  plotly.done.forEach((done) => done());
  Object.assign(div.layout, { width: 30, height: 20.25 });
  assert.equal(fits(div), false);
  Object.assign(div.layout, { width: 30, height: 20.5 });
  assert.equal(fits(div), true);
});

test("a drawing whose end is never told is waited for only so long", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const div = place({ width: 30, height: 20.5 });
  const plotly = slow(div);
  drawn(plotly, div, spec, {});
  exchanged(plotly, div, [{ x: [1] }], [0]);
  assert.equal(plotly.asked.length, 1);
  context.mock.timers.tick(4000);
  for (let n = 0; n < 9; n += 1) await Promise.resolve();
  assert.equal(String(plotly.asked.map(([name]) => name)), "react,animate");
});
