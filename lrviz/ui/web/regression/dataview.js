// The data on two axes with the model on them: what stands still is plotly's, what moves is
// SVG above it. For the picture of a plane see plane.js: both have the same methods.

import { areaOf, pixels, rangesOf, under } from "../lib/internals.js";
import { one } from "../lib/markup.js";
import { drawn, fitted, taken } from "../lib/drawing.js";
import { circle, closest, dots, element, segment, set } from "./svg.js";

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, scrollZoom: false };
const CURVE = 80; // A curve of probabilities has so many pieces.

/** @typedef {import("./model.js").Model} Model */

export class DataView {
  /** @type {PlotlyModule | undefined} */
  Plotly;

  /** @type {((at: Point) => Point) | undefined} the pixel of a point, once it is drawn */
  pixel;

  /** @type {Box} of the axes */
  box = [];

  /** @type {Point[]} the rows on the screen */
  places = [];

  /** @param {HTMLElement} plot */
  constructor(plot) {
    this.div = /** @type {PlotDiv} */ (one(plot, "[data-part='base']"));
    this.svg = element("svg", { class: "lr-over", "data-testid": "data-over", "aria-hidden": "true" }, plot);
    this.id = `lr-clip-${Math.random().toString(36).slice(2)}`;
    this.area = element("rect", {}, element("clipPath", { id: this.id }, element("defs", {}, this.svg)));
    this.group = element("g", { "clip-path": `url(#${this.id})` }, this.svg);
    const names = ["squares", "held", "rows", "exact", "ghost", "sides", "model", "batch", "focus", "moving"];
    /** @type {Record<string, SVGPathElement>} */
    this.paths = Object.fromEntries(names.map((name) => [name, element("path", { class: `lr-d-${name}`, fill: "none", "data-part": `d-${name}` }, this.group)]));
  }

  /** @type {(what: { Plotly: PlotlyModule, spec: Spec }) => Promise<void>} */
  async draw({ Plotly, spec }) {
    this.Plotly = Plotly;
    await drawn(Plotly, this.div, spec, CONFIG);
    if (this.svg.isConnected) this.frame();
  }

  /** The pixel of a point, for what is done only once the picture is drawn.
   *  @type {(point: Point) => Point} */
  at(point) {
    if (!this.pixel) throw new Error("the picture is not drawn");
    return this.pixel(point);
  }

  blank() {
    for (const path of Object.values(this.paths)) path.setAttribute("d", "");
  }

  async resize() {
    if (this.Plotly) await fitted(this.Plotly, this.div);
    if (this.svg.isConnected) this.frame();
  }

  frame() {
    set(this.area, { ...areaOf(this.div) });
    this.box = /** @type {Box} */ (rangesOf(this.div));
    this.pixel = (at) => pixels(this.div, at);
  }

  /** Where row i of the data named `name` stands now, in data coordinates.
   *  @type {(model: Model, own: Point, name: "fit" | "held", i: number) => Point} */
  spot(model, own, name, i) {
    const x = model.features(name === "fit" ? "X" : "held_X", i);
    const y = model.data.doubles[name === "fit" ? "y" : "held_y"][i];
    const { picture } = model;
    if (picture === "groups") return [x[0], x[1]];
    return picture === "fit" ? [y, model.predict(own, x)] : [x[0], y];
  }

  /** @type {(model: Model, own: Point, name: "fit" | "held") => Point[]} */
  spots(model, own, name) {
    const count = model.data.doubles[name === "fit" ? "y" : "held_y"].length;
    return Array.from({ length: count }, (_, i) => this.spot(model, own, name, i));
  }

  /** Everything that moves, for the model w; `more` has ghost, focus, batch rows and a drag.
   *  @type {(model: Model, w: Point, more: More) => { outside?: number }} */
  show(model, w, more) {
    const { pixel } = this;
    if (!pixel) return {};
    const { data: { look, exact }, picture } = model;
    const own = model.original(w);
    const moving = picture === "fit";
    this.places = this.spots(model, own, "fit").map(pixel);
    set(this.paths.rows, { d: moving ? dots(this.places.filter(finite)) : "" });
    const held = moving ? this.spots(model, own, "held").map(pixel).filter(finite) : [];
    set(this.paths.held, { d: held.map((at) => circle(at)).join("") });
    set(this.paths.model, { d: this.curve(model, own, [0.5]) });
    set(this.paths.sides, { d: picture === "groups" ? this.curve(model, own, [0.1, 0.9]) : "" });
    const best = more.best ? model.original(more.best) : exact;
    set(this.paths.exact, { d: best ? this.curve(model, best, [0.5]) : "" });
    set(this.paths.ghost, { d: more.ghost ? this.ghost(model, model.original(more.ghost)) : "" });
    set(this.paths.squares, { d: look.squares ? this.squares(model, own) : "" });
    set(this.paths.batch, { d: more.rows.map((i) => this.places[i]).filter((at) => at && finite(at)).map((at) => circle(at)).join("") });
    set(this.paths.focus, { d: more.focus ? this.focus(model, own, more.focus.i) : "" });
    set(this.paths.moving, { d: more.moving ? circle(pixel(more.moving)) : "" });
    return { outside: this.outside(model, own, moving) };
  }

