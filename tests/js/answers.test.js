// An answer that is not what it should be is an error that says so, before anything is drawn.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

const { Probe } = await import("../../lrviz/ui/web/probe/probe.js");
const { Reel } = await import("../../lrviz/ui/web/reel/reel.js");
const { RegressionView } = await import("../../lrviz/ui/web/regression/regression.js");
const { Stage } = await import("../../lrviz/ui/web/stage/view.js");

const made = (Kind, parts) => Object.assign(Object.create(Kind.prototype), parts);

test("no component takes an answer of a kind it does not know", () => {
  const stage = made(Stage, { parts: {}, messages: { answered: () => {} } });
  for (const component of [stage, made(Reel), made(RegressionView), made(Probe)]) {
    assert.throws(() => component.take({ kind: "confetti" }), /unknown answer "confetti"/);
  }
});

test("the stage shows no view, and the probe no part, that is not known", () => {
  const stage = made(Stage, { film: { length: [1] }, i: 0, options: {} });
  assert.throws(() => stage.adopt({ window: "", step: 0, log: false, view: "4d" }), /unknown view "4d"; known: 2d, 3d/);
  assert.throws(() => made(Probe).take({ kind: "probe", part: "ways" }), /unknown part "ways"/);
});

test("the server's frame counts, unless a hand has done since what the server has not heard", () => {
  const show = { asks: true, frame: 0, frames: 9, speed: 8, turn: 1 };
  const reel = (parts) => made(Reel, { show, calm: undefined, told: null, player: null, ...parts });
  const told = { frame: 4, speed: 8, at: performance.now() };
  const word = { ...show, frame: 2 };
  assert.equal(reel().counts(word), true);
  assert.equal(reel({ calm: 1 }).counts(word), false);
  assert.equal(reel({ player: { stop: () => {} } }).counts(word), false);
  assert.equal(reel({ told }).counts(word), false);
  assert.equal(reel({ told }).counts({ ...word, frame: 4 }), true);
  assert.equal(reel({ told: { ...told, at: -1e9 } }).counts(word), true, "an answer that never came");
  for (const other of [{ turn: 2 }, { frames: 5 }]) assert.equal(reel({ told, calm: 1 }).counts({ ...word, ...other }), true);
  assert.equal(reel({ show: { ...show, asks: false } }).counts({ ...word, asks: false }), false, "it is told nothing");
});

test("the link's direction is shown, unless a hand has chosen another since", () => {
  const probe = (parts) => made(Probe, { chosen: 80, angle: 80, told: null, calm: undefined, ...parts });
  const shown = (parts, angle) => { const one = probe(parts); one.takeAngle({ angle }); return [one.chosen, one.angle]; };
  const told = { angle: 80, at: performance.now() };
  assert.deepEqual(shown({}, 37), [37, 37]);
  assert.deepEqual(shown({}, -1), [null, null]);
  assert.deepEqual(shown({ calm: 1 }, 37), [80, 80]);
  assert.deepEqual(shown({ told }, 37), [80, 80]);
  assert.deepEqual(shown({ told, chosen: 80, angle: 12 }, 80), [80, 80]);
});
