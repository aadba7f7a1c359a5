// The 3-D view: drawn when first asked for; then only its path moves.

import { drawn } from "../lib/drawing.js";
import { loss } from "../lib/film.js";
import { spot } from "./pathdata.js";

export class Solid {
  drawn = false;
  busy = false;

  /** @type {[Film, number, number] | null} what is shown once the drawing under way is done */
  waiting = null;

  /** @param {PlotlyModule} Plotly @param {PlotDiv} div @param {Spec} spec @param {Box} box */
  constructor(Plotly, div, spec, box) {
    this.Plotly = Plotly;
    this.div = div;
    this.spec = spec;
    this.box = box;
  }

  async draw() {
    if (this.drawn) return;
    this.drawn = true;
    await drawn(this.Plotly, this.div, this.spec, { displayModeBar: false });
  }

  /** The path up to step k; it ends where it leaves the surface. A slow drawing skips frames.
   *  @type {(film: Film, i: number, k: number) => void} */
  update(film, i, k) {
    if (this.busy) {
      this.waiting = [film, i, k];
      return;
    }
    const rows = Array.from({ length: Math.min(k, film.length[i]) + 1 }, (_, row) => row);
    const points = rows.map((row) => [...spot(film, i, row), loss(film, i, row)]);
    const on = within(points, this.box);
    /** @type {Record<string, Point[]>} */
    const data = { path: on, point: on.length === points.length ? on.slice(-1) : [] };
    const moving = this.spec.data.map(({ name = "" }, n) => ({ name, n })).filter(({ name }) => name in data);
    /** @type {(j: number) => Point[]} */
    const column = (j) => moving.map(({ name }) => data[name].map((point) => point[j]));
    this.busy = true;
    this.Plotly.restyle(this.div, { x: column(0), y: column(1), z: column(2) }, moving.map(({ n }) => n)).then(() => {
      this.busy = false;
      const next = this.waiting;
      this.waiting = null;
      if (next) this.update(...next);
    });
  }

  /** The picture below the name of its upright axis. @returns {PlotArea} */
  get free() {
    const { top, width, bottom } = this.div.getBoundingClientRect();
    const name = this.div.querySelector(".annotation")?.getBoundingClientRect();
    const y = (name?.bottom ?? top) - top;
    return { x: 0, y, width, height: bottom - top - y };
  }

  picture() {
    return { data: this.div.data, layout: this.div.layout };
  }
}

/** @type {(points: Point[], box: Box) => Point[]} */
function within(points, [[x0, x1], [y0, y1]]) {
  const out = points.findIndex(([x, y]) => !(x >= x0 && x <= x1 && y >= y0 && y <= y1));
  return out < 0 ? points : points.slice(0, out);
}
