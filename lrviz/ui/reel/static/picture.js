// One plot of a reel. What stands still lies in a layer of its own below what moves: plotly.js
// wipes a contour that shares a plot with something animated.

import { under } from "../stage/drag.js";
import { drawn, fitted, taken } from "../stage/drawing.js";
import { patched } from "../stage/skin.js";
import { frameData, grown, lengths, rowAt } from "./motion.js";

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, scrollZoom: false };
const NOW = { frame: { duration: 0, redraw: false }, transition: { duration: 0 }, mode: "immediate" };
const HEAVY = ["contour", "heatmap", "image"];
const SOLID = ["surface", "scatter3d", "mesh3d"];
const ANIMATED = ["scatter", "bar"];
const UNSEEN = { showline: false, showticklabels: false, ticks: "", showgrid: false, zeroline: false, title: { text: "" } };

export class Picture {
  constructor(Plotly, root, plot, show, dark, pick) {
    Object.assign(this, { Plotly, root, plot, show });
    const spec = dark ? patched(plot.spec, plot.dark) : structuredClone(plot.spec);
    this.motions = Object.entries(plot.moving).map(([name, words]) => ({ name, words, arrays: this.arrays(name) }));
    for (const motion of this.motions) if (motion.words.kind === "grow") motion.length = lengths(motion.arrays.points);
    this.layers = layered(spec, plot.moving);
    this.top = this.layers.at(-1);
    this.box = ["xaxis", "yaxis"].map((name) => this.top.layout[name]?.range);
    this.log = ["xaxis", "yaxis"].map((name) => this.top.layout[name]?.type === "log");
    if (!this.solid) this.top.data.push(...this.motions.flatMap((motion) => grown(motion, this.top.data, this.box)));
    this.pick = plot.pick ? pick : null;
  }

  get solid() {
    return this.top.data.some((trace) => SOLID.includes(trace.type));
  }

  arrays(trace) {
    const found = {};
    for (const [path, , shape] of this.show.layout) {
      const [plot, owner, name] = path.split("/");
      if (plot === this.plot.name && owner === trace) found[name] = { values: this.show.arrays[path], shape };
    }
    return found;
  }

  /** Draws what stands still and, at frame k, what moves. */
  async draw(k) {
    while (this.root.children.length > this.layers.length) this.root.lastChild.remove();
    while (this.root.children.length < this.layers.length) {
      this.root.append(Object.assign(document.createElement("div"), { className: "lr-layer" }));
    }
    this.divs = [...this.root.children];
    this.sent = this.values(k);
    this.fill(this.sent);
    await Promise.all(this.layers.map((spec, n) => drawn(this.Plotly, this.divs[n], spec, CONFIG)));
    ordered(this.divs.at(-1));
    if (this.pick) this.listen();
  }

  /** The traces' data, so that the first drawing has them. */
  fill(data) {
    for (const [name, values] of Object.entries(data)) {
      const trace = this.top.data.find((each) => each.name === name);
      Object.assign(trace, values, { marker: { ...trace.marker, ...values.marker }, line: { ...trace.line, ...values.line } });
    }
  }

  /** {trace name: its data} at frame k; a motion that shows what it showed gives the very same. */
  values(k) {
    return Object.assign({}, ...this.motions.map((motion) => {
      const row = rowAt(motion, k);
      if (motion.row !== row) Object.assign(motion, { row, data: frameData(motion, k, this.box, this.log, this.solid) });
      return motion.data;
    }));
  }

  /** Exchanges what has changed: plotly's price is by the trace, not by the point. */
  update(k) {
    const all = this.values(k);
    const values = Object.fromEntries(Object.entries(all).filter(([name, data]) => this.sent[name] !== data));
    this.sent = all;
    if (!Object.keys(values).length) return;
    const [quick, slow] = [[], []];
    this.top.data.forEach((trace, index) => {
      if (trace.name in values) (ANIMATED.includes(trace.type ?? "scatter") ? quick : slow).push([index, trace]);
    });
    if (quick.length) this.animate(quick, values);
    for (const [index, trace] of slow) this.Plotly.restyle(this.divs.at(-1), nested(values[trace.name]), [index]);
  }

  animate(traces, values) {
    const data = traces.map(([, trace]) => {
      const { marker, line, ...rest } = values[trace.name];
      return { ...rest, ...(marker && { marker: { ...trace.marker, ...marker } }), ...(line && { line: { ...trace.line, ...line } }) };
    });
    // A newer picture interrupts an older one, which plotly tells by a rejected promise.
    const div = this.divs.at(-1);
    this.Plotly.animate(div, { data, traces: traces.map(([index]) => index) }, NOW).then(() => ordered(div)).catch(() => {});
  }

  /** A click anywhere on the plot, with the point under it if there is one. */
  listen() {
    const div = this.divs.at(-1);
    div.style.cursor = "crosshair";
    if (this.solid) {
      div.removeAllListeners?.("plotly_click");
      div.on("plotly_click", ({ points: [point] }) => this.tell([point.x, point.y], point));
      return;
    }
    div.onclick = (event) => {
      const at = under(div, event);
      const { xaxis, yaxis } = div._fullLayout;
      const inside = [xaxis, yaxis].every((axis, j) => {
        const [low, high] = axis.range.map((end) => axis.r2d?.(end) ?? end).sort((a, b) => a - b);
        return typeof at[j] !== "number" || Number.isNaN(Number(low)) || (at[j] >= low && at[j] <= high);
      });
      if (inside) this.tell(at, div._hoverdata?.[0]);
    };
  }

  tell([x, y], point) {
    this.pick({ plot: this.plot.name, x, y, trace: point?.data?.name ?? null, point: point?.pointNumber ?? null, custom: point?.customdata ?? null });
  }

  resize() {
    for (const div of this.divs ?? []) if (div.data) fitted(this.Plotly, div);
  }

  purge() {
    for (const div of this.divs ?? []) taken(this.Plotly, div);
  }
}

/** One layer, or two where something heavy stands still under something that moves. */
function layered(spec, moving) {
  const moves = (trace) => trace.name in moving;
  const heavy = spec.data.some((trace) => HEAVY.includes(trace.type) && !moves(trace));
  if (!heavy || !spec.data.some(moves)) return [spec];
  const below = { ...spec, data: spec.data.filter((trace) => !moves(trace)).map((trace) => ({ ...trace, hoverinfo: "skip", hovertemplate: null })) };
  const axes = Object.fromEntries(Object.keys(spec.layout).filter((name) => /^[xy]axis/.test(name)).map((name) => [name, { ...spec.layout[name], ...UNSEEN }]));
  const above = { data: spec.data.filter(moves), layout: { ...spec.layout, ...axes, annotations: [], shapes: [] } };
  return [below, above];
}

/** Lays traces one over another as the figure lists them: plotly puts one that had no point on top when it gets its first. */
function ordered(div) {
  const rank = new Map((div._fullData ?? []).map(({ uid }, index) => [`trace${uid}`, index]));
  for (const layer of div.querySelectorAll(".scatterlayer")) {
    const traces = [...layer.children];
    const place = (each) => rank.get([...each.classList].find((name) => rank.has(name))) ?? -1;
    const wanted = [...traces].sort((a, b) => place(a) - place(b));
    if (wanted.some((each, n) => each !== traces[n])) layer.append(...wanted);
  }
}

/** Values as restyle takes them: one entry per trace. */
function nested({ marker, line, ...values }) {
  const flat = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
  if (marker?.color) flat["marker.color"] = [marker.color];
  if (line?.color) flat["line.color"] = [line.color];
  return flat;
}
