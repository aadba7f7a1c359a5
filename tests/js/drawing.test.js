import assert from "node:assert/strict";
import test from "node:test";

import "./page.js";
import { drawn, exchanged, filled, fits, fitted, relaid } from "../../lrviz/ui/web/lib/drawing.js";

test("no text handed to plotly is empty, whatever its coordinates are made of", () => {
  const bytes = { dtype: "f8", bdata: "AAAAAAAA8D8AAAAAAAAAQA==" };
  for (const x of [[1, 2], bytes]) assert.deepEqual(filled({ x, text: ["", "w"] }).text, [" ", "w"]);
  assert.equal(filled({ x: bytes, text: "" }).text, "");
});

test("a trace with no points becomes one that is nowhere", () => {
  const gone = filled({ x: [], y: [], text: [], textposition: [], mode: "text" });
  assert.deepEqual(gone, { x: [null], y: [null], text: [" "], textposition: ["top right"], mode: "text" });
});

test("what a room decides of a layout is the same, whichever way it came to that room", async () => {
  const layout = { yaxis: { type: "log", nticks: 9 }, title: "a" };
  const sized = ({ height = 0 }) => ({ "yaxis.nticks": Math.floor(height / 20), annotations: [height] });
  /** A plot that goes through rooms of these heights; what plotly has been told in the end. */
  const told = async (/** @type {number[]} */ ...heights) => {
    const room = { width: 300, height: heights[0] };
    const div = /** @type {any} */ ({
      addEventListener: () => {}, getClientRects: () => [room], getBoundingClientRect: () => ({ ...room }),
    });
    const took = (/** @type {any} */ given) => Object.assign(div, { data: [], layout: given, _fullLayout: { ...given } });
    const Plotly = /** @type {any} */ ({
      react: async (/** @type {any} */ _, /** @type {any} */ __, /** @type {any} */ whole) => took(whole),
      relayout: async (/** @type {any} */ _, /** @type {any} */ { "yaxis.nticks": nticks, ...changes }) =>
        took({ ...div.layout, ...changes, yaxis: { ...div.layout.yaxis, nticks } }),
    });
    await drawn(Plotly, div, /** @type {any} */ ({ data: [], layout }), {}, sized);
    for (const height of heights.slice(1)) {
      room.height = height;
      assert.equal(fits(div), false);
      await fitted(Plotly, div);
    }
    return div.layout;
  };
  assert.deepEqual(await told(60), { yaxis: { type: "log", nticks: 3 }, title: "a", annotations: [60], width: 300, height: 60 });
  assert.deepEqual(await told(200, 60), await told(60));
  assert.deepEqual(await told(60, 200, 90), await told(90));
  assert.equal(layout.yaxis.nticks, 9);
});

test("of a trace that is exchanged for nothing plotly is left nothing to keep", async () => {
  /** @type {any[]} */
  const told = [];
  const Plotly = /** @type {any} */ ({ animate: async (/** @type {any} */ _, /** @type {any} */ { data }) => told.push(...data) });
  const div = /** @type {any} */ ({ addEventListener: () => {} });
  await exchanged(Plotly, div, /** @type {any} */ ([{ name: "up", x: [], y: [] }, { name: "names", x: [0], y: [1], text: [""] }]), [0, 1]);
  assert.deepEqual(told, [{ name: "up", x: [null], y: [null] }, { name: "names", x: [0], y: [1], text: [" "] }]);
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

/** A plot, and what is asked of plotly in its order; each drawing ends when it is told to. */
function plot() {
  /** @type {any[]} */
  const asked = [];
  /** @type {(() => void)[]} */
  const ends = [];
  const room = { width: 300, height: 200 };
  const div = /** @type {any} */ ({
    addEventListener: () => {}, getClientRects: () => [room], getBoundingClientRect: () => room,
  });
  /** @type {(name: string) => (...given: any[]) => Promise<unknown>} */
  const asking = (name) => (_, given) => {
    asked.push([name, given]);
    return new Promise((done) => { ends.push(() => done(div)); });
  };
  const Plotly = /** @type {any} */ ({ react: asking("react"), relayout: asking("relayout"), animate: asking("animate") });
  const rest = async () => {
    for (let n = 0; n < 40; n += 1) {
      ends.shift()?.();
      await Promise.resolve();
    }
  };
  return { Plotly, div, asked, rest };
}

const SPEC = /** @type {any} */ ({ data: [{ x: [1] }, { x: [2] }], layout: {} });

test("of changes that wait the newest of each part is drawn, once, and after what was asked for before", async () => {
  const { Plotly, div, asked, rest } = plot();
  drawn(Plotly, div, SPEC, {});
  for (const high of [1, 2, 3]) {
    relaid(Plotly, div, { "yaxis.range": [0, high] });
    exchanged(Plotly, div, [/** @type {any} */ ({ x: [high] })], [1]);
  }
  relaid(Plotly, div, { "margin.l": 60 });
  await rest();
  assert.deepEqual(asked.map(([name]) => name), ["react", "relayout", "animate"]);
  assert.deepEqual(asked[1][1], { "yaxis.range": [0, 3], "margin.l": 60 });
  assert.deepEqual(asked[2][1], { data: [{ x: [3] }], traces: [1] });
});

test("what is asked for after a drawing is not drawn before it, which would undo it", async () => {
  const { Plotly, div, asked, rest } = plot();
  drawn(Plotly, div, SPEC, {});
  relaid(Plotly, div, { "yaxis.range": [0, 1] });
  exchanged(Plotly, div, [/** @type {any} */ ({ x: [1] })], [1]);
  drawn(Plotly, div, SPEC, {});
  relaid(Plotly, div, { "yaxis.range": [0, 2] });
  exchanged(Plotly, div, [/** @type {any} */ ({ x: [2] })], [1]);
  await rest();
  assert.deepEqual(asked.map(([name]) => name), ["react", "relayout", "animate", "react", "relayout", "animate"]);
  assert.deepEqual([asked[4][1]["yaxis.range"], asked[5][1].data], [[0, 2], [{ x: [2] }]]);
});

test("a trace that is as it was is not drawn again, until all is drawn anew", async () => {
  const { Plotly, div, asked, rest } = plot();
  /** @type {(x: number[], size: number) => void} */
  const both = (x, size) => { exchanged(Plotly, div, /** @type {any} */ ([{ x, text: ["a"] }, { x: [0], marker: { size } }]), [0, 1]); };
  const moved = async (/** @type {number[]} */ x, /** @type {number} */ size) => {
    const before = asked.length;
    both(x, size);
    await rest();
    return asked.slice(before).map(([, { traces }]) => traces);
  };
  assert.deepEqual(await moved([1], 5), [[0, 1]]);
  assert.deepEqual(await moved([1], 5), []);
  assert.deepEqual(await moved([2], 5), [[0]]);
  assert.deepEqual(await moved([2], 6), [[1]]);
  assert.deepEqual(await moved([2, 3], 6), [[0]]);
  drawn(Plotly, div, SPEC, {});
  await rest();
  assert.deepEqual(await moved([2, 3], 6), [[0, 1]]);
  const long = Array.from({ length: 40 }, (_, n) => n);
  assert.deepEqual([await moved(long, 6), await moved([...long], 6)], [[[0]], [[0]]]);
});
