// An answer that is not what it should be is an error that says so, before anything is drawn.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

const { Probe } = await import("./served/probe/probe.js");
const { Reel } = await import("./served/reel/reel.js");
const { View } = await import("./served/regression/regression.js");
const { Stage } = await import("./served/stage/view.js");

const made = (Kind, parts) => Object.assign(Object.create(Kind.prototype), parts);

test("no component takes an answer of a kind it does not know", () => {
  const stage = made(Stage, { parts: {}, messages: { answered: () => {} } });
  for (const component of [stage, made(Reel), made(View), made(Probe)]) {
    assert.throws(() => component.take({ kind: "confetti" }), /unknown answer "confetti"/);
  }
});

test("the stage shows no view, and the probe no part, that is not known", () => {
  const stage = made(Stage, { film: { length: [1] }, i: 0, options: {} });
  assert.throws(() => stage.adopt({ step: 0, log: false, view: "4d" }), /unknown view "4d"; known: 2d, 3d/);
  assert.throws(() => made(Probe).take({ kind: "probe", part: "ways" }), /unknown part "ways"/);
});
