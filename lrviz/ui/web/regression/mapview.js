// What the data add to the stage's map: the batch's own rings, its fellows' gradients, one
// point's pull; and to its loss curve: the batch's loss and the one on rows kept back.

import { floor as floorOf, mapped, point } from "../lib/film.js";
import { inside } from "../lib/edge.js";
import { areaOf, pixels } from "../lib/internals.js";
import { one } from "../lib/markup.js";
import { number, subscript } from "../lib/numbers.js";
import { Quadratic } from "./model.js";
import { drawRings, element, segment, set } from "./svg.js";

const HEAD = 5; // Pixels of an arrow's head.
const FAN = 70; // Pixels of the fan's arrows, in the root mean square.
const ABOVE = 14; // Pixels of the note on the map from its foot.
const PULL = 60; // Pixels of the arrow of one row.

/** @typedef {import("./model.js").Model} Model
 *  @typedef {"current" | "batch" | "drag"} RingName */

/** The overlay on the stage at `root`, made anew where the stage was. */
export class MapView {
  /** @type {(at: Point) => Point} the pixel of a point of the map */
  pixel = (at) => at;

  /** @type {(j: number) => number} the solution's coordinate j */
  best = () => 0;

  /** Pixels per unit along each axis.
   *  @type {Point} */
  scale = [1, 1];

  /** Which two parameters the map's axes are.
   *  @type {number[]} */
  axes = [0, 1];

  /** w, with the parameters that the map holds at their values there.
   *  @type {(w: Point) => Point} */
  others = (w) => w;

  /** The losses of the rings.
   *  @type {number[]} */
  levels = [];

  laid = ""; // Where the note stands, and how wide: names on the map keep clear of it.

  /** @param {StageRoot} root */
  constructor(root) {
    this.root = root;
    const map = one(root, "[data-testid='stage-contour']");
    const curve = one(root, "[data-part='loss']");
    this.svg = element("svg", { class: "lr-over", "data-testid": "data-over-map", role: "img" });
    one(map, "[data-part='rings']").after(this.svg);
    this.curve = element("svg", { class: "lr-over", "data-testid": "data-over-loss", "aria-hidden": "true" });
    curve.after(this.curve);
    this.id = `lr-clip-${Math.random().toString(36).slice(2)}`;
    this.area = element("rect", {}, element("clipPath", { id: this.id }, element("defs", {}, this.svg)));
    const group = element("g", { "clip-path": `url(#${this.id})` }, this.svg);
    /** @type {Record<string, SVGGElement>} */
    this.groups = Object.fromEntries(["current", "batch", "drag"].map((name) => [name, element("g", { class: `lr-rings-${name}` }, group)]));
    /** @type {Record<string, SVGPathElement>} */
    this.paths = Object.fromEntries(["through", "fan", "mean", "share", "target"].map((name) => [name, element("path", { class: `lr-${name}`, fill: "none" }, group)]));
    this.note = element("text", { class: "lr-held-note", "text-anchor": "end" }, this.svg);
    /** @type {Record<string, SVGPathElement>} */
    this.lines = Object.fromEntries(["held", "batch", "now"].map((name) => [name, element("path", { class: `lr-curve-${name}`, fill: "none" }, this.curve)]));
    /** @type {Record<string, SVGTextElement>} */
    this.words = Object.fromEntries(["held", "batch"].map((name) => [name, element("text", { class: `lr-word-${name}`, "text-anchor": "end" }, this.curve)]));
  }

  get gone() {
    return !this.root.isConnected || !this.svg.isConnected;
  }

  remove() {
    this.svg.remove();
    this.curve.remove();
    delete this.root.dataset.held;
  }

  /** Run i at step k of the stage; `more` has the focused row and a data set under a hand.
   *  @type {(model: Model, shown: Heard, more: More) => void} */
  show(model, shown, more) {
    const { plots, film } = shown;
    if (!plots || !mapped(film) || film.dim !== model.d + 1) return;
    const { look } = model.data;
    const box = plots.box;
    this.pixel = (at) => pixels(plots.parts.path, at);
    const [[x0, y0], [x1, y1]] = [[box[0][0], box[1][1]], [box[0][1], box[1][0]]].map(this.pixel);
    set(this.area, { x: x0, y: y0, width: Math.max(0, x1 - x0), height: Math.max(0, y1 - y0) });
    this.scale = [(x1 - x0) / (box[0][1] - box[0][0]), (y0 - y1) / (box[1][1] - box[1][0])];
    this.axes = film.axes ?? [0, 1];
    const current = look.held === "current" && Boolean(model.all);
    const held = current || film.dim === 2;
    this.others = (w) => (held ? w : model.data.at.map((x, j) => (this.axes.includes(j) ? w[j] : x)));
    this.root.dataset.held = film.dim > 2 && current ? "current" : "";
    const rings = plots.specs.rings.data.find((trace) => trace.name === "rings");
    this.levels = /** @type {number[] | undefined} */ (rings?.meta) ?? [];
    this.rings(model, shown, more);
    this.arrows(model, shown, more);
    this.say(model, shown, [x1, y1]);
    this.losses(model, shown);
  }

