// The data view of the Regression page: it follows the stage, without asking the server.

import { decode, loss } from "../stage/film.js";
import { under } from "../stage/drag.js";
import { asker } from "../stage/history.js";
import { loadPlotly, styled } from "../stage/library.js";
import { number } from "../stage/numbers.js";
import { isDark, patched } from "../stage/skin.js";
import { DataView } from "./dataview.js";
import { Hands } from "./hands.js";
import { MapView, pointed_at } from "./mapview.js";
import { Model } from "./model.js";
import { build, label, words } from "./panel.js";
import { PlaneView } from "./plane.js";

const views = new WeakMap();
const stylesheet = new URL("./regression.css", import.meta.url).href;
const CALM = 300; // milliseconds before a choice of what is drawn is reported

/** Called by Streamlit on every update of the component. */
export function receive(component, plotlyUrl) {
  const root = component.parentElement.querySelector("[data-testid='data']");
  if (!root) return;
  if (!views.has(root)) views.set(root, new View(root, plotlyUrl));
  const view = views.get(root);
  view.ask = asker(component, root);
  view.take(decode(component.data));
}

/** Called when the component leaves the page. */
export function dispose(component) {
  const root = component.parentElement?.querySelector("[data-testid='data']");
  views.get(root)?.dispose();
  views.delete(root);
}

class View {
  constructor(root, plotlyUrl) {
    this.root = root;
    this.parts = build(root);
    this.pose = {}; // how a picture that turns is turned
    this.more = { ghost: null, focus: null, rows: [] };
    this.ready = Promise.all([styled(stylesheet), loadPlotly(plotlyUrl)]).then(([, Plotly]) => { this.Plotly = Plotly; });
    this.heard = (event) => this.hear(event.detail);
    document.addEventListener("lrviz:show", this.heard);
    root.addEventListener("change", (event) => this.option(event.target));
    root.addEventListener("click", (event) => this.change(event.target.dataset.look));
    this.hands = new Hands(this);
    this.observer = new ResizeObserver(() => { clearTimeout(this.resizing); this.resizing = setTimeout(() => this.resized(), 60); });
    this.observer.observe(root);
    this.themes = setInterval(() => this.drawn && isDark(root) !== this.dark && this.draw(), 400);
  }

  take(data) {
    if (data.id === this.model?.data.id) return;
    data.texts.number = number;
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
    const stage = document.querySelector("[data-testid='stage']");
    this.hear(stage?.lrviz ?? this.shown);
    Object.assign(this.root.dataset, { ready: "true", id: this.model.data.id });
  }

  /** What draws this kind of picture, made anew where another kind was. */
  pictured() {
    const Kind = this.model.picture === "plane" ? PlaneView : DataView;
    if (this.plot instanceof Kind) return this.plot;
    this.plot?.purge();
    this.plot = new Kind(this.parts.plot, this.pose);
    return this.plot;
  }

  /** Nothing that moves, until the stage shows a run on these very data. */
  forget() {
    if (this.shown && this.model.fits(this.shown.film)) return;
    this.shown = null;
    this.plot.blank();
    this.map?.remove();
    this.map = null;
  }

  /** What the stage shows; a film of other data, still on show while these came, is passed over. */
  hear(shown) {
    if (!shown || !this.drawn || !this.model.fits(shown.film)) return;
    this.shown = { ...shown, loss: loss(shown.film, shown.i, shown.k) };
    this.stageAt(shown.root);
    this.show();
  }

  stageAt(root) {
    if (this.map && !this.map.gone && this.map.root === root) return;
    this.map?.remove();
    this.map = new MapView(root);
    const contour = root.querySelector("[data-testid='stage-contour']");
    contour.addEventListener("pointermove", (event) => this.ghostAt(under(root.querySelector("[data-part='path']"), event)));
    contour.addEventListener("pointerleave", () => this.ghostAt(null));
  }

