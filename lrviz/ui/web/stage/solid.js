// The 3-D view: drawn when first asked for; then only its path moves.

import { drawn } from "../lib/drawing.js";
import { loss } from "../lib/film.js";
import { portions, record, spot } from "./pathdata.js";

/** @typedef {{ x: (number | null)[], y: (number | null)[], z: (number | null)[], customdata: (string | number)[][] }} Line */

export class Solid {
  drawn = false;
  busy = false;

  /** @type {Parameters<Solid["update"]> | null} what is shown once the drawing under way is done */
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

  /** Run i at step k, where it is above the surface. A slow drawing skips frames.
   *  @type {(film: Film, i: number, k: number, options: Pick<Options, "trail">) => void} */
  update(film, i, k, options) {
    if (this.busy) {
      this.waiting = [film, i, k, options];
      return;
    }
    const lines = solidData(film, i, k, options, this.box);
    const moving = this.spec.data.map(({ name = "" }, n) => ({ name, n })).filter(({ name }) => name in lines);
    /** @type {(key: keyof Line) => Line[keyof Line][]} */
    const all = (key) => moving.map(({ name }) => lines[name][key]);
    this.busy = true;
    const data = { x: all("x"), y: all("y"), z: all("z"), customdata: all("customdata") };
    this.Plotly.restyle(this.div, data, moving.map(({ n }) => n)).then(() => {
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

/** The traces by name: future, path, point, with gaps where the run is off the map.
 *  @type {(film: Film, i: number, k: number, options: Pick<Options, "trail">, box: Box) => Record<string, Line>} */
function solidData(film, i, k, { trail }, box) {
  const lines = Object.entries(portions(film, i, k, trail)).map(([name, rows]) => {
    const points = rows.map((row) => above(film, i, row, box));
    const [x, y, z] = [0, 1, 2].map((j) => points.map((point) => point[j]));
    return [name, { x, y, z, customdata: rows.map((row) => record(film, i, row)) }];
  });
  return Object.fromEntries(lines);
}

/** Where row k of run i stands in space; nowhere, off the map.
 *  @type {(film: Film, i: number, k: number, box: Box) => (number | null)[]} */
function above(film, i, k, [[x0, x1], [y0, y1]]) {
  const [x, y] = spot(film, i, k);
  return x >= x0 && x <= x1 && y >= y0 && y <= y1 ? [x, y, loss(film, i, k)] : [null, null, null];
}
