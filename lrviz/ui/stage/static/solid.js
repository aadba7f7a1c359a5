// The 3-D view: drawn when first asked for; then only its path moves.

import { drawn } from "./drawing.js";
import { loss } from "./film.js";
import { spot } from "./pathdata.js";

export class Solid {
  constructor(Plotly, div, spec, box) {
    Object.assign(this, { Plotly, div, spec, box, drawn: false, busy: false });
  }

  async draw() {
    if (this.drawn) return;
    this.drawn = true;
    await drawn(this.Plotly, this.div, this.spec, { displayModeBar: false });
  }

  /** The path up to step k; it ends where it leaves the surface. A slow drawing skips frames. */
  update(film, i, k) {
    if (this.busy) {
      this.waiting = [film, i, k];
      return;
    }
    const rows = Array.from({ length: Math.min(k, film.length[i]) + 1 }, (_, row) => row);
    const points = rows.map((row) => [...spot(film, i, row), loss(film, i, row)]);
    const on = within(points, this.box);
    const data = { path: on, point: on.length === points.length ? on.slice(-1) : [] };
    const indices = this.spec.data.map((trace, n) => [trace.name, n]).filter(([name]) => name in data);
    const column = (j) => indices.map(([name]) => data[name].map((point) => point[j]));
    this.busy = true;
    this.Plotly.restyle(this.div, { x: column(0), y: column(1), z: column(2) }, indices.map(([, n]) => n)).then(() => {
      this.busy = false;
      const next = this.waiting;
      this.waiting = null;
      if (next) this.update(...next);
    });
  }

  picture() {
    return { data: this.div.data, layout: this.div.layout };
  }
}

function within(points, [[x0, x1], [y0, y1]]) {
  const out = points.findIndex(([x, y]) => !(x >= x0 && x <= x1 && y >= y0 && y <= y1));
  return out < 0 ? points : points.slice(0, out);
}
