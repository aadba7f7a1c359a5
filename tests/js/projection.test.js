// The arithmetic of the box of two features, against rotations and samples.

import assert from "node:assert/strict";
import { test } from "node:test";
import { normal as gaussian, uniform } from "./random.js";
import * as m from "../../lrviz/ui/web/regression/projection.js";

const MARGIN = { left: 54, right: 40, top: 26, bottom: 46 };
const FRAMES = [[440, 470], [360, 320], [900, 300]];
const ANGLES = [[32, 22], [-58, 22], [0, 4], [90, 62], [-179, 40], [122, 10]];
const CORNERS = [-1, 1].flatMap((u) => [-1, 1].flatMap((v) => [-1, 1].map((z) => [u, v, z])));
const random = gaussian(3);
const planes = (count, size) => Array.from({ length: count }, () => [random() * size, random() * size, random() * size]);
const PLANES = [...planes(12, 1), ...planes(12, 6), ...planes(4, 1e30), [0, 0, 0.4], [0, 0, 5], [2, 0, 0]];

const dot = (a, b) => a.reduce((sum, x, j) => sum + x * b[j], 0);
const height = ([p, q, r], u, v) => p * u + q * v + r;
const largest = (values) => Math.max(...values.map(Math.abs));

function close(found, expected, slack, said = "") {
  const all = [found].flat(3);
  [expected].flat(3).forEach((x, n) => assert.ok(Math.abs(all[n] - x) <= slack, `${said}: ${all[n]}, not ${x}`));
}

/** The camera, and the pixels of the middle, of one unit along each axis from it, of the corners. */
function seen([azimuth, elevation], frame) {
  const camera = m.camera({ azimuth, elevation }, frame, MARGIN);
  const origin = camera.place([0, 0, 0]);
  const axes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((at) => camera.place(at).map((x, j) => x - origin[j]));
  return { ...camera, origin, axes, corners: CORNERS.map(camera.place) };
}

const pixel = (axes, at) => [0, 1].map((j) => dot(at, axes.map((axis) => axis[j])));

for (const angles of ANGLES) {
  for (const frame of FRAMES) {
    test(`at ${angles} in ${frame} the box is rotated about its upright axis and then tilted`, () => {
      const { axes, corners, origin, lift } = seen(angles, frame);
      const [a, e] = angles.map((x) => (x * Math.PI) / 180);
      const scale = Math.hypot(...axes.slice(0, 2).map((axis) => axis[0]));
      // About the upright axis, then to the screen: what is across, and what is upward.
      const about = [[Math.cos(a), -Math.sin(a), 0], [Math.sin(a), Math.cos(a), 0], [0, 0, lift / scale / Math.cos(e)]];
      const expected = about.map(([across, away, up]) => [scale * across, -scale * (away * Math.sin(e) + up * Math.cos(e))]);
      close(axes, expected, 1e-9);
      close(corners, CORNERS.map((at) => pixel(axes, at).map((x, j) => x + origin[j])), 1e-9);
    });

    test(`at ${angles} the whole box is in the frame ${frame}`, () => {
      const { corners } = seen(angles, frame);
      const [x, y] = [0, 1].map((j) => corners.map((at) => at[j]));
      assert.ok(MARGIN.left - 1e-9 <= Math.min(...x) && Math.max(...x) <= frame[0] - MARGIN.right + 1e-9);
      assert.ok(MARGIN.top - 1e-9 <= Math.min(...y) && Math.max(...y) <= frame[1] - MARGIN.bottom + 1e-9);
      assert.ok(Math.min(...x) < Math.max(...x) && Math.min(...y) < Math.max(...y));
    });
  }

  test(`at ${angles} what moves toward the reader stays on its pixel`, () => {
    const { axes, toward } = seen(angles, FRAMES[0]);
    close(pixel(axes, toward), [0, 0], 1e-9);
    assert.ok(toward[2] > 0); // the reader looks down on the box
  });
}

test("a pull turns the near side with the hand and stays within bounds", () => {
  const pulls = [[32, 22, 40, 0], [179, 22, -40, 0], [-170, 22, 40, 0], [0, 22, 0, 1e5], [0, 22, 0, -1e5]];
  const found = pulls.map(([azimuth, elevation, dx, dy]) => m.turned({ azimuth, elevation }, dx, dy));
  found.forEach(({ azimuth, elevation }, n) => {
    assert.ok(azimuth >= -180 && azimuth < 180);
    assert.ok(elevation > 0 && elevation < 90);
    assert.ok(Math.abs(((((azimuth - pulls[n][0] + 180) % 360) + 360) % 360) - 180) <= 40);
  });
  const near = [0.4, -1, -1]; // of the sides, that at v = −1 is the reader's here
  const [before, after] = [[32, 22], [found[0].azimuth, found[0].elevation]].map((each) => seen(each, FRAMES[0]));
  assert.ok(pixel(after.axes, near)[0] > pixel(before.axes, near)[0]);
});

