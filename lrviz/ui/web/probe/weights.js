// One weight at a time: the loss along it, its tangent, and the step as the sum of their moves.

import { inside } from "../lib/edge.js";
import { apart, number, rounded, vector } from "../lib/numbers.js";
import { filled } from "../lib/texts.js";
import { arrow, dot, edge, line, NOTHING, sizes, words } from "./drawing.js";
import { loss } from "../lib/program.js";

const POINTS = 281; // A curve is drawn through so many points.
const FLAT = 1e-9; // A level curve may waver by this share of the loss.
const TANGENT = 0.17; // Half the tangent's length, as a share of the picture.
const INFINITE = 1e290; // Roots are steeper at 0, where a limit stands for their infinite slope.
const MOST = 17; // A float64 has so many significant digits.
const NOISE = 2 ** -50; // This share of a number is what rounding leaves over.
const ROOM = [56, 30]; // Pixels of an arrow across and of one upward that carry their names.

/** @typedef {import("./probe.js").Probe} Probe */

/** Whether a slope is a number that a tangent can have.
 *  @type {(slope: number) => boolean} */
export const isSlope = (slope) => Math.abs(slope) < INFINITE;

/** {above, sides, map, readouts} at the probe's point.
 *  @type {(probe: Probe) => Probed} */
export function weights(probe) {
  const { scene, now } = probe;
  const sides = scene.axes.map((axis, k) => slice(probe, axis, `side_${k}`));
  const above = scene.axes.length === 2 ? step(probe) : null;
  return { above, sides, map: now.known ? whole(probe) : "", readouts: scene.axes.map((axis) => sentence(probe, axis)) };
}

/** @type {(probe: Probe) => Record<string, Values>} */
function step({ scale, scene: { axes, box, names, texts }, now: { w, known, next } }) {
  const [here, target] = [axes.map((i) => w[i]), axes.map((i) => next[i])];
  const frame = axes.map((i) => box[i]);
  const [[x0, x1], [y0, y1]] = frame;
  const shared = { cut_0: line([x0, here[1]], [x1, here[1]]), cut_1: line([here[0], y0], [here[0], y1]), point: dot(here) };
  const none = Object.fromEntries(["leg_0", "leg_1", "step", "close", "next"].map((name) => [name, NOTHING]));
  if (!known) return { ...shared, ...none, names: words([]), edge: words([]) };
  const corners = [[target[0], here[1]], [here[0], target[1]]];
  const onMap = inside(target, frame);
  /** @type {(j: number) => boolean} */
  const far = (j) => Math.abs(target[j] - here[j]) * scale[j] > ROOM[j];
  /** @type {(j: number, side: string) => Word | false} */
  const label = (j, side) => far(j) && inside(corners[j], frame) && [
    corners[j].map((x, i) => (x + here[i]) / 2),
    filled(texts.leg, { name: names[axes[j]], move: signed(target[j] - here[j]) }), side,
  ];
  const [right, up] = target.map((x, j) => x > here[j]);
  return {
    ...shared,
    leg_0: arrow(here, corners[0], frame),
    leg_1: arrow(here, corners[1], frame),
    step: arrow(here, target, frame),
    close: onMap ? line(corners[0], target, corners[1]) : NOTHING,
    next: onMap ? dot(target) : NOTHING,
    names: words([
      [here, "<i>w</i><sub>0</sub>", `${up ? "bottom" : "top"} ${right ? "left" : "right"}`],
      onMap && (far(0) || far(1)) && [target, "<i>w</i><sub>1</sub>", `${up ? "top" : "bottom"} ${right ? "right" : "left"}`],
      label(0, up ? "bottom center" : "top center"), label(1, right ? "middle left" : "middle right"),
    ]),
    edge: edge(target, frame, `<i>w</i><sub>1</sub> = ${vector(target)}`),
  };
}

/** @type {(x: number) => string} */
const signed = (x) => (x > 0 ? `+${number(x)}` : number(x));

/** The loss along one weight, the others held: its data, and the upright range it needs.
 *  @type {(probe: Probe, axis: number, name: string) => Probed["sides"][number]} */
