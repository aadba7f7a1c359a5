// What the data add to the stage's map: the batch's own rings, its fellows' gradients, one
// point's pull; and to its loss curve: the batch's loss and the one on rows kept back.

import { mapped, point } from "../stage/film.js";
import { inside } from "../stage/edge.js";
import { pixels } from "../stage/drag.js";
import { subscript } from "../stage/numbers.js";
import { drawRings, element, segment, set } from "./svg.js";

const HEAD = 5; // pixels of an arrow's head
const FAN = 70; // pixels of the fan's arrows, in the root mean square
const PULL = 60; // pixels of the arrow of one row

/** The overlay on the stage at `root`, made anew where the stage was. */
export class MapView {
  constructor(root) {
    this.root = root;
    const map = root.querySelector("[data-testid='stage-contour']");
    const curve = root.querySelector("[data-part='loss']");
    this.svg = element("svg", { class: "lr-over", "data-testid": "data-over-map", role: "img" });
    map.querySelector("[data-part='rings']").after(this.svg);
    this.curve = element("svg", { class: "lr-over", "data-testid": "data-over-loss", "aria-hidden": "true" });
    curve.after(this.curve);
    this.id = `lr-clip-${Math.random().toString(36).slice(2)}`;
    this.area = element("rect", {}, element("clipPath", { id: this.id }, element("defs", {}, this.svg)));
    const group = element("g", { "clip-path": `url(#${this.id})` }, this.svg);
    this.groups = Object.fromEntries(["current", "batch", "drag"].map((name) => [name, element("g", { class: `lr-rings-${name}` }, group)]));
    this.paths = Object.fromEntries(["through", "fan", "mean", "share", "target"].map((name) => [name, element("path", { class: `lr-${name}`, fill: "none" }, group)]));
    this.note = element("text", { class: "lr-held-note", "text-anchor": "end" }, this.svg);
    this.lines = Object.fromEntries(["held", "batch", "now"].map((name) => [name, element("path", { class: `lr-curve-${name}`, fill: "none" }, this.curve)]));
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

  /** Run i at step k of the stage; `more` has the focused row and a data set under a hand. */
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
    this.levels = plots.specs.rings.data.find((trace) => trace.name === "rings")?.meta ?? [];
    this.rings(model, shown, more);
    this.arrows(model, shown, more);
    this.say(model, shown, [x1, y0]);
    this.losses(model, shown);
  }

  rings(model, { film, w, k, i }, { dragged }) {
    const { look } = model.data;
    const current = film.dim > 2 && look.held === "current" && model.all;
    const at = this.visible(w) && model.all ? this.others(w) : null;
    const batch = look.rings && model.all && k < film.length[i] ? model.batch(k) : null;
    const draw = (name, quadratic) =>
      drawRings(this.groups[name], quadratic && at ? quadratic.slice(at, this.axes) : null, this.levels, this.scale, this.pixel);
    draw("current", current ? model.all : null);
    this.svg.dataset.batchRings = draw("batch", batch);
    draw("drag", dragged);
    const minimum = dragged?.minimum();
    set(this.paths.target, { d: minimum ? cross(this.pixel(this.axes.map((j) => minimum[j]))) : "" });
  }

  visible(w) {
    return w.every(Number.isFinite);
  }

  /** Downhill by each batch's gradient from where the run is, their mean, and one row's part.
   *  The fan is drawn to a scale of its own: steps of a small η would be too short to compare. */
  arrows(model, { film, w, i, k }, { focus }) {
    const { look } = model.data;
    const here = this.pixel(this.axes.map((j) => w[j]));
    const way = (g) => this.axes.map((j, n) => -g[j] * this.scale[n]);
    const arrow = (g, size) => pointed(here, way(g).map((x, n) => here[n] + size * x));
    const alive = this.visible(w);
    const step = Math.min(k, Math.max(0, film.length[i] - 1));
    const batches = alive && look.fan ? model.epoch(step) : [];
    const fan = batches.map((n) => model.batch(n).gradient(w));
    const size = FAN / Math.sqrt(fan.reduce((sum, g) => sum + Math.hypot(...way(g)) ** 2, 0) / fan.length || 1);
    set(this.paths.fan, { d: fan.map((g) => arrow(g, size)).join("") });
    set(this.paths.mean, { d: fan.length ? arrow(mean(fan, batches.map((n) => model.weight(n))), size) : "" });
    this.svg.dataset.fan = fan.length;
    set(this.paths.share, { d: alive && focus ? arrow(focus.share, PULL / (Math.hypot(...way(focus.share)) || 1)) : "" });
    set(this.paths.through, { d: alive && focus && model.data.model === "linear" ? this.through(focus.table, w) : "" });
  }

