// The slope in any direction u: ∂ℓ/∂u = ∂ℓ/∂w · u = ‖∂ℓ/∂w‖ · cos of the angle between them.

import { inside } from "../lib/edge.js";
import { number } from "../lib/numbers.js";
import { filled } from "../lib/texts.js";
import { arrow, dot, line, NOTHING, sizes, words } from "./drawing.js";

const ARM = 0.17; // A direction's arm is this share of the map long.
const FULL = 360; // Degrees of a full turn.
/** @type {(radians: number) => number} */
const degrees = (radians) => ((radians * 180) / Math.PI + 2 * FULL) % FULL;

/** @typedef {import("./probe.js").Probe} Probe */

/** The direction the probe shows, in degrees: the pointer's, or else the steepest way down.
 *  @type {(probe: Pick<Probe, "scene" | "now" | "angle">) => number} */
export function direction({ scene: { axes }, now: { gradient }, angle }) {
  if (angle !== null) return angle;
  const [x, y] = axes.map((i) => gradient[i]);
  return x || y ? degrees(Math.atan2(-y, -x)) : 0;
}

/** The angle of the way from the point to `at`, in degrees.
 *  @type {(here: Point, at: Point) => number} */
export const toward = (here, at) => degrees(Math.atan2(at[1] - here[1], at[0] - here[0]));

/** {above, sides, map, readouts} at the probe's point.
 *  @type {(probe: Probe) => Probed} */
export function directions(probe) {
  const { scene, now: { w, gradient, known } } = probe;
  const { axes, box, texts } = scene;
  const [here, g] = [axes.map((i) => w[i]), axes.map((i) => gradient[i])];
  const frame = axes.map((i) => box[i]);
  if (!known) return { above: { point: dot(here) }, sides: [{ range: [-1, 1], data: {} }], map: "", readouts: [texts.nowhere] };
  const steep = Math.hypot(...g);
  const angle = direction(probe);
  const u = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const slope = g[0] * u[0] + g[1] * u[1];
  return {
    above: marks(here, g, u, frame, steep, texts),
    sides: [curve(g, steep, angle, slope, texts)],
    map: steep ? texts.field : texts.flat,
    readouts: [readout(u, g, slope, steep, angle, scene)],
    slope,
    angle,
  };
}

/** @type {(here: Point, g: Point, u: Point, frame: Box, steep: number, texts: Texts) => Record<string, Values>} */
function marks(here, g, u, frame, steep, texts) {
  const size = sizes(frame);
  /** @type {(way: Point, length?: number) => Point} */
  const arm = (way, length = ARM) => {
    const reach = length / Math.max(...way.map((x, j) => Math.abs(x) / size[j]));
    return here.map((x, j) => x + reach * way[j]);
  };
  const ray = arrow(here, arm(u, 1.4 * ARM), frame);
  if (!steep) return { ray, point: dot(here), up: NOTHING, down: NOTHING, level: NOTHING, names: words([]) };
  const [up, down] = [arm(g), arm(g.map((x) => -x))];
  /** @type {(end: Point) => string} */
  const side = (end) => `${end[1] > here[1] ? "top" : "bottom"} ${end[0] > here[0] ? "right" : "left"}`;
  return {
    ray,
    point: dot(here),
    up: arrow(here, up, frame),
    down: arrow(here, down, frame),
    level: line(arm([-g[1], g[0]], 0.8 * ARM), arm([g[1], -g[0]], 0.8 * ARM)),
    names: words([inside(up, frame) && [up, texts.up, side(up)], inside(down, frame) && [down, texts.down, side(down)]]),
  };
}

/** The cosine, its four marks, and where the direction in hand is on it.
 *  @type {(g: Point, steep: number, angle: number, slope: number, texts: Texts) => Probed["sides"][number]} */
function curve(g, steep, angle, slope, texts) {
  const top = degrees(Math.atan2(g[1], g[0]));
  const theta = Array.from({ length: FULL / 2 + 1 }, (_, i) => 2 * i);
  /** @type {(degree: number) => number} */
  const at = (degree) => steep * Math.cos(((degree - top) * Math.PI) / 180);
  /** @type {[number, string, string][]} */
  const named = steep ? [[top, texts.up, "top"], [(top + 90) % FULL, texts.level, "top"], [(top + 180) % FULL, texts.down, "bottom"], [(top + 270) % FULL, texts.level, "top"]] : [];
  /** @type {(degree: number) => string} */
  const across = (degree) => (degree < 60 ? "right" : degree > 300 ? "left" : "center");
  return {
    range: [-1.35 * steep || -1, 1.35 * steep || 1],
    data: {
      curve: { x: theta, y: theta.map(at) },
      marks: words(named.map(([degree, text, side]) => [[degree, at(degree)], text, `${side} ${across(degree)}`])),
      now_line: line([angle, 0], [angle, slope]),
      now: dot([angle, slope]),
    },
  };
}

/** @type {(u: Point, g: Point, slope: number, steep: number, angle: number, scene: ProbeScene) => string} */
function readout(u, g, slope, steep, angle, { axes, names, texts }) {
  /** @type {(x: number) => string} */
  const held = (x) => (x < 0 ? `(${number(x)})` : number(x));
  const values = {
    angle: number(Math.round(angle * 10) / 10), ux: number(u[0]), uy: number(u[1]), gx: number(g[0]), gy: number(g[1]),
    hx: held(u[0]), hy: held(u[1]), fy: held(g[1]), slope: number(slope), steep: number(steep),
    x: names[axes[0]], y: names[axes[1]], share: `${number(steep ? (100 * Math.abs(slope)) / steep : 0, 3)}%`,
  };
  const level = Math.abs(slope) < 0.02 * steep;
  const way = !steep ? "flat" : level ? "along" : slope > 0 ? "climbs" : "descends";
  return `${filled(texts.direction, values)} <br>${filled(texts[way], values)}`;
}