  /** The model as a line: on one feature, or where a probability has a level.
   *  @type {(model: Model, own: Point, levels: number[]) => string} */
  curve(model, own, levels) {
    const { picture } = model;
    const [x0, x1] = this.box[0];
    if (picture === "line") return segment(this.at([x0, model.score(own, [x0])]), this.at([x1, model.score(own, [x1])]));
    if (picture === "curve") {
      const xs = Array.from({ length: CURVE + 1 }, (_, n) => x0 + ((x1 - x0) * n) / CURVE);
      return xs.map((x, n) => `${n ? "L" : "M"}${this.at([x, model.predict(own, [x])]).join(" ")}`).join("");
    }
    return picture === "groups" ? levels.map((level) => this.boundary(own, level)).join("") : "";
  }

  /** Where ⟨w, x⟩ + b is the log-odds of `level`, over two features.
   *  @type {(own: Point, level: number) => string} */
  boundary([a, b, c], level) {
    const odds = Math.log(level / (1 - level));
    const [[x0, x1], [y0, y1]] = this.box;
    if (Math.abs(a) * (x1 - x0) > Math.abs(b) * (y1 - y0)) {
      /** @type {(y: number) => number} */
      const x = (y) => (odds - c - b * y) / a;
      return segment(this.at([x(y0), y0]), this.at([x(y1), y1]));
    }
    if (!b) return "";
    /** @type {(x: number) => number} */
    const y = (x) => (odds - c - a * x) / b;
    return segment(this.at([x0, y(x0)]), this.at([x1, y(x1)]));
  }

  /** @type {(model: Model, own: Point) => string} */
  ghost(model, own) {
    if (model.picture !== "fit") return this.curve(model, own, [0.5]);
    return this.spots(model, own, "fit").map((at) => this.at(at)).filter(finite).map((at) => circle(at)).join("");
  }

  /** The end of row i's residual in pixels: the model's prediction, or the line ŷ = y.
   *  @type {(model: Model, own: Point, i: number) => Point} */
  end(model, own, i) {
    const [x] = this.spot(model, own, "fit", i);
    return this.at([x, model.picture === "fit" ? x : model.predict(own, [x])]);
  }

  /** @type {(model: Model, own: Point) => string} */
  squares(model, own) {
    if (model.picture === "groups") return "";
    return this.places.map(([x, y], i) => {
      const side = this.end(model, own, i)[1] - y;
      return Number.isFinite(side) && Math.abs(side) < 1e4 ? `M${x} ${y}v${side}h${Math.abs(side)}v${-side}z` : "";
    }).join("");
  }

  /** @type {(model: Model, own: Point, i: number) => string} */
  focus(model, own, i) {
    const at = this.places[i];
    if (!at || !finite(at)) return "";
    const stick = model.picture === "groups" ? "" : segment(at, this.end(model, own, i));
    return circle(at, 8) + stick;
  }

  /** How many predictions have left the frame; for a line, whether all of it has.
   *  @type {(model: Model, own: Point, moving: boolean) => number} */
  outside(model, own, moving) {
    const [low, high] = this.box[1];
    /** @type {(y: number) => boolean} */
    const off = (y) => !(y >= low && y <= high);
    if (moving) return this.spots(model, own, "fit").filter(([, y]) => off(y)).length;
    if (model.picture !== "line") return 0;
    const [a, b] = this.box[0].map((x) => model.score(own, [x]));
    return (a > high && b > high) || (a < low && b < low) || !Number.isFinite(a + b) ? Infinity : 0;
  }

  /** The row whose point is under the pointer; −1 where there is none.
   *  @type {(event: MouseEvent) => number} */
  nearest(event) {
    const area = this.div.getBoundingClientRect();
    return closest(this.places, [event.clientX - area.left, event.clientY - area.top]);
  }

  /** @type {(event: MouseEvent) => Point} */
  under(event) {
    return under(this.div, event).map((x, j) => Math.min(Math.max(x, this.box[j][0]), this.box[j][1]));
  }

  /** The features and the target of row i where the pointer has it, and its place.
   *  @type {(model: Model, i: number, event: MouseEvent) => { x: Point, y: number, at: Point }} */
  moved(model, i, event) {
    const at = this.under(event);
    const y = model.data.doubles.y[i];
    if (model.picture === "groups") return { x: at, y, at };
    return { x: [at[0]], y: model.picture === "curve" ? y : at[1], at };
  }

  purge() {
    if (this.Plotly) taken(this.Plotly, this.div);
    this.svg.remove();
  }
}

/** @type {(at: Point) => boolean} */
const finite = (at) => at.every(Number.isFinite);
