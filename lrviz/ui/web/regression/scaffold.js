// What stands still of the box: its floor and far walls with their grid, ticks and names.

import { number } from "../lib/numbers.js";
import { normal, ticks } from "./projection.js";
import { element, segment } from "./svg.js";

const MARK = 4; // Pixels of a tick.
const GAP = 5; // Pixels between a tick, its number and the axis's name.
const LETTER = 6.4; // Pixels of a character of a number, about.
const LINE = 13; // Pixels of a line of text.
const LONGEST = 28; // A name has at most so many characters.
const AWAY = 3; // A number begins so many times farther down than it would on its side.

/** @typedef {{ at: number, text: string }} Tick */

export class Scaffold {
  /** @type {Tick[][]} of both features and the target */
  ticks = [];

  /** @type {string[]} likewise */
  names = [];

  /** @type {(at: Point) => [number, number]} the pixel of a point of the box */
  place = () => [0, 0];

  /** @param {Element} parent */
  constructor(parent) {
    const group = element("g", { class: "lr-box" }, parent);
    /** @type {(name: string) => SVGPathElement} */
    const path = (name) => element("path", { class: `lr-box-${name}`, fill: "none" }, group);
    this.grid = path("grid");
    this.edges = path("edges");
    this.marks = path("marks");
    this.words = element("g", { class: "lr-box-words" }, group);
  }

  /** Ranges and names of both features and the target; `count` ticks on an axis, about.
   *  @type {(box: Box, names: string[], count: number) => void} */
  label(box, names, count) {
    this.names = names.map((name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name));
    this.ticks = box.map((range) => {
      const values = ticks(range, count);
      return values.map((value) => ({ at: normal(value, range), text: number(value, digits(values)) }));
    });
  }

  /** @type {(camera: Camera) => void} */
  draw({ place, toward }) {
    this.place = place;
    const [u, v] = toward.slice(0, 2).map((x) => (x < 0 ? -1 : 1)); // the sides near the reader
    this.grid.setAttribute("d", this.lines(-u, -v));
    this.edges.setAttribute("d", this.outline(-u, -v));
    this.words.replaceChildren();
    const left = [[-u, v], [u, -v]].sort((a, b) => place([...a, 0])[0] - place([...b, 0])[0])[0];
    this.marks.setAttribute("d", [
      this.axis([-1, v, -1], [1, v, -1], 0),
      this.axis([u, -1, -1], [u, 1, -1], 1),
      this.axis([...left, -1], [...left, 1], 2),
    ].join(""));
  }

  /** The grid on the floor and on the two far walls, u and v.
   *  @type {(u: number, v: number) => string} */
  lines(u, v) {
    const [first, second, up] = this.ticks.map((axis) => axis.map(({ at }) => at));
    return [
      ...first.map((x) => [[x, -v, -1], [x, v, -1], [x, v, 1]]),
      ...second.map((y) => [[-u, y, -1], [u, y, -1], [u, y, 1]]),
      ...up.map((z) => [[-u, v, z], [u, v, z], [u, -v, z]]),
    ].map((line) => this.joined(line)).join("");
  }

  /** @type {(u: number, v: number) => string} */
  outline(u, v) {
    /** @type {(z: number) => Point[]} */
    const ring = (z) => [[-u, v, z], [u, v, z], [u, -v, z]];
    const [floor, lid] = [ring(-1), ring(1)];
    const uprights = floor.map((at, n) => [at, lid[n]]);
    return [[...floor, [-u, -v, -1], floor[0]], lid, ...uprights].map((line) => this.joined(line)).join("");
  }

  /** @type {(line: Point[]) => string} */
  joined(line) {
    const at = line.map(this.place);
    return at.slice(1).map((end, n) => segment(at[n], end)).join("");
  }

  /** Ticks with their numbers outside of one edge, and the axis's name; gives the marks.
   *  @type {(from: Point, to: Point, which: number) => string} */
  axis(from, to, which) {
    const [a, b] = [from, to].map(this.place);
    const out = which === 2 ? [-1, 0] : outward(a, b, this.place([0, 0, -1]));
    const half = LINE / 2;
    let widest = 0;
    /** @type {Point | null} */
    let last = null;
    const marks = this.ticks[which].map(({ at, text }) => {
      const on = a.map((x, j) => x + ((at + 1) / 2) * (b[j] - x));
      const far = MARK + GAP + AWAY * Math.abs(out[1]);
      const [x, y] = on.map((start, j) => start + far * out[j]);
      const long = text.length * LETTER;
      const clear = !last || Math.abs(x - last[0]) > (long + last[2]) / 2 + GAP || Math.abs(y - last[1]) > LINE;
      if (clear) {
        last = [x, y, long];
        widest = Math.max(widest, long);
        this.write(text, [x, y + half * Math.max(0, out[1])], out, "lr-box-number");
      }
      return segment(on, on.map((start, j) => start + MARK * out[j]));
    });
    this.name(which, a, b, out, MARK + 2 * GAP + Math.abs(out[0]) * widest + Math.abs(out[1]) * LINE);
    return marks.join("");
  }

  /** @type {(text: string, at: Point, out: Point, kind: string) => void} */
  write(text, [x, y], out, kind) {
    const anchor = out[0] < -0.35 ? "end" : out[0] > 0.35 ? "start" : "middle";
    element("text", { x, y, "text-anchor": anchor, "dominant-baseline": "central", class: kind }, this.words).textContent = text;
  }

  /** The name beside its edge and along it; above it for the upright axis.
   *  @type {(which: number, a: Point, b: Point, out: Point, far: number) => void} */
  name(which, a, b, out, far) {
    const made = element("text", { "dominant-baseline": "central", class: "lr-box-name", "data-axis": which }, this.words);
    made.textContent = this.names[which];
    if (which === 2) {
      set(made, Math.max(b[0] + 2 * GAP, wide(this.names[2]) + GAP), b[1] - 1.3 * LINE, "end", 0);
      return;
    }
    const [x, y] = a.map((start, j) => (start + b[j]) / 2 + (far + LINE / 2) * out[j]);
    const angle = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
    set(made, x, y, "middle", Math.abs(angle) > 90 ? angle - 180 : angle);
  }
}

/** @type {(made: Element, x: number, y: number, anchor: string, angle: number) => void} */
function set(made, x, y, anchor, angle) {
  made.setAttribute("text-anchor", anchor);
  made.setAttribute("transform", `translate(${x} ${y}) rotate(${angle})`);
}

/** The way out of the floor, of length 1, square to its edge on the screen.
 *  @type {(a: Point, b: Point, middle: Point) => [number, number]} */
function outward(a, b, middle) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const size = Math.hypot(dx, dy) || 1;
  const side = (a[0] - middle[0]) * -dy + (a[1] - middle[1]) * dx < 0 ? -1 : 1;
  return [(-dy / size) * side, (dx / size) * side];
}

/** Pixels of a name, about.
 *  @type {(name: string) => number} */
const wide = (name) => [...name].reduce((sum, letter) => sum + (letter > "\u2e80" ? 14 : 7), 0);

/** As many digits as tell neighbouring ticks apart.
 *  @type {(values: number[]) => number} */
function digits(values) {
  const [far, step] = [Math.max(...values.map(Math.abs)), Math.abs(values[1] - values[0])];
  return Math.max(4, Math.ceil(Math.log10(far / step)) + 1) || 4;
}