  /** All models on the map that pass through one row of data: a straight line. */
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

  /** Which parameters are held, and where. */
  say(model, { film, w }, [x, y]) {
    const { texts, best, at } = model.data;
    this.best = (j) => at[j];
    this.svg.setAttribute("aria-hidden", String(film.dim === 2));
    if (film.dim === 2) return this.note.replaceChildren();
    const others = film.names.map((_, j) => j).filter((j) => !this.axes.includes(j));
    const values = this.root.dataset.held ? w : at;
    const named = others.map((j) => `${subscripted(film.names[j])} = ${texts.number(values[j])}`).join(", ");
    const where = this.root.dataset.held ? "held_current" : best ? "held_optimum" : "held_start";
    this.note.textContent = texts[where].replace("{values}", named);
    this.svg.setAttribute("aria-label", this.note.textContent);
    return set(this.note, { x: x - 6, y: y + 16 });
  }

  /** The batch's loss at each step, and the loss on rows kept back, on the stage's own axes. */
  losses(model, { film, i, k, plots, options }) {
    const div = plots.parts.loss;
    const { xaxis, yaxis } = div._fullLayout;
    const floor = options.log ? film.minimum[i] : 0;
    const place = (row, value) => (value - floor > 0 || !options.log ? pixels(div, [row, value - floor]) : null);
    const rows = Array.from({ length: film.length[i] + 1 }, (_, row) => row);
    const [left, top] = [xaxis._offset, yaxis._offset];
    set(this.curve, { viewBox: `0 0 ${div.clientWidth} ${div.clientHeight}` });
    const within = (at) => at && at[1] >= top - 1 && at[1] <= top + yaxis._length + 1 && at[0] >= left - 1;
    const batch = model.batchCount ? rows.slice(0, -1).map((row) => place(row, model.batch(row).loss(point(film, i, row)))) : [];
    const seen = batch.filter(within);
    set(this.lines.batch, { d: seen.map(([x, y]) => `M${x} ${y}h0`).join("") });
    set(this.lines.now, { d: within(batch[k]) ? `M${batch[k][0]} ${batch[k][1]}h0` : "" });
    const held = model.held ? rows.map((row) => place(row, model.held.loss(point(film, i, row)))) : [];
    set(this.lines.held, { d: joined(held.map((at) => (within(at) ? at : null))) });
    const [x, y] = [left + xaxis._length - 4, top + 12];
    this.words.batch.textContent = seen.length ? model.data.texts.curve_batch : "";
    this.words.held.textContent = model.held ? model.data.texts.curve_held : "";
    set(this.words.batch, { x, y });
    set(this.words.held, { x, y: y + (seen.length ? 15 : 0) });
  }
}

/** The point of the map under the pointer as a whole w; null off the map. */
export function pointed_at(shown, at, model) {
  const { plots, film, w } = shown;
  if (!plots || !mapped(film) || !inside(at, plots.box)) return null;
  const axes = film.axes ?? [0, 1];
  const base = model.data.look.held === "current" && model.all ? w : model.data.at;
  const whole = film.dim === 2 ? [...at] : [...base];
  if (film.dim > 2) axes.forEach((j, n) => { whole[j] = at[n]; });
  return whole;
}

/** The mean of vectors that weigh so much; of an epoch's gradients, that of the loss on all rows. */
export function mean(all, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return all[0].map((_, j) => all.reduce((sum, g, n) => sum + weights[n] * g[j], 0) / whole);
}

const cross = ([x, y]) => `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`;
const subscripted = (name) => name.replace(/_(\d+)$/, (_, index) => subscript(index));
const joined = (points) => points.map((at, n) => (at ? `${points[n - 1] ? "L" : "M"}${at[0]} ${at[1]}` : "")).join("");

function pointed(from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (!(length > 1) || !Number.isFinite(length)) return "";
  const [ux, uy] = [dx / length, dy / length];
  const wing = (side) => [to[0] - HEAD * (ux + 0.6 * side * -uy), to[1] - HEAD * (uy + 0.6 * side * ux)];
  return segment(from, to) + segment(wing(1), to) + segment(wing(-1), to);
}
