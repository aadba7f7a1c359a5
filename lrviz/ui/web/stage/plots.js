// The three plots. Rings are drawn once; a path is swapped in the layer above them, because
// plotly.js wipes a contour that shares a plot with something animated.

import { finalCurve, finalFrame, finalNotes, finalPoint, lossData, lossRange, rateData, rateRange, ticksOf } from "./curvedata.js";
import { edgeOf } from "../lib/margin.js";
import { areaOf, pixels } from "../lib/internals.js";
import { drawn, exchanged, filled, fits, fitted, framed, relaid, taken } from "../lib/drawing.js";
import { inside } from "../lib/edge.js";
import { flat, hides, onMap } from "../lib/film.js";
import { boxAt, written } from "./labels.js";
import { pathData } from "./pathdata.js";
import { saveMap, sizeOf } from "./saving.js";
import { magnified, scale } from "../lib/lecture.js";
import { patched } from "../lib/skin.js";
import { Solid } from "./solid.js";

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, scrollZoom: false };
/** @type {PlotName[]} */
const ALL = ["rings", "path", "loss", "sweep", "solid"];
const LAYERS = /** @type {const} */ (["rings", "path"]); // The layers of the map.
const LEAP = 30; // Decades between two ranges, about as many as a pixel's number has room for.
const [FIRST, SECOND] = [16, 58]; // Pixels right of the loss curve, without and with the rates' axis.

export class Plots {
  log = false;
  ghosts = false; // half and double the rate are on the loss plot
  held = false; // a hand has the start
  solidShown = false;

  /** @type {Film | null} the film whose curve of all rates is drawn */
  film = null;

  /** @type {Film | null} the film whose ranges and marks are drawn, if they may be seen */
  marked = null;

  /** @param {PlotlyModule} Plotly @param {StageParts} parts @param {Scene} scene @param {boolean} dark
   *  @param {Colours} colours */
  constructor(Plotly, parts, scene, dark, colours) {
    this.Plotly = Plotly;
    this.parts = parts;
    this.scene = scene;
    this.colours = colours;
    this.dark = dark;
    this.specs = looked(scene, dark);
    this.solid = this.specs.solid ? new Solid(Plotly, parts.solid, this.specs.solid, this.box) : null;
  }

  /** Draws everything that does not move, and empty traces for what does; the surface waits until
   *  it is shown.
   *  @type {(options: Options, film: Film) => Promise<void>} */
  async draw(options, film) {
    this.log = options.log;
    this.ghosts = options.ghosts;
    this.frame(film);
    this.film = null;
    await Promise.all([this.plot("rings"), this.plot("path"), this.plotLoss(), this.plot("sweep")]);
  }

  /** Draws the map of another window in the place of this one.
   *  @type {(scene: Scene, options: Options) => Promise<void>} */
  async reframe(scene, options) {
    this.scene = scene;
    const { rings, path, solid } = looked(scene, this.dark);
    Object.assign(this.specs, { rings, path, solid });
    this.solid = solid ? new Solid(this.Plotly, this.parts.solid, solid, this.box) : null;
    await Promise.all([this.plot("rings"), this.plot("path")]);
    await this.showSolid(options.view === "3d");
  }

  /** Shows another part of the map, as far as its rings reach.
   *  @type {(box: Box) => void} */
  look(box) {
    for (const name of LAYERS) {
      const { xaxis, yaxis } = this.specs[name].layout;
      [xaxis.range, yaxis.range] = box.map(([low, high]) => /** @type {Interval} */ ([low, high]));
      framed(this.Plotly, this.parts[name], box);
    }
  }

  /** @param {PlotName & SpecName} name
   *  @param {Spec} [spec] */
  plot(name, spec = this.specs[name]) {
    return drawn(this.Plotly, this.parts[name], spec, CONFIG, (place) => this.sized(name, spec, place));
  }

