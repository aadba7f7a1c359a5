// What has to be heard is said until it has been.

import assert from "node:assert/strict";
import { test } from "node:test";
import { insisted } from "../../lrviz/ui/web/lib/insist.js";

/** A page that is at work in the looks that `work` names, and hears in the look `heard`. */
function told(t, { work = [], heard = Infinity, times = 3, end = Infinity, looks = 10 }) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const said = [];
  let [look, over] = [0, null];
  globalThis.document.querySelector = () => (work.includes(look) ? {} : null);
  const stop = insisted(() => said.push(look), () => look >= heard, times, () => { over ??= look; });
  for (look = 1; look <= looks; look += 1) {
    if (look === end) stop();
    t.mock.timers.tick(800);
  }
  t.mock.timers.reset();
  return { said, over };
}

test("it is said at once, and no more once it is heard", (t) => {
  assert.deepEqual(told(t, { heard: 1 }), { said: [0], over: 1 });
  assert.deepEqual(told(t, { heard: 2 }), { said: [0, 1], over: 2 });
});

test("while the page is at work it is not said", (t) => {
  assert.deepEqual(told(t, { work: [1, 2, 3], heard: 6 }), { said: [0, 4, 5], over: 6 });
});

test("it is said so many times at most, and not after it is ended", (t) => {
  assert.deepEqual(told(t, {}), { said: [0, 1, 2], over: 3 });
  assert.deepEqual(told(t, { end: 2 }), { said: [0, 1], over: 2 });
});
