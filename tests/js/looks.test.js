// What a hand chose to be drawn is not undone by data that know nothing of it yet.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Looks } from "../../lrviz/ui/web/regression/looks.js";

const CHOICE = { squares: false, fan: true, rings: true, plane: false };
const drawn = (change) => ({ axes: [0], held: "best", ...CHOICE, ...change });

/** A page that nothing else is at work on; `said` has what the server is told. */
function page(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  globalThis.document.querySelector = () => null;
  const said = [];
  let asking = false;
  const looks = new Looks((choice) => said.push(choice), (waiting) => { asking = waiting; });
  return { looks, said, waits: () => asking, pass: (time) => t.mock.timers.tick(time) };
}

/** What is drawn once data have come that say `look`. */
function after(looks, look) {
  const data = drawn(look);
  looks.take(data);
  return data;
}

test("data that come unasked are drawn as they say", (t) => {
  const { looks, said } = page(t);
  assert.deepEqual(after(looks, { fan: false }), drawn({ fan: false }));
  assert.deepEqual(said, []);
});

test("a second choice outlasts the answer to the first, before it is told and after", (t) => {
  const { looks, said, waits, pass } = page(t);
  looks.choose(drawn({ rings: false }));
  pass(300);
  looks.choose(drawn({ rings: false, fan: false }));
  assert.deepEqual(after(looks, { rings: false }), drawn({ rings: false, fan: false }));
  pass(300);
  assert.deepEqual(said, [{ ...CHOICE, rings: false }, { ...CHOICE, rings: false, fan: false }]);
  assert.deepEqual(after(looks, { rings: false }), drawn({ rings: false, fan: false }));
  assert.deepEqual(after(looks, { rings: false, fan: false }), drawn({ rings: false, fan: false }));
  assert.equal(waits(), false);
});

test("the page is asking from the choice until it is heard, or no more told", (t) => {
  const { looks, waits, pass } = page(t);
  looks.choose(drawn({ fan: false }));
  assert.equal(waits(), true);
  pass(700);
  assert.equal(waits(), true);
  after(looks, { fan: false });
  assert.equal(waits(), false);
  looks.choose(drawn({}));
  pass(300);
  pass(10_000);
  assert.equal(waits(), false);
  looks.choose(drawn({}));
  looks.end();
  assert.equal(waits(), false);
});

test("data of before a choice was told are no answer to it, though they say the same", (t) => {
  const { looks, said, pass } = page(t);
  looks.choose(drawn({ fan: false }));
  pass(300);
  looks.choose(drawn({}));
  after(looks, {});
  pass(300);
  assert.deepEqual(said, [{ ...CHOICE, fan: false }, CHOICE]);
});

test("once it is heard the data have the say again, and it is told no more", (t) => {
  const { looks, said, pass } = page(t);
  looks.choose(drawn({ fan: false }));
  pass(300);
  after(looks, { fan: false });
  assert.deepEqual(after(looks, {}), drawn({}));
  pass(10_000);
  assert.equal(said.length, 1);
});

test("a word that was lost is told again, and given up in the end", (t) => {
  const { looks, said, pass } = page(t);
  looks.choose(drawn({ fan: false }));
  pass(300);
  pass(10_000);
  assert.equal(said.length, 3);
  for (const choice of said) assert.deepEqual(choice, { ...CHOICE, fan: false });
  assert.deepEqual(after(looks, {}), drawn({}));
});

test("choices in quick succession are told once, and nothing of a view that has gone", (t) => {
  const { looks, said, pass } = page(t);
  for (const fan of [false, true, false]) looks.choose(drawn({ fan }));
  pass(300);
  assert.deepEqual(said, [{ ...CHOICE, fan: false }]);
  looks.choose(drawn({}));
  looks.end();
  pass(10_000);
  assert.equal(said.length, 1);
});

test("what else the data say of the picture is theirs", (t) => {
  const { looks } = page(t);
  looks.choose(drawn({ fan: false }));
  assert.deepEqual(after(looks, { held: "current", axes: [1] }), drawn({ held: "current", axes: [1], fan: false }));
});
