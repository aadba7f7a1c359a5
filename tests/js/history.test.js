// Which change of the address is a step that Back undoes.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { isStep } from "../../lrviz/ui/web/lib/history.js";

/** @type {[string, string, boolean][]} */
const CASES = [
  ["/", "/?lr=0.1&lang=en", false], // what the page adds to what it was asked for with
  ["/?lang=zh", "/?lang=zh&lr=0.1", false],
  ["/?lr=0.1&step=3", "/?lr=0.1&step=4", false], // it plays
  ["/?lr=0.1&step=3", "/?lr=0.2&step=0", true],
  ["/?formula=x&lr=1", "/?formula=&lr=1", true],
  ["/?lr=1", "/compare?lr=1", true],
  ["/lessons?stop=one&lr=1", "/lessons?stop=one&lr=2", false],
  ["/lessons?stop=one&lr=1", "/lessons?stop=two&lr=1", true],
];

test("a setting is a step, what plays and what the page adds is none", () => {
  for (const [now, next, step] of CASES) {
    assert.equal(isStep(new URL(now, "http://here"), new URL(next, "http://here")), step, `${now} ${next}`);
  }
});
