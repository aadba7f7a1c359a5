// Every module loads, with all that it imports, on a page that has an address and nothing else.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import "./page.js";

const SERVED = new URL("./served/", import.meta.url);
const ENTRIES = { stage: "stage", regression: "regression", reel: "reel", probe: "probe" };

for (const folder of readdirSync(SERVED)) {
  for (const name of readdirSync(new URL(`${folder}/`, SERVED)).filter((each) => each.endsWith(".js"))) {
    test(`${folder}/${name} loads`, async () => {
      assert.ok(Object.keys(await import(`./served/${folder}/${name}`)).length > 0);
    });
  }
}

test("every component can be taken and let go by Streamlit", async () => {
  assert.deepEqual(readdirSync(SERVED).toSorted(), Object.keys(ENTRIES).toSorted());
  for (const [folder, name] of Object.entries(ENTRIES)) {
    const { receive, dispose } = await import(`./served/${folder}/${name}.js`);
    assert.deepEqual([typeof receive, typeof dispose], ["function", "function"]);
  }
});
