// Two features and a target as a box seen from the side, with the model's plane in it.

import { one } from "../lib/markup.js";
import { camera, clipped, covers, cut, height, home, normal, strip, tilt, turned, value } from "./projection.js";
import { Scaffold } from "./scaffold.js";
import { circle, closest, element, segment, set } from "./svg.js";

const MARGIN = { left: 54, right: 40, top: 26, bottom: 46 }; // Pixels, for numbers and names.
const SMALL = 420; // Pixels of a frame that has fewer ticks.
const MANY = 300; // Above so many rows dots are small.
// What is drawn, from the back to the front: what the plane covers comes before it.
const LAYERS = [
  "sticks-behind", "held-behind", "rows-behind", "sheet", "mesh", "model", "exact", "ghost",
  "sticks", "held", "rows", "batch", "drop", "halo", "focus", "moving",
];

/** @typedef {import("./model.js").Model} Model */

export class PlaneView {
  /** @type {Model} whose rows are in the box; none until it is drawn */
  model;

  /** @type {Box} of both features and the target */
  box = [];

  /** @type {Camera | undefined} the eye it is seen with, once it is drawn */
  camera;

  /** @type {Point[]} the rows in the box */
  rows = [];

  /** @type {Point[]} the rows kept back */
  held = [];

  /** @type {[number, number][]} the rows on the screen */
  places = [];

  /** @type {string[]} each row's dot */
  dot = [];

  /** @type {string[]} each kept row's ring */
  ring = [];

  stale = false;

  /** `pose` is the caller's, so that a picture made anew is turned as the last one was.
   *  @param {HTMLElement} plot @param {Pose} pose */
  constructor(plot, pose) {
    this.pose = pose;
    this.base = one(plot, "[data-part='base']");
    this.svg = element("svg", { class: "lr-over", "data-testid": "data-over", "aria-hidden": "true" }, plot);
    this.scaffold = new Scaffold(this.svg);
    /** @type {Record<string, SVGPathElement>} */
    this.paths = Object.fromEntries(LAYERS.map((name) => [name, element("path", { class: `lr-p-${name}`, fill: "none", "data-part": `d-${name}` }, this.svg)]));
    this.legend = element("text", { class: "lr-box-number", "text-anchor": "end", y: 14 }, this.svg);
  }

  /** What does not depend on w: the box, and where the rows stand in it.
   *  @type {(what: { model: Model }) => Promise<void>} */
  async draw({ model }) {
    const { box, held_mark: mark, doubles, drawn } = model.data;
    this.base.hidden = true;
    [this.model, this.box] = [model, box];
    this.face();
    this.rows = this.stand("X", doubles.y);
    this.held = this.stand("held_X", doubles.held_y);
    this.svg.classList.toggle("lr-many", drawn > MANY);
    this.legend.textContent = mark;
    this.resize();
    this.frame();
  }

  /** Data are first seen from where their solution's upper face is; how a hand has turned them they
   *  stay, as long as they have these names. */
  face() {
    const { exact, names, target } = this.model.data;
    const [data, { pose }] = [String([...names, target]), this];
    const byHand = pose.data === data && pose.at !== pose.home;
    const first = home(exact ? tilt(exact, this.box) : [0, 0, 0]);
    Object.assign(pose, { data, home: first, at: byHand ? pose.at : first });
  }

  /** @type {(name: "X" | "held_X", y: Float64Array) => Point[]} */
  stand(name, y) {
    /** @type {(x: Point) => Point} */
    const axes = (x) => x.map((each, j) => normal(each, this.box[j]));
    return Array.from(y, (target, i) => axes([...this.model.features(name, i), target]));
  }

  /** The eye, for what is done only once the box is drawn. */
  get eye() {
    if (!this.camera) throw new Error("the box is not drawn");
    return this.camera;
  }

  blank() {
    for (const path of Object.values(this.paths)) path.setAttribute("d", "");
  }

  resize() {
    const { names, target } = this.model.data;
    this.scaffold.label(this.box, [...names, target], this.svg.clientWidth < SMALL ? 5 : 6);
    this.stale = true;
  }

