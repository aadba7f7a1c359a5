// Small pieces of SVG over a plot: what moves is one attribute, not a drawing anew.

import { element, set } from "../lib/svg.js";

export { element, set };

/** Dots as one path: a round cap on a line of no length.
 *  @type {(points: Point[]) => string} */
export const dots = (points) => points.map(([x, y]) => `M${rounded(x)} ${rounded(y)}h0`).join("");

/** @type {(at: Point, r?: number) => string} */
export const circle = ([x, y], r = 4.5) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

/** The index of the place nearest to a point; −1 where none is near.
 *  @type {(places: Point[], at: Point, near?: number) => number} */
export function closest(places, [x, y], near = 14) {
  let [best, found] = [near, -1];
  places.forEach((at, i) => {
    const apart = Math.hypot(at[0] - x, at[1] - y);
    if (apart < best) [best, found] = [apart, i];
  });
  return found;
}

/** @type {(from: Point, to: Point) => string} */
export const segment = ([a, b], [c, d]) => `M${rounded(a)} ${rounded(b)}L${rounded(c)} ${rounded(d)}`;

/** Far off the picture a coordinate says no more than its side.
 *  @type {(x: number) => number} */
const rounded = (x) => Math.round(Math.min(Math.max(x, -1e5), 1e5) * 10) / 10;

/** @typedef {import("../lib/svg.js").Attributes} Attributes
 *  @typedef {{ path?: string, ellipse?: Attributes }} Ring */

/** The ring loss = level of a quadratic slice {H, gradient, at, loss} in pixels, as attributes of
 *  an ellipse; lines, as a path, where it has no end; null where no point has that loss.
 *  `scale` is pixels per unit along each axis, `pixel` places a point.
 *  @type {(slice: Slice, level: number, scale: Point, pixel: (at: Point) => Point) => Ring | null} */
export function ring({ H, gradient, at, loss }, level, scale, pixel) {
  const [sx, sy] = scale;
  const [a, b, c] = [H[0][0] / sx ** 2, H[0][1] / (sx * sy), H[1][1] / sy ** 2];
  const [g, h] = [gradient[0] / sx, gradient[1] / sy]; // loss + g·u + uᵀ(a b; b c)u, u in pixels
  const angle = 0.5 * Math.atan2(2 * b, a - c);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const big = a * cos ** 2 + 2 * b * sin * cos + c * sin ** 2;
  const small = a * sin ** 2 - 2 * b * sin * cos + c * cos ** 2;
  if (!(big > 0)) return null;
  const along = [g * cos + h * sin, -g * sin + h * cos];
  const first = -along[0] / (2 * big);
  const [x, y] = pixel(at);
  const flat = small < 1e-9 * big; // one row of data: its loss does not change along a line
  const second = flat ? 0 : -along[1] / (2 * small);
  const floor = loss - big * first ** 2 - (flat ? 0 : small * second ** 2);
  if (!(level > floor)) return null;
  /** @type {(p: number, q: number) => Point} */
  const place = (p, q) => [x + p * cos - q * sin, y + p * sin + q * cos];
  const width = Math.sqrt((level - floor) / big);
  if (flat || Math.sqrt((level - floor) / small) > 2e4) {
    const reach = 4000;
    return { path: [-1, 1].map((side) => segment(place(first + side * width, second - reach), place(first + side * width, second + reach))).join("") };
  }
  const [cx, cy] = place(first, second);
  const turn = (angle * 180) / Math.PI;
  return { ellipse: { cx, cy, rx: width, ry: Math.sqrt((level - floor) / small), transform: `rotate(${turn} ${cx} ${cy})` } };
}

/** Draws rings into a group: as many ellipses and one path as are needed.
 *  @type {(group: Element, quadratic: Slice | null, levels: number[], scale: Point, pixel: (at: Point) => Point) => number} */
export function drawRings(group, quadratic, levels, scale, pixel) {
  const found = quadratic ? levels.map((level) => ring(quadratic, level, scale, pixel)) : [];
  const round = found.map((each) => each?.ellipse).filter((each) => each !== undefined);
  while (group.children.length < round.length + 1) element(group.children.length ? "ellipse" : "path", { fill: "none" }, group);
  while (group.children.length > round.length + 1) group.lastChild?.remove();
  const [lines, ...ellipses] = group.children;
  lines.setAttribute("d", found.map((each) => each?.path ?? "").join(""));
  ellipses.forEach((each, n) => set(each, round[n]));
  return found.filter(Boolean).length;
}