function slice(probe, axis, name) {
  const { scene: { box, program }, now: { w, gradient, next, value } } = probe;
  const [low, high] = box[axis];
  /** @type {(t: number) => number} */
  const along = (t) => loss(program, w.map((x, i) => (i === axis ? t : x)));
  const t = Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  const heights = t.map(along).map((x) => (Number.isFinite(x) ? x : null));
  const seen = heights.filter((x) => x !== null).concat(Number.isFinite(value) ? [value] : []);
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  const level = most - least <= FLAT * Math.max(Math.abs(most), Math.abs(least)); // but for rounding
  const air = level ? 0.1 * Math.abs(most) || 1 : 0.1 * (most - least);
  /** @type {Interval} */
  const range = probe.steady(name, seen.length ? [least - air, most + air] : [-1, 1]);
  const curve = { x: t, y: heights };
  const here = [w[axis], value];
  const point = Number.isFinite(value) ? dot(here) : NOTHING;
  if (point === NOTHING || !isSlope(gradient[axis])) return { range, data: { curve, tangent: NOTHING, move: NOTHING, drop: NOTHING, next: NOTHING, point, edge: words([]) } };
  /** @type {Box} */
  const frame = [[low, high], range];
  const target = [next[axis], along(next[axis])];
  const shown = inside(target, frame) && target.every(Number.isFinite);
  return {
    range,
    data: {
      curve,
      tangent: tangent(here, gradient[axis], frame),
      move: arrow(here, [target[0], value], frame),
      drop: shown ? line([target[0], value], target) : NOTHING,
      next: shown ? dot(target) : NOTHING,
      point,
      edge: { ...edge([target[0], value], frame, number(target[0])), textposition: target[0] > high ? "top left" : "top right" },
    },
  };
}

/** As long on the picture whatever its slope.
 *  @type {(here: Point, slope: number, frame: Box) => Values} */
function tangent(here, slope, frame) {
  const [width, height] = sizes(frame);
  const reach = TANGENT / Math.hypot(1 / width, slope / height);
  return line([here[0] - reach, here[1] - reach * slope], [here[0] + reach, here[1] + reach * slope]);
}

/** What the sign of the slope says, the update with its numbers, and what this move alone does.
 *  @type {(probe: Probe, axis: number) => string} */
function sentence({ scene: { names, texts, program }, now: { w, gradient, next, value, lr } }, axis) {
  const slope = gradient[axis];
  if (!Number.isFinite(value) || Number.isNaN(slope)) return texts.nowhere;
  if (!isSlope(slope)) return filled(texts.steep, { name: names[axis], loss: number(value) });
  const alone = loss(program, w.map((x, i) => (i === axis ? next[i] : x)));
  const seen = apart(value, alone);
  const values = { name: names[axis], slope: number(slope), ...update(w[axis], lr, slope, next[axis]), loss: number(value, seen), alone: number(alone, seen) };
  const key = slope > 0 ? "rises" : slope < 0 ? "falls" : "level_slope";
  return filled(texts[key], values) + (slope ? ` <br>${filled(texts.update, values)}` : "");
}

/** The update's numbers, with as many digits as it takes to see that w − lr·slope is what is printed.
 *  @type {(w: number, lr: number, slope: number, next: number) => Record<string, string>} */
function update(w, lr, slope, next) {
  const shown = apart(w, next);
  const end = Math.abs(next) > NOISE * Math.abs(w) ? rounded(next, shown) : 0;
  const last = 10 ** (Math.floor(Math.log10(Math.abs(end || w || 1))) + 1 - shown);
  const least = last / 2 + NOISE * Math.abs(w);
  let digits = Math.min(shown, MOST);
  while (digits < MOST && !(Math.abs(rounded(w, digits) - rounded(lr, digits) * rounded(slope, digits) - end) <= least)) digits += 1;
  const [from, rate, factor] = [w, lr, slope].map((x) => number(x, digits));
  return { w: from, lr: rate, factor: slope < 0 ? `(${factor})` : factor, next: number(end, shown) };
}

/** The whole step, and what each weight brings to the fall that the slope promises.
 *  @type {(probe: Probe) => string} */
function whole({ scene: { names, texts, program }, now: { w, gradient, next, value, lr } }) {
  const then = loss(program, next);
  const seen = apart(value, then);
  const parts = gradient.map((slope, i) => `${names[i]}: ${number(-lr * slope * slope)}`).join(", ");
  return filled(texts.step, {
    next: vector(next, Math.max(...next.map((x, i) => apart(w[i], x)))), loss: number(value, seen), then: number(then, seen),
    promised: number(-lr * gradient.reduce((sum, slope) => sum + slope * slope, 0)), parts,
  });
}
