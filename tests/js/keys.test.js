// Which key does what. What a focused control keeps for itself needs a document: see
// tests/browser/test_stage_keys.py.

import assert from "node:assert/strict";
import { test } from "node:test";
import { action } from "../../lrviz/ui/web/lib/keys.js";

const KEYS = {
  " ": "play", ArrowRight: "forward", ArrowLeft: "back", "[": "slower", "]": "faster", r: "reset", R: "reset",
  1: "tiny", 2: "good", 3: "large", 4: "too_large", "+": "zoom_in", "=": "zoom_in", "-": "zoom_out", 0: "zoom_whole", "?": "keys",
  5: null, a: null, Enter: null, Escape: null, ArrowUp: null, toString: null,
};
const target = { tagName: "BODY" };

test("every key has its action and no other key has one", () => {
  const found = Object.keys(KEYS).map((key) => [key, action({ key, target })]);
  assert.deepEqual(Object.fromEntries(found), KEYS);
});

for (const held of ["ctrlKey", "metaKey", "altKey"]) {
  test(`a key held with another is the browser's: ${held}`, () => {
    for (const key of Object.keys(KEYS)) assert.equal(action({ key, [held]: true, target }), null);
  });
}