  /** What of a curve's layout its room decides: how many numbers stand at its axis, and where
   *  theory's words do.
   *  @type {(name: PlotName & SpecName, spec: Spec, place: { width?: number, height?: number }) => Record<string, unknown>} */
  sized(name, { layout }, place) {
    if (name !== "loss" && name !== "sweep") return {};
    const room = roomOf(place, layout);
    const ticks = { "yaxis.nticks": ticksOf(room ? room.height / room.larger : 0) };
    if (name === "loss" || !this.marked) return ticks;
    const annotations = finalNotes(this.marked, layout, this.colours, this.scene.texts, room);
    return { ...ticks, ...magnified({ annotations }, scale()) };
  }

  plotLoss() {
    return this.plot("loss", this.lossSpec);
  }

  get lossSpec() {
    return this.specs[this.log ? "loss_log" : "loss"];
  }

  /** The map's box in data coordinates.
   *  @returns {Box} */
  get box() {
    const { xaxis, yaxis } = this.specs.path.layout;
    return [xaxis.range, yaxis.range];
  }

  /** The map as names are placed on it: in pixels of a desk, where letters have one size.
   *  @returns {MapFrame} */
  get view() {
    const { x, y, width, height } = areaOf(this.parts.path);
    const [corner, larger] = [[x, y], scale()];
    /** @type {(point: Point) => Point} */
    const pixel = (point) => pixels(this.parts.path, point).map((at, j) => (at - corner[j]) / larger);
    const laid = [this.parts.formula, ...this.parts.map.querySelectorAll(".lr-over text")];
    return {
      box: this.box,
      area: [width / larger, height / larger],
      taken: [...written(this.specs.rings).map(({ at, letters, position }) => boxAt(pixel(at), letters, position)), ...this.standing(laid, [x, y])],
      pixel,
    };
  }

  /** Where what is laid over the map stands that names must not cover, in such pixels of its area
   *  from the corner.
   *  @type {(words: Iterable<Element>, corner: Point) => Point[]} */
  standing(words, [x, y]) {
    const [{ left, top }, larger] = [this.parts.path.getBoundingClientRect(), scale()];
    return [...words]
      .map((word) => word.getBoundingClientRect())
      .filter(({ width }) => width > 0)
      .map((box) => [box.left - left - x, box.top - top - y, box.right - left - x, box.bottom - top - y].map((at) => at / larger));
  }

  /** Ranges, regimes and marks that a film brings.
   *  @type {(film: Film) => void} */
  frame(film) {
    for (const log of [false, true]) {
      const { layout } = this.specs[log ? "loss_log" : "loss"];
      layout.xaxis.range = [0, film.steps || 1];
      const scheduled = Boolean(film.arrays.lr);
      Object.assign(layout.yaxis2 ?? {}, { visible: scheduled, range: rateRange(film) });
      layout.margin.r = scheduled ? SECOND : FIRST;
      this.wanted(log, { rate: scheduled, ghost_half: this.ghosts, ghost_double: this.ghosts });
    }
    this.ranges(film, 0);
    this.marked = hides(film, "verdict") ? null : film;
    if (this.marked) Object.assign(this.specs.sweep.layout, finalFrame(film, this.specs.sweep.layout, this.colours, this.scene.texts));
  }

  /** Which lines the loss plot has beside the run's: plotly draws one that is empty as slowly as any.
   *  @type {(log: boolean, lines: Record<string, boolean>) => void} */
  wanted(log, lines) {
    for (const trace of this.specs[log ? "loss_log" : "loss"].data) {
      if (trace.name !== undefined && trace.name in lines) trace.visible = lines[trace.name];
    }
  }

