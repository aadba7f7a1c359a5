// What is scheduled to be heard: pitches that follow the loss, and nothing unless it is wanted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pitch, share, Sound } from "../../lrviz/ui/web/lib/sound.js";

/** A context that writes down what is scheduled. */
function recorder() {
  const heard = [];
  let made = 0;
  const context = {
    currentTime: 3, destination: {},
    createGain: () => ({ gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (next) => next }),
    createOscillator() {
      const tone = {};
      heard.push(tone);
      return {
        frequency: { setValueAtTime: (hertz, at) => Object.assign(tone, { hertz, at }) },
        connect: (next) => next, start: (at) => { tone.from = at; }, stop: (at) => { tone.to = at; },
      };
    },
  };
  return { heard, count: () => made, make: () => { made += 1; return context; } };
}

test("a falling loss falls in pitch, a swing is heard as one, a divergence climbs", () => {
  const pitches = (losses) => losses.map((loss) => pitch(share(loss, Math.min(...losses), Math.max(...losses))));
  const falling = pitches([8, 4, 2, 1]);
  assert.deepEqual(falling.map((hertz) => Math.round(hertz)), [3520, 1397, 554, 220]);
  const swing = pitches([4, 1, 4, 1]);
  assert.deepEqual(swing, [3520, 220, 3520, 220]);
  assert.equal(pitch(share(Infinity, 1, 8)), 3520);
  for (const losses of [[0, -1, -5], [3, 3, 3], [2, 0, 1]]) {
    for (const hertz of pitches(losses)) assert.ok(hertz >= 220 && hertz <= 3520);
  }
});

test("nothing sounds until it is wanted, then each tone begins now and ends soon", () => {
  const { heard, count, make } = recorder();
  const sound = new Sound(make);
  sound.tone(440);
  assert.deepEqual([heard.length, count()], [0, 0]);
  sound.turn(true);
  sound.tone(440);
  sound.tone(880);
  sound.turn(false);
  sound.tone(220);
  sound.turn(true);
  assert.equal(count(), 1);
  assert.deepEqual(heard.map(({ hertz, from }) => [hertz, from]), [[440, 3], [880, 3]]);
  for (const { from, to } of heard) assert.ok(to > from && to - from < 0.5);
});
