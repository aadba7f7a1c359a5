// The taps of the class on the lecturer's live map: a layer over the rings, in the map's window.

import { inside } from "../lib/edge.js";
import { areaOf, pixels } from "../lib/internals.js";
import { element } from "../lib/svg.js";

const RADIUS = 5.5; // Pixels from the middle of a tap to its edge.
const ARM = 10; // Pixels of an arm of the cross at the true place.

/** @typedef {{ votes: Point[][], at: Point | null, paints: Record<string, string> }} Taps */

export class LiveCloud {
  /** @type {SVGSVGElement | undefined} the layer, where there is a map */
  svg;

  drawn = ""; // what decided what is drawn

  /** Puts the taps on the stage that has told what it shows, where its window has them.
   *  @type {(shown: Shown, taps: Taps) => void} */
  show({ root, plots }, taps) {
    if (!plots || plots.solidShown) return this.remove();
    const { x, y, width, height } = areaOf(plots.parts.path);
    if (!Number.isFinite(x)) return;
    this.over(plots.parts.rings);
    const drawn = JSON.stringify([plots.box, x, y, width, height, taps]);
    if (drawn === this.drawn || !this.svg) return;
    this.drawn = drawn;
    this.svg.replaceChildren();
    taps.votes.forEach((places, vote) => this.vote(places, vote === taps.votes.length - 1, plots, taps.paints));
    if (taps.at && inside(taps.at, plots.box)) this.truth(pixels(plots.parts.path, taps.at), taps.paints);
    root.dataset.taps = taps.votes.map((places) => places.length).join(",");
  }

  /** A layer above these rings, below the path.
   *  @type {(rings: Element) => void} */
  over(rings) {
    if (this.svg?.isConnected && this.svg.parentElement === rings.parentElement) return;
    this.remove();
    this.svg = element("svg", { class: "lr-over lr-live-cloud", "data-testid": "classroom-cloud", "aria-hidden": "true" });
    rings.after(this.svg);
  }

  /** @type {(places: Point[], latest: boolean, plots: StagePlots, paints: Record<string, string>) => void} */
  vote(places, latest, plots, paints) {
    const look = latest
      ? { fill: paints.path, "fill-opacity": 0.45, stroke: paints.paper, "stroke-width": 0.8 }
      : { fill: "none", "fill-opacity": 0, stroke: paints.future, "stroke-width": 1.4 };
    for (const place of places.filter((each) => inside(each, plots.box))) {
      const [cx, cy] = pixels(plots.parts.path, place);
      element("circle", { cx, cy, r: RADIUS, ...look }, this.svg);
    }
  }

  /** @type {(at: Point, paints: Record<string, string>) => void} */
  truth([x, y], paints) {
    const d = `M${x - ARM} ${y}h${2 * ARM}M${x} ${y - ARM}v${2 * ARM}`;
    element("path", { d, stroke: paints.paper, "stroke-width": 5, fill: "none" }, this.svg);
    element("path", { d, stroke: paints.ink, "stroke-width": 2.4, fill: "none", class: "lr-truth" }, this.svg);
  }

  remove() {
    this.svg?.remove();
    this.svg = undefined;
    this.drawn = "";
  }
}