  ghostAt(at) {
    if (!this.shown || (!at && !this.more.ghost)) return;
    this.more.ghost = at && pointed_at(this.shown, at, this.model);
    this.invalidate();
  }

  invalidate() {
    this.frame ??= requestAnimationFrame(() => { this.frame = null; this.show(); });
  }

  show() {
    if (!this.shown || !this.drawn) return;
    const { model, shown } = this;
    this.more.rows = this.batchRows(shown);
    if (this.more.focus) this.more.focus = this.weigh(this.more.focus.i);
    const { outside } = this.plot.show(model, shown.w, this.more);
    this.map?.show(model, shown, this.more);
    words(this.parts, model, shown, { ...this.more, outside });
    Object.assign(this.root.dataset, { w: shown.w.join(" "), step: shown.k, ghost: this.more.ghost?.join(" ") ?? "" });
  }

  /** The places among the drawn rows of those that the next step sees. */
  batchRows({ k, film, i }) {
    const { offsets, arrays } = this.model.data;
    if (!offsets || k >= film.length[i] || k + 1 >= offsets.length) return [];
    return Array.from(arrays.index.subarray(offsets[k], offsets[k + 1]));
  }

  /** Row i's part of the gradient on all the data, and its share of all parts' sizes. */
  weigh(i) {
    const { model, shown: { w } } = this;
    const { arrays, drawn, rows, best } = model.data;
    const of = (n) => model.share(w, model.features("X", n), arrays.y[n]);
    const share = of(i);
    const sizes = drawn === rows ? Array.from({ length: rows }, (_, n) => Math.hypot(...of(n))) : null;
    const total = sizes?.reduce((sum, x) => sum + x, 0);
    const table = best && model.data.model === "linear" ? model.tableRow(model.features("X", i), arrays.y[i]) : null;
    return { i, share, part: total ? Math.hypot(...share) / total : null, table };
  }

  option(box) {
    if (!box.dataset.option) return;
    this.model.data.look[box.dataset.option] = box.checked;
    this.invalidate();
    this.report();
  }

  /** The other of two pictures of the same data. */
  change(picture) {
    if (!picture || picture === this.model.picture) return;
    this.model.data.look.plane = picture === "plane";
    Object.assign(this.more, { focus: null, moving: null, dragged: null, best: null });
    label(this.parts, this.root, this.model);
    this.draw();
    this.report();
  }

  /** Tells the server, once a hand rests, what is drawn: the link should say so. */
  report() {
    clearTimeout(this.calm);
    const { squares, fan, rings, plane } = this.model.data.look;
    this.root.dataset.asking = "true";
    this.calm = setTimeout(() => {
      this.root.dataset.asking = "false";
      this.ask({ kind: "look", squares, fan, rings, plane });
    }, CALM);
  }

  /** Whether there is a model on the data for a hand to point at. */
  get live() {
    return Boolean(this.shown && this.drawn);
  }

  /** A row's part of the gradient, told and drawn; none for −1. */
  point(row) {
    this.more.focus = row < 0 ? null : this.weigh(row);
    this.invalidate();
  }

  /** The loss with the row where the hand has it: one row out of Q, one row in. */
  reshape(row, x, y, at) {
    const { model } = this;
    this.more.moving = at;
    if (model.all) {
      const out = model.all.plus(model.tableRow(model.features("X", row), model.data.arrays.y[row]), -model.factor);
      this.more.dragged = out.plus(model.tableRow(x, y), model.factor);
      this.more.best = this.more.dragged.minimum();
    }
    this.invalidate();
  }

  async resized() {
    if (!this.drawn || this.gone) return;
    await this.plot.resize();
    if (this.drawn && !this.gone) this.show();
  }

  dispose() {
    document.removeEventListener("lrviz:show", this.heard);
    this.observer.disconnect();
    clearInterval(this.themes);
    clearTimeout(this.calm);
    cancelAnimationFrame(this.frame);
    this.map?.remove();
    this.gone = true;
    this.plot?.purge();
  }
}
