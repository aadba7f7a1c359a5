// The probe: a point on the map, or on a curve, whose slopes follow the pointer at once.

import { draggable } from "../lib/drag.js";
import { areaOf, pixels, under } from "../lib/internals.js";
import { drawn, exchanged, fitted, taken } from "../lib/drawing.js";
import { loadPlotly, styled } from "../lib/library.js";
import { expected } from "../lib/known.js";
import { mounting, Mounted } from "../lib/mount.js";
import { isDark, patched } from "../lib/skin.js";
import { edgeOf } from "../lib/margin.js";
import { vector } from "../lib/numbers.js";
import { filled } from "../lib/texts.js";
import { directions, toward } from "./directions.js";
import { dressed } from "./drawing.js";
import { slidable } from "./pointer.js";
import { build, label } from "./markup.js";
import { slopes } from "../lib/program.js";
import { isSlope, weights } from "./weights.js";

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, scrollZoom: false };
export const PARTS = /** @type {const} */ (["weights", "directions"]);
const LOOSE = 3; // A picture may be so many times too high while a drag lasts.
const LATE = 3000; // Milliseconds after which the server's word counts again.
const CALM = 300; // Milliseconds of rest before the server hears of a direction.
const stylesheet = new URL("./probe.css", import.meta.url).href;

/** @typedef {ReturnType<typeof setTimeout>} Timer */

export class Probe extends Mounted {
  /** @type {ProbeScene} what is looked at; none until it has come */
  scene;

  /** @type {ProbeParts} its elements, likewise */
  parts;

  /** @type {Point} the point, likewise */
  w;

  /** @type {Now} its slopes, once it is drawn */
  now;

  /** @type {Record<string, Spec>} the pictures in this light */
  specs = {};

  /** @type {Record<string, Interval | undefined>} the upright ranges in use */
  ranges = {};

  /** @type {PlotlyModule} */
  Plotly;

  /** @type {{ w: Point, at: number } | null} the point last told to the server, until it says it back */
  sent = null;

  /** @type {Point} the point before the drag */
  kept = [];

  /** @type {number | null} the direction shown, in degrees; none for the steepest */
  angle = null;

  /** @type {number | null} the one that was chosen: a pointer shows others in passing */
  chosen = null;

  /** @type {{ angle: number, at: number } | null} the direction last told, until it is said back */
  told = null;

  /** @type {Timer | undefined} while a direction is still to be told */
  calm;

  /** @type {number[]} pixels per unit across and upward on the map */
  scale = [];

  /** @type {number | undefined} */
  frame;

  lr = 0;
  redraws = 0;
  held = false;
  drawn = false;
  fresh = false; // drawn whole, not exchanged

  /** @param {HTMLElement} root @param {Promise<PlotlyModule>} plotly */
  constructor(root, plotly) {
    super(root);
    this.plotly = plotly;
    this.watch();
  }

  /** @override */
  get isDrawn() {
    return this.drawn;
  }

  /** @override */
  repaint() {
    this.draw();
  }

  /** What the server sent: w and the rate alone, or another scene.
   *  @override @param {ProbeScene} scene */
  take(scene) {
    expected(["probe"], scene.kind, "answer");
    expected(PARTS, scene.part, "part");
    const awaited = this.sent && performance.now() - this.sent.at < LATE ? this.sent : null;
    if (awaited && String(scene.w) === String(awaited.w)) this.sent = null;
    else if (!awaited && !this.held) this.w = scene.w;
    if (scene.id !== this.scene?.id && scene.w.length !== this.w.length) [this.w, this.sent] = [scene.w, null];
    this.w ??= scene.w;
    this.lr = scene.lr;
    this.takeAngle(scene);
    if (scene.id === this.scene?.id) {
      this.invalidate();
      return;
    }
    const other = this.scene?.part !== scene.part || String(this.scene?.program.nodes) !== String(scene.program.nodes);
    if (other) [this.w, this.sent] = [scene.w, null];
    this.scene = scene;
    this.begin();
    this.draw();
  }

  /** The direction that the link names, unless a hand has chosen another since.
   *  @type {(scene: ProbeScene) => void} */
  takeAngle({ angle }) {
    const awaited = this.told && performance.now() - this.told.at < LATE && this.told.angle !== angle;
    if (this.calm || awaited) return;
    this.told = null;
    this.chosen = angle < 0 ? null : angle;
    this.angle = this.chosen;
  }

