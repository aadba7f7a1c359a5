// What a regression's data must say of themselves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mean } from "../../lrviz/ui/web/regression/mapview.js";
import { Model } from "../../lrviz/ui/web/regression/model.js";

const DATA = {
  model: "linear", picture: "line", convention: { factor: 1, mean: true }, names: ["x"], rows: 4, mean: null, scale: null, best: [2, 1],
  doubles: { Q: new Float64Array(9) },
};

const [HALF, MEAN, SUM] = [[0.5, true], [1, true], [1, false]].map(([factor, divided]) => ({ factor, mean: divided }));

test("a model is scored by the convention that it is sent", () => {
  const factors = [HALF, MEAN, SUM].map((convention) => new Model({ ...DATA, convention }).factor);
  assert.deepEqual(factors, [0.125, 0.25, 1]);
});

test("a row's part of the gradient is the slope of its square", () => {
  const [x, y] = [[3], 5];
  for (const convention of [HALF, MEAN, SUM]) {
    const model = new Model({ ...DATA, convention });
    const loss = ([w, b]) => convention.factor / (convention.mean ? 4 : 1) * (w * 3 + b - 5) ** 2;
    const [w, b, h] = [0.5, -1, 1e-5];
    const slopes = [(loss([w + h, b]) - loss([w - h, b])) / (2 * h), (loss([w, b + h]) - loss([w, b - h])) / (2 * h)];
    model.share([w, b], x, y).forEach((slope, j) => assert.ok(Math.abs(slope - slopes[j]) < 1e-6 * Math.abs(slope)));
  }
});

test("what is not known is an error that says so", () => {
  assert.throws(() => new Model({ ...DATA, model: "poisson" }), /unknown model "poisson"/);
  assert.throws(() => new Model({ ...DATA, picture: "cube" }), /unknown picture "cube"/);
});

test("labels are scored by the log loss alone, whatever the convention", () => {
  const doubles = { X: new Float64Array(4), y: new Float64Array(4), held_y: new Float64Array() };
  const model = new Model({ ...DATA, model: "logistic", convention: SUM, doubles, drawn: 4, held_rows: 0, steps: 1, offsets: null });
  assert.deepEqual(model.share([0, 0], [2], 0), [0.25, 0.125]);
});

test("the mean of the fan weighs a short last batch by its rows", () => {
  assert.deepEqual(mean([[1, 2], [4, -7]], [200, 93]), [(200 + 4 * 93) / 293, (400 - 7 * 93) / 293]);
});

test("batches weigh as their rows, but for a plain sum", () => {
  const offsets = [0, 200, 293];
  const weights = (data) => [0, 1].map((k) => Object.assign(Object.create(Model.prototype), { data: { offsets, ...data } }).weight(k));
  assert.deepEqual(weights({ model: "linear", convention: HALF }), [200, 93]);
  assert.deepEqual(weights({ model: "linear", convention: SUM }), [1, 1]);
  assert.deepEqual(weights({ model: "logistic", convention: HALF }), [200, 93]);
});

test("a film is of these data also where every run was lost before its last step", () => {
  const model = new Model({ ...DATA, convention: MEAN, steps: 40, domain: [[0, 1], [0, 2]], lowest: 5 });
  const film = { steps: 40, blown: [false, true], domain: [[0, 1], [0, 2]], minimum: [5, 5] };
  assert.ok(model.fits(film));
  assert.ok(model.fits({ ...film, steps: 1, blown: [true, true] }));
  assert.ok(!model.fits({ ...film, steps: 1 }));
  assert.ok(!model.fits({ ...film, steps: 1, blown: [true, true], minimum: [4, 4] }));
});
