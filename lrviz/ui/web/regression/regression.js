// The data view of the Regression page: it follows the stage, without asking the server.

import { loss } from "../lib/film.js";
import { insisted } from "../lib/insist.js";
import { under } from "../lib/internals.js";
import { loadPlotly, styled } from "../lib/library.js";
import { expected } from "../lib/known.js";
import { one } from "../lib/markup.js";
import { mounting, Mounted } from "../lib/mount.js";
import { isDark, patched } from "../lib/skin.js";
import { DataView } from "./dataview.js";
import { DataPointer } from "./pointer.js";
import { MapView, pointed_at } from "./mapview.js";
import { Looks } from "./looks.js";
import { Model } from "./model.js";
import { build, label, OPTIONS, words } from "./panel.js";
import { PlaneView } from "./plane.js";

const stylesheet = new URL("./regression.css", import.meta.url).href;
const TIMES = 3; // A moved point is told so often: a server that has heard it may also refuse it.

/** A picture of the data: the plane's turns, the flat one does not.
 *  @typedef {(DataView | PlaneView) & { turn?: PlaneView["turn"], home?: PlaneView["home"] }} DataPlot */

export class RegressionView extends Mounted {
  /** @type {Model} of the data; none until they have come */
  model;

  /** @type {DataPlot | undefined} */
  plot;

  /** @type {MapView | undefined} what the data add to the stage */
  map;

  /** @type {Heard | undefined} what the stage shows */
  shown;

  /** @type {PlotlyModule | undefined} */
  Plotly;

  /** @type {number | undefined} */
  frame;

  drawn = false;

  /** @type {Set<string>} what a hand did that is still to be told or heard */
  waiting = new Set();

  /** Ends the telling of a moved point. */
  insisting = () => {};

  /** @type {Pose} how a picture that turns is turned */
  pose = { home: { azimuth: 0, elevation: 0 }, at: { azimuth: 0, elevation: 0 } };