  /** Everything's place on the screen, at the present angles. */
  frame() {
    this.stale = false;
    const { clientWidth: width, clientHeight: tall } = this.svg;
    this.camera = camera(this.pose.at, [width, tall], MARGIN);
    this.places = this.rows.map(this.camera.place);
    this.dot = this.places.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`);
    this.ring = this.held.map(this.camera.place).map((at) => circle(at, 3));
    this.scaffold.draw(this.camera);
    set(this.legend, { x: width - 8 });
    Object.assign(this.svg.dataset, this.pose.at);
  }

  /** Everything that moves, for the model w; `more` has ghost, focus, batch rows and a drag.
   *  @type {(model: Model, w: Point, more: More) => { outside?: number }} */
  show(model, w, more) {
    if (!this.camera) return {};
    if (this.stale) this.frame();
    const own = model.original(w);
    const plane = tilt(own, this.box);
    const ring = clipped(plane);
    const best = more.best ? model.original(more.best) : model.data.exact;
    this.sheet(plane, ring);
    this.outline("exact", best);
    this.outline("ghost", more.ghost && model.original(more.ghost));
    this.cloud(plane, ring.length > 2, model.data.look.squares);
    this.marks(plane, more);
    this.svg.dataset.corners = this.corners(own);
    return { outside: ring.length > 2 ? this.outside(plane) : Infinity };
  }

  /** The model's heights over the corners of the floor, in the target's own units.
   *  @type {(own: Point) => string} */
  corners([w1, w2, b]) {
    const [[a, c], [d, f]] = this.box;
    return [[a, d], [c, d], [c, f], [a, f]].map(([x, y]) => w1 * x + w2 * y + b).join(" ");
  }

  /** @type {(plane: Point, ring: Point[]) => void} */
  sheet(plane, ring) {
    const whole = ring.length > 2;
    const lines = whole ? [0, 1].flatMap((axis) => this.scaffold.ticks[axis].map(({ at }) => strip(plane, axis, at))) : [];
    this.d("sheet", this.closed(ring));
    this.d("mesh", lines.filter((each) => each !== null).map(([a, b]) => this.line(a, b)).join(""));
    this.d("model", whole ? this.border(ring) : "");
  }

  /** @type {(name: string, own: Point | null) => void} */
  outline(name, own) {
    this.d(name, own ? this.closed(clipped(tilt(own, this.box))) : "");
    this.svg.dataset[name] = own ? this.corners(own) : "";
  }

  /** @type {(ring: Point[]) => string} */
  closed(ring) {
    const at = ring.map((each) => this.eye.place(each).map((x) => x.toFixed(2)).join(" "));
    return ring.length > 2 ? `M${at.join("L")}Z` : "";
  }

  /** The edges that are the plane's own: where the box cuts it there is none, it goes on.
   *  @type {(ring: Point[]) => string} */
  border(ring) {
    const before = [...ring.slice(-1), ...ring];
    return ring.map((at, n) => (cut(before[n], at) ? "" : this.line(before[n], at))).join("");
  }

  /** Dots, and the sticks from them to the plane, on its near side and on its far side.
   *  @type {(plane: Point, seen: boolean, sticks: boolean) => void} */
  cloud(plane, seen, sticks) {
    const behind = seen ? covers(plane, this.eye.toward) : () => false;
    const far = this.rows.map(([u, v, z]) => behind(u, v, z));
    this.split("rows", this.dot, far);
    this.split("held", this.ring, this.held.map(([u, v, z]) => behind(u, v, z)));
    this.split("sticks", sticks ? this.rows.map((_, i) => this.stick(plane, i)) : [], far);
    this.svg.dataset.behind = String(far.filter(Boolean).length);
  }

  /** @type {(name: string, pieces: string[], far: boolean[]) => void} */
  split(name, pieces, far) {
    this.d(name, pieces.filter((_, i) => !far[i]).join(""));
    this.d(`${name}-behind`, pieces.filter((_, i) => far[i]).join(""));
  }

  /** From row i up or down to the plane, or to where the box ends.
   *  @type {(plane: Point, i: number) => string} */
  stick(plane, i) {
    const [u, v, z] = this.rows[i];
    const end = Math.min(Math.max(height(plane, u, v), -1), 1);
    if (Number.isNaN(end)) return "";
    return `${this.dot[i].slice(0, -2)}v${(this.eye.lift * (z - end)).toFixed(1)}`;
  }

  /** @type {(plane: Point, more: More) => void} */
  marks(plane, { rows, focus, moving }) {
    const { place } = this.eye;
    const at = focus && this.rows[focus.i];
    const here = moving ? moving.map((x, j) => normal(x, this.box[j])) : at;
    this.d("batch", rows.map((i) => circle(this.places[i])).join(""));
    const focused = focus && at ? circle(place(at), 8) + this.stick(plane, focus.i) : "";
    this.d("halo", focused);
    this.d("focus", focused);
    this.d("drop", here ? this.line([here[0], here[1], -1], moving ? [here[0], here[1], 1] : here) : "");
    this.d("moving", moving && here ? circle(place(here)) : "");
  }

  /** @type {(a: Point, b: Point) => string} */
  line(a, b) {
    return segment(this.eye.place(a), this.eye.place(b));
  }

  /** @type {(name: string, d: string) => void} */
  d(name, d) {
    if (this.paths[name].getAttribute("d") !== d) this.paths[name].setAttribute("d", d);
  }

  /** How many predictions have left the box.
   *  @type {(plane: Point) => number} */
  outside(plane) {
    return this.rows.filter(([u, v]) => !(Math.abs(height(plane, u, v)) <= 1)).length;
  }

  /** The row whose point is under the pointer; −1 where there is none.
   *  @type {(event: MouseEvent) => number} */
  nearest(event) {
    return closest(this.places, this.spot(event));
  }

  /** @type {(event: MouseEvent) => [number, number]} */
  spot(event) {
    const area = this.svg.getBoundingClientRect();
    return [event.clientX - area.left, event.clientY - area.top];
  }

  /** Row i with its target at the height of the pointer; its features stay.
   *  @type {(model: Model, i: number, event: MouseEvent) => { x: Point, y: number, at: Point }} */
  moved(model, i, event) {
    const [u, v] = this.rows[i];
    const z = (this.eye.place([u, v, 0])[1] - this.spot(event)[1]) / this.eye.lift;
    const y = value(Math.min(Math.max(z, -1), 1), this.box[2]);
    const x = model.features("X", i);
    return { x, y, at: [...x, y] };
  }

  /** The box turned as a hand pulls it; drawn with the next `show`.
   *  @type {(dx: number, dy: number) => void} */
  turn(dx, dy) {
    this.pose.at = turned(this.pose.at, dx, dy);
    this.stale = true;
  }

  home() {
    this.pose.at = this.pose.home;
    this.stale = true;
  }

  purge() {
    this.base.hidden = false;
    this.svg.remove();
  }
}
