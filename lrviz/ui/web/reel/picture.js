// One plot of a reel. What stands still lies in a layer of its own below what moves: plotly.js
// wipes a contour that shares a plot with something animated.

import { hovered, inView, under } from "../lib/internals.js";
import { drawn, exchanged, fitted, ordered, taken } from "../lib/drawing.js";
import { edgeOf } from "../lib/margin.js";
import { all } from "../lib/markup.js";
import { patched } from "../lib/skin.js";
import { frameData, grown, lengths, rowAt } from "./motion.js";

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, scrollZoom: false };
/** @typedef {PlotDiv & { on(name: string, heard: (event: { points: Clicked[] }) => void): void, removeAllListeners?(name: string): void }} LayerDiv
 *  @typedef {{ trace: Trace, index: number, name: string }} Changed
 *  @typedef {Hovered & { x: number, y: number }} Clicked
 *  @typedef {(pick: Record<string, unknown>) => void} Pick */

const HEAVY = ["contour", "heatmap", "image"];
const SOLID = ["surface", "scatter3d", "mesh3d"];
const ANIMATED = ["scatter", "bar"];
const UNSEEN = { showline: false, showticklabels: false, ticks: "", showgrid: false, zeroline: false, title: { text: "" } };

export class Picture {
  /** The layers on the page.
   *  @type {LayerDiv[]} */
  divs = [];

  /** What the moving traces show now.
   *  @type {Record<string, Values>} */
  sent = {};

  /** @param {PlotlyModule} Plotly @param {HTMLElement} root @param {ReelPlot} plot @param {ReelShow} show
   *  @param {boolean} dark @param {Pick} pick */
  constructor(Plotly, root, plot, show, dark, pick) {
    this.Plotly = Plotly;
    this.root = root;
    this.plot = plot;
    this.show = show;
    const spec = dark ? patched(plot.spec, plot.dark) : structuredClone(plot.spec);
    this.motions = Object.entries(plot.moving).map(([name, words]) => this.motion(name, words));
    roomy(spec.layout);
    this.layers = layered(spec, plot.moving);
    this.top = this.layers[this.layers.length - 1];
    /** @type {(Partial<LayoutAxis> | undefined)[]} */
    const axes = [this.top.layout.xaxis, this.top.layout.yaxis];
    this.box = axes.map((axis) => axis?.range);
    this.log = axes.map((axis) => axis?.type === "log");
    if (!this.solid) this.top.data.push(...this.motions.flatMap((motion) => grown(motion, this.top.data, this.box)));
    this.pick = plot.pick ? pick : null;
  }

  /** @type {(name: string, words: MotionWords) => Motion} */
  motion(name, words) {
    const arrays = this.arrays(name);
    return { name, words, arrays, length: words.kind === "grow" ? lengths(arrays.points) : 0 };
  }

  get solid() {
    return this.top.data.some(({ type = "" }) => SOLID.includes(type));
  }

  /** The last layer, in which everything moves. */
  get topDiv() {
    return this.divs[this.divs.length - 1];
  }

  /** @type {(trace: string) => Record<string, Shaped>} */
  arrays(trace) {
    /** @type {Record<string, Shaped>} */
    const found = {};
    for (const [path, , shape] of this.show.layout) {
      const [plot, owner, name] = path.split("/");
      if (plot === this.plot.name && owner === trace) found[name] = { values: this.show.doubles[path], shape };
    }
    return found;
  }

  /** Draws what stands still and, at frame k, what moves.
   *  @type {(k: number) => Promise<void>} */
  async draw(k) {
    while (this.root.children.length > this.layers.length) this.root.lastChild?.remove();
    while (this.root.children.length < this.layers.length) {
      this.root.append(Object.assign(document.createElement("div"), { className: "lr-layer" }));
    }
    this.divs = all(this.root, ":scope > *").map((each) => /** @type {LayerDiv} */ (each));
    this.sent = this.values(k);
    this.fill(this.sent);
    // Drawn over another picture, plotly keeps the other's scale: rings would no longer be round.
    for (const div of this.divs) if (div.data) taken(this.Plotly, div);
    await Promise.all(this.layers.map((spec, n) => drawn(this.Plotly, this.divs[n], spec, CONFIG)));
    ordered(this.topDiv);
    this.listen();
  }

  /** The traces' data, so that the first drawing has them.
   *  @type {(data: Record<string, Values>) => void} */
  fill(data) {
    for (const [name, values] of Object.entries(data)) {
      const trace = this.top.data.find((each) => each.name === name);
      if (trace) Object.assign(trace, values, { marker: { ...trace.marker, ...values.marker }, line: { ...trace.line, ...values.line } });
    }
  }

