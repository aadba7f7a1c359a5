// Every module loads, with all that it imports, on a page that has an address and nothing else.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import "./page.js";

const SERVED = new URL("../../lrviz/ui/web/", import.meta.url);
const COMPONENTS = ["address", "classroom", "lesson", "probe", "reel", "regression", "stage"]; // each with a module of its own name

for (const folder of readdirSync(SERVED)) {
  for (const name of readdirSync(new URL(`${folder}/`, SERVED)).filter((each) => each.endsWith(".js"))) {
    test(`${folder}/${name} loads`, async () => {
      assert.ok(Object.keys(await import(`../../lrviz/ui/web/${folder}/${name}`)).length > 0);
    });
  }
}

test("every component can be taken and let go by Streamlit", async () => {
  assert.deepEqual(readdirSync(SERVED).toSorted(), ["lib", ...COMPONENTS].toSorted());
  for (const name of COMPONENTS) {
    const { receive, dispose } = await import(`../../lrviz/ui/web/${name}/${name}.js`);
    assert.deepEqual([typeof receive, typeof dispose], ["function", "function"]);
  }
});

test("a component takes nothing from another, and the library nothing from any", () => {
  for (const folder of readdirSync(SERVED)) {
    for (const name of readdirSync(new URL(`${folder}/`, SERVED)).filter((each) => each.endsWith(".js"))) {
      const text = readFileSync(new URL(`${folder}/${name}`, SERVED), "utf8");
      const others = [...text.matchAll(/(?:from|import)\s*\(?\s*"\.\.\/([^/"]+)\//g)].map(([, other]) => other);
      assert.ok(others.every((other) => other === "lib" && folder !== "lib"), `${folder}/${name}: ${others}`);
    }
  }
});
