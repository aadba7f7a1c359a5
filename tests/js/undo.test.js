// Undo and redo pressed faster than the browser goes back.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

/** @type {(() => void)[]} */
const heard = [];
const listen = globalThis.addEventListener;
globalThis.addEventListener = (/** @type {string} */ name, /** @type {() => void} */ hear) => { if (name === "popstate") heard.push(hear); };
const { redo, undo } = await import("../../lrviz/ui/web/lib/history.js?undo");
globalThis.addEventListener = listen;

test("two presses at once undo two settings, one after the other, and never leave the page", () => {
  const gone = [];
  Object.assign(history, { state: { lrviz: 2 }, go: (/** @type {number} */ way) => gone.push(way) });
  const come = () => {
    history.state.lrviz += gone.at(-1);
    heard[0](); // the first that the module has put up
  };
  for (let press = 0; press < 4; press += 1) undo();
  assert.deepEqual(gone, [-1]); // the browser has not said yet where it is
  come();
  assert.deepEqual(gone, [-1, -1]);
  come(); // nothing is left to be undone
  assert.deepEqual(gone, [-1, -1]);
  redo();
  undo();
  assert.deepEqual(gone, [-1, -1, 1]); // the two of them are nothing, once the first has come
  come();
  assert.deepEqual(gone, [-1, -1, 1, -1]);
});
