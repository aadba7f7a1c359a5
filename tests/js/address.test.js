// What is heard of the address: the language of the page, and that the server knows where one went.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { dispose, receive } from "../../lrviz/ui/web/address/address.js";

/** A header alone, as lrviz/film/payload.py packs it. */
function packed(header) {
  const text = new TextEncoder().encode(JSON.stringify({ ...header, arrays: [] }));
  const bytes = new Uint8Array(4 + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  return bytes;
}

test("the page says its language to readers of the screen", (t) => {
  t.after(dispose); // also where it fails, or node would wait for the next look for ever
  for (const language of ["zh-Hans", "en"]) {
    receive({ data: packed({ kind: "address", told: 0, language }), setTriggerValue() {}, parentElement: {} });
    assert.equal(document.documentElement.lang, language);
    assert.equal(document.documentElement.dataset.lrPaper, "dark");
  }
});
