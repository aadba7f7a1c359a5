// A text's placeholders, and the word for a count.

import assert from "node:assert/strict";
import { test } from "node:test";
import { filled } from "../../lrviz/ui/web/lib/texts.js";

test("a text is filled in, and a word agrees with its count", () => {
  const text = "{n} {n:row|rows} of {name}, |w|";
  assert.equal(filled(text, { n: 1, name: "x" }), "1 row of x, |w|");
  assert.equal(filled(text, { n: 21, name: "{n}" }), "21 rows of {n}, |w|");
  assert.equal(filled(text, { n: 0, name: "$&" }), "0 rows of $&, |w|");
});