  /** @param {HTMLElement} root @param {string} plotlyUrl */
  constructor(root, plotlyUrl) {
    super(root);
    this.parts = build(root);
    /** @type {More} */
    this.more = { ghost: null, focus: null, rows: [] };
    this.ready = Promise.all([styled(stylesheet), loadPlotly(plotlyUrl)]).then(([, Plotly]) => { this.Plotly = Plotly; });
    /** @type {(event: CustomEvent<Shown>) => void} */
    this.heard = (event) => this.hear(event.detail);
    document.addEventListener("lrviz:show", this.heard);
    root.addEventListener("change", (event) => this.option(/** @type {HTMLInputElement} */ (event.target)));
    root.addEventListener("click", (event) => this.change(/** @type {HTMLElement} */ (event.target).dataset.look));
    this.pointer = new DataPointer(this);
    this.looks = new Looks((choice) => this.ask({ kind: "look", ...choice }), (waits) => this.waits("look", waits));
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

  /** @override @param {RegressionData} data */
  take(data) {
    expected(["data"], data.kind, "answer");
    this.looks.take(data.look);
    if (data.id === this.model?.data.id) return;
    this.insisting();
    this.model = new Model(data);
    this.more = { ghost: null, focus: null, rows: [] };
    label(this.parts, this.root, this.model);
    this.draw();
  }

  async draw() {
    await this.ready.catch(() => {});
    if (!this.Plotly || this.gone) return;
    const { model, Plotly, model: { data } } = this;
    this.dark = isDark(this.root);
    const plot = this.pictured();
    await plot.draw({ Plotly, model, spec: this.dark ? patched(data.spec, data.dark) : data.spec });
    if (plot !== this.plot) return;
    const colours = data.colours[this.dark ? "dark" : "light"];
    for (const [name, value] of Object.entries(colours)) document.documentElement.style.setProperty(`--lr-${name}`, value);
    this.drawn = true;
    this.forget();
    const stage = /** @type {StageRoot | null} */ (document.querySelector("[data-testid='stage']"));
    this.hear(stage?.lrviz ?? this.shown);
    Object.assign(this.root.dataset, { ready: "true", id: this.model.data.id });
  }

  /** What draws this kind of picture, made anew where another kind was.
   *  @returns {DataPlot} */
  pictured() {
    const Kind = this.model.picture === "plane" ? PlaneView : DataView;
    if (this.plot instanceof Kind) return this.plot;
    this.plot?.purge();
    const made = new Kind(this.parts.plot, this.pose);
    this.plot = made;
    return made;
  }

  /** Nothing that moves, until the stage shows a run on these very data. */
  forget() {
    if (this.shown && this.model.fits(this.shown.film)) return;
    this.shown = undefined;
    this.plot?.blank();
    this.map?.remove();
    this.map = undefined;
  }

  /** What the stage shows; a film of other data, still on show while these came, is passed over.
   *  @type {(shown?: Shown) => void} */
  hear(shown) {
    if (!shown || !this.drawn || !this.model.fits(shown.film)) return;
    this.shown = { ...shown, loss: loss(shown.film, shown.i, shown.k) };
    this.stageAt(shown.root);
    this.show();
  }

  /** @type {(root: StageRoot) => void} */
  stageAt(root) {
    if (this.map && !this.map.gone && this.map.root === root) return;
    this.map?.remove();
    this.map = new MapView(root);
    root.lossAt = (at) => this.lossAt(at);
    const contour = one(root, "[data-testid='stage-contour']");
    contour.addEventListener("pointermove", (event) => this.ghostAt(under(/** @type {PlotDiv} */ (one(root, "[data-part='path']")), event)));
    contour.addEventListener("pointerleave", () => this.ghostAt(null));
  }

  /** @type {(at: Point | null) => void} */
  ghostAt(at) {
    if (!this.shown || (!at && !this.more.ghost)) return;
    this.more.ghost = at && pointed_at(this.shown, at, this.model);
    this.invalidate();
  }

  /** The loss of the model at a point of the map; none where a question veils the rings.
   *  @type {(at: Point) => number | null} */
  lossAt(at) {
    const { shown, model } = this;
    const whole = shown && !model.hides("rings") ? pointed_at(shown, at, model) : null;
    return (whole && (model.all ?? model.whole)?.loss(whole)) ?? null;
  }

  invalidate() {
    this.frame ??= requestAnimationFrame(() => { this.frame = undefined; this.show(); });
  }

  show() {
    if (!this.shown || !this.drawn || !this.plot) return;
    const { model, shown } = this;
    this.more.rows = this.batchRows(shown);
    if (this.more.focus) this.more.focus = this.weigh(this.more.focus.i, shown.w);
    const { outside } = this.plot.show(model, shown.w, this.more);
    this.map?.show(model, shown, this.more);
    words(this.parts, model, shown, { ...this.more, outside });
    Object.assign(this.root.dataset, { w: shown.w.join(" "), step: shown.k, ghost: this.more.ghost?.join(" ") ?? "" });
  }

  /** The places among the drawn rows of those that the next step sees.
   *  @type {(shown: Heard) => number[]} */
  batchRows({ k, film, i }) {
    return k < film.length[i] ? this.model.rowsIn(k) : [];
  }

  /** Row i's part of the gradient on all the data, and its share of all parts' sizes.
   *  @type {(i: number, w: Point) => Focus} */
  weigh(i, w) {
    const { model } = this;
    const { doubles, drawn, rows, best } = model.data;
    /** @type {(n: number) => Point} */
    const of = (n) => model.share(w, model.features("X", n), doubles.y[n]);
    const share = of(i);
    const sizes = drawn === rows ? Array.from({ length: rows }, (_, n) => Math.hypot(...of(n))) : null;
    const total = sizes?.reduce((sum, x) => sum + x, 0);
    const table = best && model.data.model === "linear" ? model.tableRow(model.features("X", i), doubles.y[i]) : null;
    return { i, share, part: total ? Math.hypot(...share) / total : null, table };
  }

  /** @type {(box: HTMLInputElement) => void} */
  option(box) {
    if (!box.dataset.option) return;
    this.model.data.look[expected(OPTIONS, box.dataset.option, "option")] = box.checked;
    this.invalidate();
    this.looks.choose(this.model.data.look);
  }

  /** The other of two pictures of the same data.
   *  @type {(picture?: string) => void} */
  change(picture) {
    if (!picture || picture === this.model.picture) return;
    this.model.data.look.plane = picture === "plane";
    Object.assign(this.more, { focus: null, moving: null, dragged: null, best: null });
    label(this.parts, this.root, this.model);
    this.draw();
    this.looks.choose(this.model.data.look);
  }

  /** Tells the server where a row's point has come to, until data come in which it is there.
   *  @type {(row: number, to: { x: Point, y: number }) => void} */
  moved(row, to) {
    const { model } = this;
    this.insisting();
    this.waits("move", true);
    this.insisting = insisted(
      () => this.ask({ kind: "move", row: model.data.doubles.number[row], ...to }),
      () => this.gone || this.model !== model,
      TIMES,
      () => this.waits("move", false),
    );
  }

  /** Says on the root whether anything that a hand did is still to be told or heard.
   *  @type {(what: string, waiting: boolean) => void} */
  waits(what, waiting) {
    this.waiting[waiting ? "add" : "delete"](what);
    this.root.dataset.asking = String(this.waiting.size > 0);
  }

  /** Whether there is a model on the data for a hand to point at. */
  get live() {
    return Boolean(this.shown && this.drawn);
  }

  /** A row's part of the gradient, told and drawn; none for −1.
   *  @type {(row: number) => void} */
  point(row) {
    if (this.model.hides("slopes", "curves")) return;
    this.more.focus = row < 0 || !this.shown ? null : this.weigh(row, this.shown.w);
    this.invalidate();
  }

  /** The loss with the row where the pointer has it: one row out of Q, one row in.
   *  @type {(row: number, x: Point, y: number, at: Point) => void} */
  reshape(row, x, y, at) {
    const { model } = this;
    this.more.moving = at;
    if (model.all) {
      const out = model.all.plus(model.tableRow(model.features("X", row), model.data.doubles.y[row]), -model.factor);
      this.more.dragged = out.plus(model.tableRow(x, y), model.factor);
      this.more.best = this.more.dragged.minimum();
    }
    this.invalidate();
  }

  /** @override */
  async resized() {
    if (!this.drawn || this.gone) return;
    await this.plot?.resize();
    if (this.drawn && !this.gone) this.show();
  }

  /** @override */
  dispose() {
    super.dispose();
    document.removeEventListener("lrviz:show", this.heard);
    this.looks.end();
    this.insisting();
    if (this.frame) cancelAnimationFrame(this.frame);
    this.map?.remove();
    this.plot?.purge();
  }
}

export const { receive, dispose } = mounting("[data-testid='data']", (root, plotlyUrl) => new RegressionView(root, plotlyUrl));
