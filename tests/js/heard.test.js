// What the panel of a stop has said counts as heard once it shows, and not before.

import assert from "node:assert/strict";
import { test } from "node:test";

import { shows } from "../../lrviz/ui/web/lesson/heard.js";

/** @type {(id: string | null, said?: string | null, more?: object) => any} */
const show = (id, said = null, more = {}) => ({ stop: id && { id }, said, list: null, problem: "", ...more });

test("a question asked again shows when it is unanswered, another answer in between does not", () => {
  const again = { kind: "again", stop: "crawl" };
  assert.equal(shows(again, show("crawl", "150")), false);
  assert.equal(shows(again, show("crawl")), true);
});

test("an answer shows when there is one, or when it was refused", () => {
  const answer = { kind: "answer", stop: "crawl", said: "many" };
  assert.equal(shows(answer, show("crawl")), false);
  assert.equal(shows(answer, show("crawl", null, { problem: "No number." })), true);
  assert.equal(shows(answer, show("crawl", "-")), true);
});

test("another stop shows when it is there, and an item of a list when its place is", () => {
  assert.equal(shows({ kind: "open", stop: "ring" }, show("crawl")), false);
  assert.equal(shows({ kind: "open", stop: "ring" }, show("ring", "1,2")), true);
  assert.equal(shows({ kind: "item", at: 2 }, show(null, null, { list: { place: 2 } })), false);
  assert.equal(shows({ kind: "item", at: 2 }, show(null, null, { list: { place: 3 } })), true);
});
