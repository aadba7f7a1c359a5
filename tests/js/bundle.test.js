import assert from "node:assert/strict";
import test from "node:test";

import { completed, wholeOf } from "../../lrviz/ui/web/lib/bundle.js";

/** A plotly.js that notes what it is asked to do.
 *  @type {(name: string, calls: string[]) => any} */
function noting(name, calls) {
  /** @type {(what: string) => () => Promise<void>} */
  const note = (what) => async () => { calls.push(`${name} ${what}`); };
  return Object.fromEntries(["react", "restyle", "animate", "purge"].map((what) => [what, note(what)]));
}

test("the whole is fetched once, for the first picture that is not flat, and draws in its place alone", async () => {
  /** @type {string[]} */
  const calls = [];
  const fetched = async () => { calls.push("fetched"); return noting("whole", calls); };
  const Plotly = completed(noting("flat", calls), fetched);
  const [map, view, other] = /** @type {Element[]} */ (/** @type {unknown[]} */ ([{}, {}, {}]));
  const [flat, solid] = [[{ type: "contour" }], [{ type: "surface" }]];
  await Plotly.react(map, flat, {}, {});
  assert.deepEqual(calls, ["flat react"]);
  const drawing = Plotly.react(view, solid, {}, {});
  const moved = Plotly.restyle(view, {}, [0]); // before it is there
  await Promise.all([drawing, moved]);
  await Plotly.react(other, solid, {}, {});
  await Plotly.animate(map, { data: [], traces: [] }, {});
  await Plotly.react(view, flat, {}, {});
  assert.deepEqual(calls.slice(1), ["fetched", "whole react", "whole restyle", "whole react", "flat animate", "whole react"]);
});

test("where all of plotly.js is served, nothing more can be fetched", () => {
  assert.equal(wholeOf("https://x.org/lrviz-static/plotly.min.js?v=7"), "");
  assert.equal(wholeOf("https://x.org/lrviz-static/plotly-cartesian.min.js?v=7"), "https://x.org/lrviz-static/plotly.min.js?v=7");
});