  /** The loss axes of run i.
   *  @type {(film: Film, i: number) => void} */
  ranges(film, i) {
    if (hides(film, "curves")) return;
    for (const log of [false, true]) {
      const { layout } = this.specs[log ? "loss_log" : "loss"];
      layout.yaxis.range = lossRange(film, i, log);
      layout.margin.l = edgeOf(layout.yaxis.range, log);
    }
    const none = film.minimum[i] === null;
    noteOf(this.specs.loss_log.layout).text = this.scene.texts[none ? "gap_lowest" : "gap_minimum"];
  }

  /** What of the loss plot's layout goes with the run, by plotly's paths to it.
   *  @returns {Record<string, unknown>} */
  get lossFrame() {
    const { layout } = this.lossSpec;
    return { "yaxis.range": [...layout.yaxis.range], "margin.l": scale() * layout.margin.l, "annotations[0].text": noteOf(layout).text };
  }

  /** @type {(film: Film) => void} */
  newFilm(film) {
    this.film = null;
    this.frame(film);
    this.plotLoss();
    this.plot("sweep");
  }

  /** @type {(log: boolean, film: Film) => void} */
  logLoss(log, film) {
    this.log = log;
    this.frame(film);
    this.plotLoss();
  }

  /** Run i at step k on all plots, on the map as far as it may be seen, within one frame.
   *  @type {(film: Film, i: number, k: number, options: Options) => void} */
  update(film, i, k, options) {
    const [seen, at] = onMap(film, k);
    if (this.solidShown) this.solid?.update(seen, i, at, options);
    else this.swap("path", this.specs.path, pathData(seen, i, at, options, this.view));
    if (!hides(film, "curves")) this.swapLoss(film, i, k, options);
    if (!hides(film, "verdict")) this.swapFinal(film, i);
    if (!this.held) this.placeHandle(flat(film, film.start));
  }

  /** @type {(film: Film, i: number, k: number, options: Options) => void} */
  swapLoss(film, i, k, options) {
    if (this.ghosts !== options.ghosts || this.log !== options.log) { // by a hand, or taken back
      this.ghosts = options.ghosts;
      this.logLoss(options.log, film);
    }
    const before = this.lossFrame;
    this.ranges(film, i);
    const changed = Object.entries(this.lossFrame).filter(([name, now]) => String(now) !== String(before[name]));
    if (leaps(before["yaxis.range"], this.lossSpec.layout.yaxis.range)) this.plotLoss();
    else if (changed.length) relaid(this.Plotly, this.parts.loss, Object.fromEntries(changed));
    this.swap("loss", this.lossSpec, { ...lossData(film, i, k, options, this.lossSpec.layout.yaxis.range), ...rateData(film, i) });
  }

  /** The rate in use on the curve of all rates, which moves only with the film.
   *  @type {(film: Film, i: number) => void} */
  swapFinal(film, i) {
    const { layout } = this.specs.sweep;
    const curve = film === this.film ? {} : finalCurve(film, layout, this.colours);
    this.film = film;
    this.swap("sweep", this.specs.sweep, { ...curve, ...finalPoint(film, i, layout) });
  }

  /** Replaces the data of the traces named in `values`, keeping their looks.
   *  @type {(name: PlotName, spec: Spec, values: Drawing) => void} */
  swap(name, spec, values) {
    /** @type {number[]} */
    const indices = [];
    /** @type {Trace[]} */
    const data = [];
    spec.data.forEach((trace, index) => {
      if (trace.name === undefined || !(trace.name in values) || trace.visible === false) return;
      indices.push(index);
      data.push(this.looks(trace, filled(values[trace.name])));
    });
    exchanged(this.Plotly, this.parts[name], data, indices);
  }

  /** A trace's new data with the markers that depend on it.
   *  @type {(trace: Trace, data: Drawn) => Trace} */
  looks(trace, { angles, done, heads, colours, ...data }) {
    if (angles) {
      const color = done?.map((past) => (past ? this.colours.path : this.colours.future));
      return { ...data, marker: { ...trace.marker, angle: angles, angleref: "up", color, size: 12, opacity: 1 } };
    }
    if (heads) {
      const seen = heads.map((head) => head !== false);
      return { ...data, marker: { ...trace.marker, size: seen.map((head) => (head ? 11 : 0)), opacity: seen.map(Number), angle: heads.map(Number), angleref: "up" } };
    }
    if (colours) return { ...data, marker: { ...trace.marker, color: colours } };
    return data;
  }