  begin() {
    this.purge();
    this.parts = build(this.root, this.scene);
    label(this.parts, this.scene);
    this.listen();
  }

  async draw() {
    const { scene } = this;
    this.drawn = false;
    this.root.dataset.ready = "false";
    let Plotly;
    try {
      Plotly = await this.plotly;
    } catch {
      this.say(scene.texts.no_plotly);
      return;
    }
    if (this.gone || scene !== this.scene) return;
    this.Plotly = Plotly;
    this.dark = isDark(this.root);
    this.specs = Object.fromEntries(Object.entries(scene.specs).map(([name, spec]) => [name, this.dark ? patched(spec, scene.dark[name]) : structuredClone(spec)]));
    this.drawn = true;
    const below = this.specs.below && drawn(Plotly, this.parts.plots.below, this.specs.below, CONFIG);
    this.fresh = true; // drawn whole once, then only what moves is exchanged
    this.ranges = {};
    const above = this.show();
    this.fresh = false;
    await Promise.all([below, ...above]);
    if (this.gone || scene !== this.scene) return;
    // Whether an arrow has room for its name is known only now that the map has its size.
    if (String(this.pixels()) !== String(this.scale)) await Promise.all(this.show());
    if (!this.gone && scene === this.scene) this.root.dataset.ready = "true";
  }

