// What the lecturer's desk computes: rows of a histogram, the link of a second screen.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

const { cut, letters, merged } = await import("../../lrviz/ui/web/classroom/chart.js");
const { done } = await import("../../lrviz/ui/web/classroom/wall.js");
const { followed, following } = await import("../../lrviz/ui/web/classroom/rooms.js");

test("an answer that only one vote gave has a zero in the other", () => {
  const bar = (name, count) => ({ name, text: name.toUpperCase(), count });
  const rows = merged([[bar("a", 3), bar("b", 1)], [bar("b", 2), bar("c", 5)]]);
  assert.deepEqual(rows, [
    { name: "a", text: "A", counts: [3, 0] },
    { name: "b", text: "B", counts: [1, 2] },
    { name: "c", text: "C", counts: [0, 5] },
  ]);
  assert.deepEqual(merged([]), []);
});

test("a name that is too long for its room is cut, Chinese letters counting twice", () => {
  assert.equal(letters("0.32 – 0.38"), 11);
  assert.equal(letters("一半以上"), 8);
  assert.equal(cut("oscillates", 10), "oscillates");
  assert.equal(cut("oscillates", 8), "oscilla…");
  assert.equal(cut("大约三分之一", 12), "大约三分之一");
  assert.equal(cut("大约三分之一", 8), "大约三…");
});

test("of a vote that nobody has answered no share is told", () => {
  const texts = { share: "{right} {near}", share_right: "{right}", share_none: "none", share_of_vote_right: "{vote} {right}", share_of_vote_none: "{vote} none" };
  assert.deepEqual(done([{}], "word", texts), ["none"]);
  assert.deepEqual(done([{}, { right: 1 / 3, near: 1 / 3 }], "word", texts), ["1 none", "2 33%"]);
  assert.deepEqual(done([{ right: 0, near: 0.5 }], "tap", texts), ["0% 50%"]);
});

test("the link of a second screen names the room, and nothing else does", () => {
  const room = { code: "K7MPT", key: "abcDEF-_0123456789abcd", opened: 1795817308194 };
  assert.deepEqual(following(followed(room)), room);
  for (const other of ["", "#", "#room=", "#room=K7MPT.<b>.1795817308194", "#room=k7mpt.abcDEF0123456.1795817308194", `${followed(room)}x`]) {
    assert.equal(following(other), null, other);
  }
});