  /** Where the view that is shown has room for a formula. @returns {PlotArea} */
  get free() {
    return this.solidShown && this.solid ? this.solid.free : areaOf(this.parts.path);
  }

  /** @type {(shown: boolean) => Promise<void>} */
  async showSolid(shown) {
    this.solidShown = Boolean(shown && this.solid);
    for (const part of [this.parts.rings, this.parts.path, this.parts.handle]) part.hidden = this.solidShown;
    this.parts.solid.hidden = !this.solidShown;
    if (this.solidShown) await this.solid?.draw();
    await this.resize();
  }

  /** @type {(start: Point) => void} */
  placeHandle(start) {
    const point = start.length === 2 && inside(start, this.box) ? start : null;
    this.parts.handle.hidden = !point || this.solidShown;
    if (!point) {
      this.parts.handle.style.removeProperty("transform");
      return;
    }
    const [x, y] = pixels(this.parts.path, point);
    this.parts.handle.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** Fits what is displayed to the room it has now. */
  resize() {
    const plots = ALL.map((name) => this.parts[name]).filter((div) => div.data && !fits(div));
    return Promise.all(plots.map((div) => fitted(this.Plotly, div)));
  }

  /** One picture of what is seen, as "png" or "svg".
   *  @type {(format: "png" | "svg") => Promise<unknown>} */
  save(format) {
    const map = /** @type {HTMLElement} */ (this.parts.rings.parentElement);
    const name = `lrviz-${this.scene.name}`;
    const paper = this.colours.paper;
    if (!this.solidShown || !this.solid) return saveMap(this.Plotly, map, { format, paper, name });
    const size = sizeOf(map);
    const { data, layout } = this.solid.picture();
    return this.Plotly.downloadImage({ data, layout: { ...layout, ...size, paper_bgcolor: paper } }, { format, ...size, scale: 2, filename: name });
  }

  purge() {
    for (const name of ALL) taken(this.Plotly, this.parts[name]);
  }
}

/** Whether the marks of one range lie so far out of another, before they are exchanged, that no pixel
 *  has a number for it: what is drawn is begun anew then.
 *  @type {(before: unknown, now: Interval) => boolean} */
function leaps(before, now) {
  const [was, is] = [/** @type {Interval} */ (before), now].map(([low, high]) => high - low);
  return Math.abs(Math.log10(was / is)) > LEAP;
}

/** What stands at the head of a plot.
 *  @type {(layout: Layout) => { text: string }} */
const noteOf = ({ annotations }) => /** @type {{ text: string }} */ (annotations[0]);

/** The pixels that a plot's margins leave of its place; none where it is not displayed.
 *  @type {(place: { width?: number, height?: number }, layout: Layout) => Required<import("./markwords.js").Room> | undefined} */
function roomOf(place, { margin }) {
  const larger = scale();
  const [width, height] = [(place.width ?? 0) - larger * (margin.l + margin.r), (place.height ?? 0) - larger * (margin.t + margin.b)];
  return width > 0 && height > 0 ? { width, height, larger } : undefined;
}

/** A scene's pictures as they are painted on light or dark paper.
 *  @type {(scene: Scene, dark: boolean) => Scene["specs"]} */
function looked(scene, dark) {
  const specs = structuredClone(scene.specs);
  if (dark) for (const name of keys(specs)) specs[name] = patched(scene.specs[name], scene.dark[name]);
  return specs;
}

/** @type {(specs: Scene["specs"]) => SpecName[]} */
const keys = (specs) => /** @type {SpecName[]} */ (Object.keys(specs));
