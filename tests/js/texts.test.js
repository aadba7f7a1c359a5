// A text's placeholders, and the word for a count.

import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, voiced } from "../../lrviz/ui/web/lib/texts.js";

test("a text is filled in, and a word agrees with its count", () => {
  const text = "{n} {n:row|rows} of {name}, |w|";
  assert.equal(filled(text, { n: 1, name: "x" }), "1 row of x, |w|");
  assert.equal(filled(text, { n: 21, name: "{n}" }), "21 rows of {n}, |w|");
  assert.equal(filled(text, { n: 0, name: "$&" }), "0 rows of $&, |w|");
});

test("words to readers of the screen are put into the page's language, names as they are", () => {
  const words = { "Help for {}": "“{}”的说明", Open: "展开" };
  assert.equal(voiced("Help for 标准化", words), "“标准化”的说明");
  assert.equal(voiced("Open", words), "展开");
  for (const kept of ["Open the door", "x₀", ""]) assert.equal(voiced(kept, words), kept);
  assert.equal(voiced("Help for Loss", {}), "Help for Loss");
});