  /** @type {(model: Model, shown: Heard, more: More) => void} */
  rings(model, { film, w, k, i }, { dragged }) {
    const { look } = model.data;
    const current = film.dim > 2 && look.held === "current" && model.all;
    const at = this.visible(w) && model.all ? this.others(w) : null;
    const batch = look.rings && model.all && k < film.length[i] ? model.batch(k) : null;
    /** @type {(name: RingName, quadratic?: Quadratic | null) => number} */
    const draw = (name, quadratic) =>
      drawRings(this.groups[name], quadratic && at ? quadratic.slice(at, this.axes) : null, this.levels, this.scale, this.pixel);
    draw("current", current ? model.all : null);
    this.svg.dataset.batchRings = String(draw("batch", batch instanceof Quadratic ? batch : null));
    draw("drag", dragged);
    const minimum = dragged?.minimum();
    set(this.paths.target, { d: minimum ? cross(this.pixel(this.axes.map((j) => minimum[j]))) : "" });
  }

  /** @type {(w: Point) => boolean} */
  visible(w) {
    return w.every(Number.isFinite);
  }

  /** Downhill by each batch's gradient from where the run is, their mean, and one row's part.
   *  The fan is drawn to a scale of its own: steps of a small η would be too short to compare.
   *  @type {(model: Model, shown: Heard, more: More) => void} */
  arrows(model, { film, w, i, k }, { focus }) {
    const { look } = model.data;
    const here = this.pixel(this.axes.map((j) => w[j]));
    /** @type {(g: Point) => Point} */
    const way = (g) => this.axes.map((j, n) => -g[j] * this.scale[n]);
    /** @type {(g: Point, size: number) => string} */
    const arrow = (g, size) => pointed(here, way(g).map((x, n) => here[n] + size * x));
    const alive = this.visible(w);
    const step = Math.min(k, Math.max(0, film.length[i] - 1));
    const batches = (alive && look.fan ? model.epoch(step) : []).flatMap((n) => {
      const batch = model.batch(n);
      return batch ? [{ gradient: batch.gradient(w), weight: model.weight(n) }] : [];
    });
    const fan = batches.map(({ gradient }) => gradient);
    const size = FAN / Math.sqrt(fan.reduce((sum, g) => sum + Math.hypot(...way(g)) ** 2, 0) / fan.length || 1);
    set(this.paths.fan, { d: fan.map((g) => arrow(g, size)).join("") });
    set(this.paths.mean, { d: fan.length ? arrow(mean(fan, batches.map(({ weight }) => weight)), size) : "" });
    this.svg.dataset.fan = String(fan.length);
    set(this.paths.share, { d: alive && focus ? arrow(focus.share, PULL / (Math.hypot(...way(focus.share)) || 1)) : "" });
    set(this.paths.through, { d: alive && focus?.table && model.data.model === "linear" ? this.through(focus.table, w) : "" });
  }

  /** All models on the map that pass through one row of data: a straight line.
   *  @type {(table: Point, w: Point) => string} */
  through(table, w) {
    const at = this.others(w);
    const [a, b] = this.axes.map((j) => table[j]);
    const z = [...at.map((x, j) => x - this.best(j)), 1];
    const error = table.reduce((sum, x, j) => sum + x * z[j], 0);
    const size = a * a + b * b;
    if (!(size > 0)) return "";
    const foot = [at[this.axes[0]] - (error * a) / size, at[this.axes[1]] - (error * b) / size];
    const [p, q] = [this.pixel(foot), this.pixel([foot[0] - b, foot[1] + a])];
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1;
    const reach = [(4000 * (q[0] - p[0])) / length, (4000 * (q[1] - p[1])) / length];
    return segment([p[0] - reach[0], p[1] - reach[1]], [p[0] + reach[0], p[1] + reach[1]]);
  }