test("a model is the same heights in the box", () => {
  const box = [[12, 180], [-3, 60], [-40, 500]];
  const even = uniform(4);
  for (let n = 0; n < 6; n += 1) {
    const [w1, w2, b] = [3 * random(), 2 * random(), 100 * random()];
    const plane = m.tilt([w1, w2, b], box);
    for (let k = 0; k < 5; k += 1) {
      const at = [even(-1, 1), even(-1, 1)];
      const [x1, x2] = at.map((each, j) => box[j][0] + ((each + 1) / 2) * (box[j][1] - box[j][0]));
      const expected = (2 * (w1 * x1 + w2 * x2 + b - box[2][0])) / (box[2][1] - box[2][0]) - 1;
      close(height(plane, ...at), expected, 1e-9 * Math.max(1, Math.abs(expected)));
    }
  }
});

test("a value and its place on an axis are each other's", () => {
  const cases = [[12, [12, 180]], [180, [12, 180]], [-7, [-20, 6]]];
  const found = cases.map(([at, range]) => [m.normal(at, range), m.value(m.normal(at, range), range)]);
  assert.deepEqual(found, [[-1, 12], [1, 180], [0, -7]]);
});

/** The share of the floor over which the plane is inside the box, by sampling. */
function covered([p, q, r], side = 801) {
  const even = Array.from({ length: side }, (_, n) => -1 + (2 * n) / (side - 1));
  let inside = 0;
  for (const u of even) for (const v of even) inside += Math.abs(p * u + q * v + r) <= 1 ? 1 : 0;
  return inside / side ** 2;
}

for (const plane of PLANES) {
  test(`the clipped plane ${plane} is the part of it that is in the box`, () => {
    const ring = m.clipped(plane);
    const share = covered(plane);
    assert.ok(ring.length > 2 === share > 0 || largest(plane) > 1e20);
    if (!ring.length) return;
    const before = [...ring.slice(-1), ...ring];
    const area = 0.5 * Math.abs(ring.reduce((sum, at, n) => sum + before[n][0] * at[1] - at[0] * before[n][1], 0));
    close(area, 4 * share, 0.02);
    assert.ok(largest(ring.flat()) <= 1);
    for (const [u, v, z] of ring) close(z, height(plane, u, v), 1e-9 * Math.max(1, largest(plane)));
  });

  for (const axis of [0, 1]) {
    test(`a line of the mesh of ${plane} along axis ${axis} is the part of it that is in the box`, () => {
      for (const at of [-0.6, 0.3]) {
        const ends = m.strip(plane, axis, at);
        const others = Array.from({ length: 4001 }, (_, n) => -1 + (2 * n) / 4000);
        const inside = others.filter((x) => Math.abs(height(plane, ...(axis ? [x, at] : [at, x]))) <= 1).length / 4001;
        if (!ends) {
          assert.ok(inside < 1e-3);
          continue;
        }
        close(ends.map((end) => end[axis]), [at, at], 1e-12);
        close(Math.abs(ends[0][1 - axis] - ends[1][1 - axis]), 2 * inside, 2e-3);
        assert.ok(largest(ends.flat()) <= 1 + 1e-12);
      }
    });
  }
}

test("a plane that is no number is nowhere in the box", () => {
  for (const odd of [NaN, Infinity, -Infinity]) assert.deepEqual(m.clipped([0.5, odd, 0]), []);
});

for (const plane of PLANES.slice(0, 12)) {
  test(`a point is covered where ${plane} is met on the way to the reader`, () => {
    const { toward } = seen(ANGLES[0], FRAMES[0]);
    const hides = m.covers(plane, toward);
    const even = uniform(6);
    for (let n = 0; n < 30; n += 1) {
      const point = [even(-1, 1), even(-1, 1), even(-1, 1)];
      // Above the plane by so much; going to the reader it changes evenly, so the end decides.
      const above = (way) => point[2] + way * toward[2] - height(plane, point[0] + way * toward[0], point[1] + way * toward[1]);
      assert.equal(hides(...point), above(0) > 0 !== above(1e4) > 0);
    }
  });
}

for (const plane of [[1, 0.2, 0], [-0.4, 2, 0], [0.7, -0.1, 0], [-1, -1, 0], [0, 0, 0]]) {
  test(`the plane ${plane} is first seen from above it`, () => {
    const { toward } = m.camera(m.home(plane), FRAMES[0], MARGIN);
    const hides = m.covers(plane, toward);
    assert.deepEqual([hides(0, 0, -0.1), hides(0, 0, 0.1)], [true, false]);
    assert.ok(dot(plane.slice(0, 2), toward) <= 1e-12); // it rises away from the reader
  });
}

for (const [low, high] of [[-4.2, 3.9], [12, 181], [0.013, 0.0172], [-1e6, 4e6], [1e9, 1e9 + 3], [-0.7, -0.2]]) {
  for (const count of [4, 6]) {
    test(`about ${count} ticks from ${low} to ${high} are round numbers in the range`, () => {
      const found = m.ticks([low, high], count);
      const steps = found.slice(1).map((x, n) => x - found[n]);
      const step = steps.reduce((sum, x) => sum + x, 0) / steps.length;
      close(steps, steps.map(() => step), 1e-6 * step);
      const power = 10 ** Math.floor(Math.log10(step) + 1e-9);
      assert.ok(Math.min(...[1, 2, 5].map((each) => Math.abs(step / power - each))) < 1e-6);
      assert.ok(found.length >= 2 && found.length <= 1.6 * count + 1);
      const slack = 1e-6 * step;
      assert.ok(low - slack <= found[0] && found[0] < low + step + slack);
      assert.ok(high - step - slack < found[found.length - 1] && found[found.length - 1] <= high + slack);
    });
  }
}
