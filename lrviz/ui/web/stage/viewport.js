// The map under a hand: the wheel and two fingers scale it, a drag with Shift or the middle button
// moves it, and so do buttons and keys.

import { inside } from "../lib/edge.js";
import { mapped } from "../lib/film.js";
import { under } from "../lib/internals.js";
import { moved, zoomed } from "../lib/window.js";

const [WHEEL, PINCH, LINE] = [0.0015, 0.01, 16]; // How far a pixel of a wheel scales, and one of a pinch, and the pixels of a line.
const CLOSER = 1 / 1.5; // A button or a key makes this share of the width.
const SHARE = 0.1; // An arrow key moves the map by this share of it.

/** What buttons and keys do to the window.
 *  @type {Record<string, [number, number] | "closer" | "wider">} */
export const WINDOW_ACTIONS = {
  zoom_in: "closer", zoom_out: "wider",
  pan_left: [-SHARE, 0], pan_right: [SHARE, 0], pan_down: [0, -SHARE], pan_up: [0, SHARE],
};

export class Viewport {
  /** @type {Map<number, PointerEvent>} the pointers that hold the map, by their ids */
  held = new Map();

  /** @param {import("./view.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    const plot = /** @type {HTMLElement} */ (stage.parts.path.parentElement);
    plot.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    plot.addEventListener("pointerdown", (event) => this.take(event), true);
    plot.addEventListener("pointermove", (event) => this.follow(event), true);
    for (const end of ["pointerup", "pointercancel"]) plot.addEventListener(end, (event) => this.release(/** @type {PointerEvent} */ (event)), true);
    // two fingers are for the map, one scrolls the page
    for (const sign of ["touchstart", "touchmove"]) {
      plot.addEventListener(sign, (event) => /** @type {TouchEvent} */ (event).touches.length > 1 && event.preventDefault(), { passive: false });
    }
    plot.addEventListener("auxclick", (event) => event.preventDefault());
  }

  /** Whether what is shown is a map, whose window can be chosen. */
  get there() {
    const { film, options } = this.stage;
    return options.view === "2d" && (film.dim === 1 || mapped(film));
  }

  /** Whether it can be taken now. */
  get open() {
    const { film, plots, root } = this.stage;
    return Boolean(film && plots && root.dataset.ready === "true" && this.there);
  }

  /** The window that shows everything.
   *  @returns {Box} */
  get whole() {
    return this.stage.scene.whole;
  }

  /** @type {(event: MouseEvent) => Point | null} */
  place(event) {
    const { plots, parts } = this.stage;
    if (!this.open || !plots) return null;
    const at = under(parts.path, event);
    return inside(at, plots.box) ? at : null;
  }

  /** @type {(event: WheelEvent) => void} */
  wheel(event) {
    const at = this.place(event);
    if (!at) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? LINE : 1);
    this.look(zoomed(this.stage.drawnPlots.box, Math.exp(pixels * (event.ctrlKey ? PINCH : WHEEL)), at, this.whole));
  }

  /** A drag with Shift or the middle button; a second finger, wherever the first is.
   *  @type {(event: PointerEvent) => void} */
  take(event) {
    const finger = event.pointerType === "touch";
    const hand = !finger && (event.button === 1 || (event.button === 0 && event.shiftKey));
    if (!(finger || hand) || !this.place(event)) return;
    this.held.set(event.pointerId, event);
    if (finger && this.held.size < 2) return;
    event.preventDefault();
    event.stopPropagation();
    for (const id of this.held.keys()) /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(id);
  }

  /** @type {(event: PointerEvent) => void} */
  follow(event) {
    const before = this.held.get(event.pointerId);
    if (!before) return;
    const finger = event.pointerType === "touch";
    if (!finger || this.held.size === 2) {
      event.preventDefault();
      event.stopPropagation();
      if (this.open) this.look(finger ? this.pinched(event) : this.dragged(before, event));
    }
    this.held.set(event.pointerId, event);
  }

  /** @type {(event: PointerEvent) => void} */
  release(event) {
    if (!this.held.delete(event.pointerId)) return;
    if (event.pointerType !== "touch" || this.held.size) event.stopPropagation();
  }

  /** The window whose map has moved with the pointer.
   *  @type {(before: MouseEvent, now: MouseEvent) => Box} */
  dragged(before, now) {
    const { view: { area: [width, height] }, box } = this.stage.drawnPlots;
    return moved(box, [(before.clientX - now.clientX) / width, (now.clientY - before.clientY) / height]);
  }

  /** The window after one of two fingers has moved: their distance scales it, their middle moves it.
   *  @type {(event: PointerEvent) => Box} */
  pinched(event) {
    const { stage: { drawnPlots: { box, view: { area } }, parts } } = this;
    const before = [...this.held.values()];
    const now = before.map((each) => (each.pointerId === event.pointerId ? event : each));
    /** @type {(pair: MouseEvent[]) => number} */
    const apart = ([a, b]) => Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY));
    /** @type {(pair: MouseEvent[]) => Point} */
    const middle = ([a, b]) => [(a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2];
    const [was, is] = [middle(before), middle(now)];
    const at = under(parts.path, new MouseEvent("move", { clientX: was[0], clientY: was[1] }));
    const scaled = zoomed(box, apart(before) / apart(now), at, this.whole);
    return moved(scaled, [(was[0] - is[0]) / area[0], (is[1] - was[1]) / area[1]]);
  }

  /** @type {(name: string) => void} */
  act(name) {
    if (!this.open) return;
    if (name === "zoom_whole") return this.look(this.whole);
    const { box } = this.stage.drawnPlots;
    const wanted = WINDOW_ACTIONS[name];
    if (typeof wanted !== "string") return this.look(moved(box, wanted));
    const centre = box.map(([low, high]) => (low + high) / 2);
    return this.look(zoomed(box, wanted === "closer" ? CLOSER : 1 / CLOSER, centre, this.whole));
  }

  /** @type {(box: Box) => void} */
  look(box) {
    this.stage.look(box);
  }
}