  /** Which parameters are held, and where.
   *  @type {(model: Model, shown: Heard, corner: Point) => void} */
  say(model, { film, w }, [x, y]) {
    const { texts, best, at } = model.data;
    this.best = (j) => at[j];
    this.svg.setAttribute("aria-hidden", String(film.dim === 2));
    if (film.dim === 2) {
      this.note.replaceChildren();
      this.lie("");
      return;
    }
    const others = film.names.map((_, j) => j).filter((j) => !this.axes.includes(j));
    const values = this.root.dataset.held ? w : at;
    const named = others.map((j) => `${subscripted(film.names[j])} = ${number(values[j])}`).join(", ");
    const where = this.root.dataset.held ? "held_current" : best ? "held_optimum" : "held_start";
    this.note.textContent = texts[where].replace("{values}", named);
    this.svg.setAttribute("aria-label", this.note.textContent);
    set(this.note, { x: x - 6, y: y - ABOVE });
    this.lie([x, y, this.note.getComputedTextLength()].join());
  }

  /** Tells the stage where the note stands now, if it stood elsewhere when names were placed.
   *  @type {(laid: string) => void} */
  lie(laid) {
    if (laid === this.laid) return;
    this.laid = laid;
    this.root.dispatchEvent(new CustomEvent("lrviz:laid"));
  }

  /** The batch's loss at each step, and the loss on rows kept back, on the stage's own axes.
   *  @type {(model: Model, shown: Heard) => void} */
  losses(model, { film, i, k, plots, options }) {
    if (!plots) return;
    const div = plots.parts.loss;
    const { x: left, y: top, width, height } = areaOf(div);
    const floor = options.log ? floorOf(film, i) : 0;
    /** @type {(row: number, value: number) => Point | null} */
    const place = (row, value) => (value - floor > 0 || !options.log ? pixels(div, [row, value - floor]) : null);
    const rows = Array.from({ length: film.length[i] + 1 }, (_, row) => row);
    set(this.curve, { viewBox: `0 0 ${div.clientWidth} ${div.clientHeight}` });
    /** @param {Point | null | undefined} at @returns {at is Point} */
    const within = (at) => at !== null && at !== undefined && at[1] >= top - 1 && at[1] <= top + height + 1 && at[0] >= left - 1;
    const batch = model.batchCount ? rows.slice(0, -1).map((row) => place(row, model.batch(row)?.loss(point(film, i, row)) ?? NaN)) : [];
    const seen = batch.filter(within);
    set(this.lines.batch, { d: seen.map(([x, y]) => `M${x} ${y}h0`).join("") });
    const now = batch[k];
    set(this.lines.now, { d: within(now) ? `M${now[0]} ${now[1]}h0` : "" });
    const { held: kept } = model;
    const held = kept ? rows.map((row) => place(row, kept.loss(point(film, i, row)))) : [];
    set(this.lines.held, { d: joined(held.map((at) => (within(at) ? at : null))) });
    const [x, y] = [left + width - 4, top + 12];
    this.words.batch.textContent = seen.length ? model.data.texts.curve_batch : "";
    this.words.held.textContent = model.held ? model.data.texts.curve_held : "";
    set(this.words.batch, { x, y });
    set(this.words.held, { x, y: y + (seen.length ? 15 : 0) });
  }
}

/** The point of the map under the pointer as a whole w; null off the map.
 *  @type {(shown: Heard, at: Point, model: Model) => Point | null} */
export function pointed_at(shown, at, model) {
  const { plots, film, w } = shown;
  if (!plots || !mapped(film) || !inside(at, plots.box)) return null;
  const axes = film.axes ?? [0, 1];
  const base = model.data.look.held === "current" && model.all ? w : model.data.at;
  const whole = film.dim === 2 ? [...at] : [...base];
  if (film.dim > 2) axes.forEach((j, n) => { whole[j] = at[n]; });
  return whole;
}

/** The mean of vectors that weigh so much; of an epoch's gradients, that of the loss on all rows.
 *  @type {(all: Point[], weights: number[]) => Point} */
export function mean(all, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return all[0].map((_, j) => all.reduce((sum, g, n) => sum + weights[n] * g[j], 0) / whole);
}

/** @type {(at: Point) => string} */
const cross = ([x, y]) => `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`;
/** @type {(name: string) => string} */
const subscripted = (name) => name.replace(/_(\d+)$/, (_, index) => subscript(index));
/** @type {(points: (Point | null)[]) => string} */
const joined = (points) => points.map((at, n) => (at ? `${points[n - 1] ? "L" : "M"}${at[0]} ${at[1]}` : "")).join("");

/** @type {(from: Point, to: Point) => string} */
function pointed(from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (!(length > 1) || !Number.isFinite(length)) return "";
  const [ux, uy] = [dx / length, dy / length];
  /** @type {(side: number) => Point} */
  const wing = (side) => [to[0] - HEAD * (ux + 0.6 * side * -uy), to[1] - HEAD * (uy + 0.6 * side * ux)];
  return segment(from, to) + segment(wing(1), to) + segment(wing(-1), to);
}
