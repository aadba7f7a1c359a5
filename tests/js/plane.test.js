import assert from "node:assert/strict";
import test from "node:test";

import "./page.js";
import { PlaneView } from "../../lrviz/ui/web/regression/plane.js";
import { home, turned } from "../../lrviz/ui/web/regression/projection.js";

const box = [[-1, 1], [-1, 1], [-1, 1]];

/** The pose after data with this solution have come.
 *  @type {(pose: any, exact: Point, names?: string[]) => any} */
function faced(pose, exact, names = ["a", "b"]) {
  const view = /** @type {any} */ ({ model: { data: { exact, names, target: "y" } }, box, pose });
  PlaneView.prototype.face.call(view);
  return pose;
}

test("a plane is seen from above its own solution, whatever was seen before", () => {
  const fresh = faced({}, [-1, 1, 0]);
  const walked = faced(faced({}, [1, 1, 0]), [-1, 1, 0]);
  assert.deepEqual(walked, fresh);
  assert.deepEqual(walked.at, home([-1, 1, 0]));
});

test("as a hand has turned it it stays, until other data come", () => {
  const pose = faced({}, [1, 1, 0]);
  pose.at = turned(pose.at, 30, 10);
  const { at } = pose;
  assert.deepEqual(faced(pose, [-1, 1, 0]).at, at);
  assert.deepEqual(faced(pose, [-1, 1, 0], ["c", "d"]).at, home([-1, 1, 0]));
});
