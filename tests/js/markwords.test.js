import assert from "node:assert/strict";
import { test } from "node:test";
import { beside } from "../../lrviz/ui/web/stage/markwords.js";

const WORDS = [{ text: "2/<i>λ</i><sub>max</sub>", at: 0.8 }, { text: "best, asymptotically", at: 0.7 }];
const ROOM = { width: 255, height: 85 };
// what a word takes, at least: six pixels a letter and a line of twelve
const box = ({ at, text }, { top, left }) => {
  const long = (6 * text.replace(/<[^>]*>/g, "").length) / ROOM.width;
  return [left ? at - long : at, top - 12 / ROOM.height, left ? at : at + long, top];
};
const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

test("with room the first stands at the head of its line and the second lower, to the left", () => {
  assert.deepEqual(beside(WORDS, [[0, 0], [1, 0]]), [{ top: 1, left: false }, { top: 0.84, left: true }]);
});

test("words keep clear of the curve, of one another and of the other's line, wherever that can be", () => {
  // a regression's curve: high at tiny rates, down to the floor, up where it diverges
  for (let knee = 0.1; knee < 0.7; knee += 0.05) {
    const curve = Array.from({ length: 128 }, (_, j) => {
      const x = j / 127;
      return [x, x > 0.79 ? 1 : Math.max(0.02, 0.75 - 0.9 * Math.max(0, x - knee) ** 1.2 - 0.05 * x)];
    });
    const boxes = beside(WORDS, curve, ROOM).map((place, n) => box(WORDS[n], place));
    assert.ok(!meet(boxes[0], boxes[1]), `${knee}`);
    for (const [n, each] of boxes.entries()) {
      assert.ok(each[0] >= 0 && each[2] <= 1 + 1e-9 && each[1] >= 0, `${knee}`);
      assert.ok(!curve.some(([x, y]) => x > each[0] && x < each[2] && y > each[1] && y < each[3]), `${knee} ${n}`);
      assert.ok(!(each[0] < WORDS[1 - n].at && WORDS[1 - n].at < each[2]), `${knee} ${n}`);
    }
  }
});

test("where nothing is free the first stands at the head, and the other is left out", () => {
  const everywhere = Array.from({ length: 4000 }, (_, j) => [(j % 80) / 79, Math.floor(j / 80) / 49]);
  assert.deepEqual(beside(WORDS, everywhere, ROOM).map((place) => place?.top ?? null), [1, null]);
});

test("a word with room on neither side of its line is left out", () => {
  const word = { text: "critical on the good run", at: 0.5 };
  assert.deepEqual(beside([word], [[0, 0], [1, 0]], { width: 200, height: 80, larger: 1.4 }), [null]);
});
