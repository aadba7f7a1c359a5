// The data view of the Regression page: it follows the stage, without asking the server.

import { decode, loss } from "../stage/film.js";
import { under } from "../stage/drag.js";
import { loadPlotly, styled } from "../stage/library.js";
import { number } from "../stage/numbers.js";
import { isDark, patched } from "../stage/skin.js";
import { DataView } from "./dataview.js";
import { MapView, pointed_at } from "./mapview.js";
import { Model } from "./model.js";
import { build, label, words } from "./panel.js";

const views = new WeakMap();
const stylesheet = new URL("./regression.css", import.meta.url).href;
const CALM = 300; // milliseconds before a choice of what is drawn is reported

/** Called by Streamlit on every update of the component. */
export function receive(component, plotlyUrl) {
  const root = component.parentElement.querySelector("[data-testid='data']");
  if (!root) return;
  if (!views.has(root)) views.set(root, new View(root, plotlyUrl));
  const view = views.get(root);
  view.ask = (value) => component.setTriggerValue("ask", value);
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
    this.plot = new DataView(this.parts.plot);
    this.more = { ghost: null, focus: null, rows: [] };
    this.ready = Promise.all([styled(stylesheet), loadPlotly(plotlyUrl)]).then(([, Plotly]) => { this.Plotly = Plotly; });
    this.heard = (event) => this.hear(event.detail);
    document.addEventListener("lrviz:show", this.heard);
    root.addEventListener("change", (event) => this.option(event.target));
    this.hands();
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
    const { data } = this.model;
    this.dark = isDark(this.root);
    await this.plot.draw(this.Plotly, this.dark ? patched(data.spec, data.dark) : data.spec);
    const colours = data.colours[this.dark ? "dark" : "light"];
    for (const [name, value] of Object.entries(colours)) document.documentElement.style.setProperty(`--lr-${name}`, value);
    this.drawn = true;
    this.forget();
    const stage = document.querySelector("[data-testid='stage']");
    this.hear(stage?.lrviz ?? this.shown);
    Object.assign(this.root.dataset, { ready: "true", id: this.model.data.id });
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
    clearTimeout(this.calm);
    const { squares, fan, rings } = this.model.data.look;
    this.calm = setTimeout(() => this.ask({ kind: "look", squares, fan, rings }), CALM);
  }

  /** Pointing at a row shows its part; dragging it reshapes the surface. */
  hands() {
    const { plot } = this.parts;
    plot.addEventListener("pointermove", (event) => (this.held ? this.drag(event) : this.look(event)));
    plot.addEventListener("pointerleave", () => { if (!this.held && this.more.focus) { this.more.focus = null; this.invalidate(); } });
    plot.addEventListener("pointerdown", (event) => this.grab(event));
    plot.addEventListener("pointerup", (event) => this.release(event));
    plot.addEventListener("pointercancel", () => this.let_go());
  }

  look(event) {
    if (!this.shown || !this.drawn) return;
    const row = this.plot.nearest(event);
    if (row === (this.more.focus?.i ?? -1)) return;
    this.more.focus = row < 0 ? null : this.weigh(row);
    plotCursor(this.parts.plot, row >= 0 && this.parts.plot.dataset.movable === "true");
    this.invalidate();
  }

  grab(event) {
    if (event.button !== 0 || !this.shown || this.parts.plot.dataset.movable !== "true") return;
    const row = this.plot.nearest(event);
    if (row < 0) return;
    this.more.focus = this.weigh(row);
    this.held = { row, pointer: event.pointerId, from: [event.clientX, event.clientY] };
    this.parts.plot.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  /** The loss with the row where the hand has it: one row out of Q, one row in. */
  drag(event) {
    const { row, from } = this.held;
    if (Math.hypot(event.clientX - from[0], event.clientY - from[1]) < 3 && !this.held.to) return;
    const { model } = this;
    const at = this.plot.under(event);
    const [x, y] = this.placed(row, at);
    this.held.to = { x, y };
    this.more.moving = at;
    if (model.all) {
      const out = model.all.plus(model.tableRow(model.features("X", row), model.data.arrays.y[row]), -model.factor);
      this.more.dragged = out.plus(model.tableRow(x, y), model.factor);
      this.more.best = this.more.dragged.minimum();
    }
    this.invalidate();
  }

  /** The features and the target of a row that is drawn at `at`. */
  placed(row, at) {
    const [x, y] = [this.model.features("X", row), this.model.data.arrays.y[row]];
    const { picture } = this.model.data;
    if (picture === "groups") return [at, y];
    return [[at[0]], picture === "curve" ? y : at[1]];
  }

  release(event) {
    const { held } = this;
    if (!held || event.pointerId !== held.pointer) return;
    this.held = null;
    if (held.to) this.ask({ kind: "move", row: this.model.data.arrays.number[held.row], ...held.to });
    else this.let_go();
  }

  let_go() {
    this.held = null;
    Object.assign(this.more, { moving: null, dragged: null, best: null });
    this.invalidate();
  }

  resized() {
    if (!this.drawn || this.gone) return;
    this.plot.resize();
    this.show();
  }

  dispose() {
    document.removeEventListener("lrviz:show", this.heard);
    this.observer.disconnect();
    clearInterval(this.themes);
    clearTimeout(this.calm);
    cancelAnimationFrame(this.frame);
    this.map?.remove();
    this.gone = true;
    this.plot.purge();
  }
}

const plotCursor = (plot, movable) => { plot.style.cursor = movable ? "grab" : ""; };