  /** Redraws at the next frame, however often it is called before. */
  invalidate() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.show();
    });
  }

  /** All that follows the point.
   *  @returns {Promise<unknown>[]} what is being drawn */
  show() {
    if (!this.drawn) return [];
    const { w, lr, scene } = this;
    const { loss: value, gradient } = slopes(scene.program, w);
    const known = Number.isFinite(value) && gradient.every(isSlope);
    this.scale = this.pixels();
    this.now = { w, lr, value, gradient, known, next: w.map((x, i) => x - lr * gradient[i]) };
    const shown = scene.part === "weights" ? weights(this) : directions(this);
    const drawing = shown.sides.map(({ data, range }, k) => this.plot(`side_${k}`, data, range));
    if (shown.above) drawing.push(this.plot("above", shown.above));
    shown.readouts.forEach((text, k) => { this.parts.readouts[k].innerHTML = text; });
    this.parts.mapText.innerHTML = shown.map;
    this.mark(shown);
    return drawing;
  }

  /** Pixels per unit across and upward on the map; about so before it is drawn. */
  pixels() {
    const { above } = this.parts.plots;
    const { width, height } = above ? areaOf(above) : { width: NaN, height: NaN };
    return this.scene.axes.map((axis, j) => {
      const [low, high] = this.scene.box[axis];
      return ((j ? height : width) || 400) / (high - low);
    });
  }

  /** An upright range that holds `wanted`; while a drag lasts, the one in use as long as it serves.
   *  @type {(name: string, wanted: Interval) => Interval} */
  steady(name, wanted) {
    const now = this.ranges[name];
    const serves = now && now[0] <= wanted[0] && now[1] >= wanted[1] && now[1] - now[0] < LOOSE * (wanted[1] - wanted[0]);
    return this.held && serves ? now : wanted;
  }

  /** @type {(name: string, data: Record<string, Values>, range?: Interval) => Promise<unknown>} */
  plot(name, data, range) {
    const { layout } = this.specs[name];
    const traces = dressed(this.specs[name], data);
    const div = this.parts.plots[name];
    if (this.fresh || (range && String(range) !== String(this.ranges[name]))) {
      this.ranges[name] = range;
      const l = range ? Math.max(layout.margin.l, edgeOf(range, false)) : 0;
      const ranged = range ? { ...layout, margin: { ...layout.margin, l }, yaxis: { ...layout.yaxis, range } } : layout;
      return drawn(this.Plotly, div, { data: traces, layout: ranged }, CONFIG).then(() => this.placeHandle());
    }
    return exchanged(this.Plotly, div, traces, traces.map((_, i) => i)).then(() => this.placeHandle());
  }

  /** What tests and screen readers look at.
   *  @type {(shown: Probed) => void} */
  mark({ slope, angle }) {
    const { w, gradient, next, value } = this.now;
    const step = this.scene.veiled ? { gradient: "", next: "" } : { gradient: gradient.join(","), next: next.join(",") };
    Object.assign(this.root.dataset, { w: w.join(","), ...step, loss: value, redraws: (this.redraws += 1) });
    const { angle: slider } = this.parts;
    if (slider) slider.value = String(Math.round(angle ?? this.chosen ?? 0));
    slider?.setAttribute("aria-valuetext", this.parts.readouts[0].textContent);
    for (const [name, told] of Object.entries({ slope, angle })) {
      if (told === undefined) delete this.root.dataset[name];
      else this.root.dataset[name] = String(told);
    }
  }

  listen() {
    const { parts, scene } = this;
    const { axes } = scene;
    const { above } = parts.plots;
    if (above && parts.handle) {
      const box = () => axes.map((i) => scene.box[i]);
      const where = () => axes.map((i) => this.w[i]);
      draggable(above, parts.handle, box, where, (point, settled) => this.move(axes, point, settled));
      if (scene.part === "directions") this.follow(above);
    }
    if (scene.part === "weights") axes.forEach((axis, k) => slidable(parts.plots[`side_${k}`], scene.box[axis], (x, settled) => { if (this.drawn) this.move([axis], [x], settled); }));
  }

  /** The direction follows the pointer over the map, and the slider.
   *  @type {(above: PlotDiv) => void} */
  follow(above) {
    const { parts, scene: { axes } } = this;
    above.addEventListener("pointermove", (event) => {
      if (!this.drawn || event.buttons || event.pointerType !== "mouse") return;
      this.turn(toward(axes.map((i) => this.w[i]), under(above, event)));
    });
    above.addEventListener("pointerleave", () => this.turn(this.chosen));
    parts.angle?.addEventListener("input", () => this.choose(Number(parts.angle?.value)));
  }

  /** A direction, told to the server once it rests.
   *  @type {(angle: number) => void} */
  choose(angle) {
    this.chosen = angle;
    this.turn(angle);
    clearTimeout(this.calm);
    this.root.dataset.asking = "true";
    this.calm = setTimeout(() => {
      this.calm = undefined;
      this.told = { angle, at: performance.now() };
      this.root.dataset.asking = "false";
      this.ask({ kind: "angle", angle });
    }, CALM);
  }

  /** @type {(angle: number | null) => void} */
  turn(angle) {
    this.angle = angle;
    this.invalidate();
  }

  /** Some weights to new values; a place without a loss is left again when the drag ends.
   *  @type {(axes: number[], values: number[], settled: boolean) => void} */
  move(axes, values, settled) {
    if (!this.held) this.kept = this.w;
    this.held = !settled;
    this.w = this.w.map((x, i) => (axes.includes(i) ? this.round(values[axes.indexOf(i)], i) : x));
    const { loss } = slopes(this.scene.program, this.w);
    const good = Number.isFinite(loss);
    this.say(good ? "" : filled(this.scene.texts.no_value, { point: vector(this.w) }));
    if (settled && !good) this.w = this.kept;
    if (settled && good) {
      this.sent = { w: this.w, at: performance.now() };
      this.ask({ kind: "point", w: this.w });
    }
    this.invalidate();
  }

  /** A place that a pointer can mean: a thousandth of the picture's size, roughly.
   *  @type {(x: number, axis: number) => number} */
  round(x, axis) {
    const [low, high] = this.scene.box[axis];
    const digits = Math.max(0, Math.min(100, 3 - Math.floor(Math.log10(high - low))));
    return Number(x.toFixed(digits));
  }

  /** @type {(text: string) => void} */
  say(text) {
    this.parts.alert.hidden = !text;
    this.parts.alert.textContent = text;
  }

  placeHandle() {
    const { handle, plots: { above } } = this.parts;
    if (!handle || !above.data) return;
    const [x, y] = pixels(above, this.scene.axes.map((i) => this.w[i]));
    handle.hidden = false;
    handle.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** @override */
  async resized() {
    if (!this.drawn) return;
    await Promise.all((this.parts?.divs ?? []).filter((div) => div.data).map((div) => fitted(this.Plotly, div)));
    this.invalidate();
  }

  purge() {
    for (const div of this.parts?.divs ?? []) if (div.data) taken(this.Plotly, div);
  }

  /** @override */
  dispose() {
    super.dispose();
    this.drawn = false;
    clearTimeout(this.calm);
    if (this.frame) cancelAnimationFrame(this.frame);
    this.purge();
  }
}

export const { receive, dispose } = mounting(".lr-probe", (root, plotlyUrl) => new Probe(root, styled(stylesheet).then(() => loadPlotly(plotlyUrl))));