  /** {trace name: its data} at frame k; a motion that shows what it showed gives the very same.
   *  @type {(k: number) => Record<string, Values>} */
  values(k) {
    return Object.assign({}, ...this.motions.map((motion) => {
      const row = rowAt(motion, k);
      if (motion.row !== row) Object.assign(motion, { row, data: frameData(motion, k, this.box, this.log, this.solid) });
      return motion.data;
    }));
  }

  /** Exchanges what has changed: plotly's price is by the trace, not by the point.
   *  @type {(k: number) => void} */
  update(k) {
    const now = this.values(k);
    const values = Object.fromEntries(Object.entries(now).filter(([name, data]) => this.sent[name] !== data));
    this.sent = now;
    if (!Object.keys(values).length) return;
    const changed = this.top.data.map((trace, index) => ({ trace, index, name: trace.name ?? "" })).filter(({ name }) => name in values);
    /** @type {(each: Changed) => boolean} */
    const quick = ({ trace }) => ANIMATED.includes(trace.type ?? "scatter");
    if (changed.some(quick)) this.animate(changed.filter(quick), values);
    for (const { index, name } of changed.filter((each) => !quick(each))) this.Plotly.restyle(this.topDiv, nested(values[name]), [index]);
  }

  /** @type {(traces: Changed[], values: Record<string, Values>) => void} */
  animate(traces, values) {
    const data = traces.map(({ trace, name }) => {
      const { marker, line, ...rest } = values[name];
      return { ...rest, ...(marker && { marker: { ...trace.marker, ...marker } }), ...(line && { line: { ...trace.line, ...line } }) };
    });
    const div = this.topDiv;
    exchanged(this.Plotly, div, data, traces.map(({ index }) => index));
  }

  /** A click anywhere on the plot, with the point under it if there is one; the pictures that were
   *  drawn in these layers before hear no more. */
  listen() {
    for (const each of this.divs) {
      each.onclick = null;
      each.style.cursor = "";
      if (each.data) each.removeAllListeners?.("plotly_click");
    }
    const div = this.topDiv;
    if (!this.pick) return;
    div.style.cursor = "crosshair";
    if (this.solid) {
      div.on("plotly_click", ({ points: [point] }) => this.tell([point.x, point.y], point));
      return;
    }
    div.onclick = (event) => {
      const at = under(div, event);
      if (inView(div, at)) this.tell(at, hovered(div));
    };
  }

  /** @type {(at: Point, point?: Hovered) => void} */
  tell([x, y], point) {
    this.pick?.({ plot: this.plot.name, x, y, trace: point?.data?.name ?? null, point: point?.pointNumber ?? null, custom: point?.customdata ?? null });
  }

  resize() {
    for (const div of this.divs) if (div.data) fitted(this.Plotly, div);
  }

  purge() {
    for (const div of this.divs) taken(this.Plotly, div);
  }
}

/** Room for the numbers of the upright axis, however long they are.
 *  @type {(layout: Layout) => void} */
function roomy({ margin, yaxis }) {
  if (margin && yaxis?.range) margin.l = Math.max(margin.l, edgeOf(yaxis.range, yaxis.type === "log"));
}

/** One layer, or two where something heavy stands still under something that moves.
 *  @type {(spec: Spec, moving: Record<string, MotionWords>) => Spec[]} */
function layered(spec, moving) {
  /** @type {(trace: Trace) => boolean} */
  const moves = ({ name = "" }) => name in moving;
  const heavy = spec.data.some((trace) => HEAVY.includes(trace.type ?? "") && !moves(trace));
  if (!heavy || !spec.data.some(moves)) return [spec];
  const below = { ...spec, data: spec.data.filter((trace) => !moves(trace)).map((trace) => ({ ...trace, hoverinfo: "skip", hovertemplate: null })) };
  const axes = Object.fromEntries(Object.keys(spec.layout).filter((name) => /^[xy]axis/.test(name)).map((name) => [name, { .../** @type {object} */ (spec.layout[name]), ...UNSEEN }]));
  const above = { data: spec.data.filter(moves), layout: { ...spec.layout, ...axes, annotations: [], shapes: [] } };
  return [below, above];
}

/** Values as restyle takes them: one entry per trace.
 *  @type {(values: Values) => object} */
function nested({ marker, line, ...values }) {
  /** @type {Record<string, unknown>} */
  const flat = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
  if (marker?.color) flat["marker.color"] = [marker.color];
  if (line?.color) flat["line.color"] = [line.color];
  return flat;
}
