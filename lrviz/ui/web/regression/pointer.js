// The pointer on the data: pointing at a row, moving its point, turning the picture.
//
// A flat picture has no more to it than its points. A picture that turns takes a pull from
// beside them as a turn; on a point the first pixels decide: upright moves it, sideways turns.
// A finger upright scrolls the page, unless it takes the point that a tap has chosen before.

const STILL = 3; // Pixels that a pointer at rest trembles.
const KEY = 12; // Pixels of the pull that an arrow key stands for.
/** @type {Partial<Record<string, [number, number]>>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A pointer that is down: on which row, what it does (null until its direction decides), and
 *  where the row's values have come to.
 *  @typedef {{ row: number, mode: "move" | "turn" | null, tap: boolean, pointer: number, from: Point, last: Point,
 *    going?: boolean, to?: { x: Point, y: number } }} Held */

export class DataPointer {
  /** @type {Held | null} */
  held = null;

  /** @param {import("./regression.js").RegressionView} view */
  constructor(view) {
    this.view = view;
    this.div = view.parts.plot;
    /** @type {<N extends keyof HTMLElementEventMap>(name: N, heard: (event: HTMLElementEventMap[N]) => void, options?: object) => void} */
    const on = (name, heard, options) => this.div.addEventListener(name, heard, options);
    on("pointermove", (event) => (this.held ? this.pull(event, this.held) : this.look(event)));
    on("pointerleave", (event) => this.leave(event));
    on("pointerdown", (event) => this.grab(event));
    on("pointerup", (event) => this.release(event));
    on("pointercancel", () => this.letGo());
    on("touchstart", (event) => { if (this.held?.tap && this.held.mode === "move") event.preventDefault(); }, { passive: false });
    on("dblclick", () => this.home());
    on("keydown", (event) => this.key(event));
  }

  get movable() {
    return this.div.dataset.movable === "true";
  }

  get turns() {
    return Boolean(this.view.plot?.turn);
  }

  /** @type {(event: PointerEvent) => void} */
  look(event) {
    if (!this.view.live || !this.view.plot) return;
    const row = this.view.plot.nearest(event);
    this.cursor(row);
    if (row !== (this.view.more.focus?.i ?? -1)) this.view.point(row);
  }

  /** @type {(row: number) => void} */
  cursor(row) {
    const free = this.turns ? "grab" : "";
    this.div.style.cursor = row >= 0 && this.movable ? (this.turns ? "ns-resize" : "grab") : free;
  }

  /** @type {(event: PointerEvent) => void} */
  leave(event) {
    const stays = this.turns && event.pointerType === "touch"; // what a tap has chosen
    if (!this.held && this.view.more.focus && !stays) this.view.point(-1);
  }

  /** @type {(event: PointerEvent) => void} */
  grab(event) {
    const { view } = this;
    if (event.button !== 0 || !view.live || !view.plot || !this.movable) return;
    const row = view.plot.nearest(event);
    if (row < 0 && !this.turns) return;
    const mode = this.turns ? this.meant(event, row) : "move";
    const tap = this.turns && event.pointerType === "touch"; // or the beginning of a scroll
    if (!tap) view.point(row);
    const at = [event.clientX, event.clientY];
    this.held = { row, mode, tap, pointer: event.pointerId, from: at, last: at };
    this.div.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  /** What a pull from here does; null where its direction decides.
   *  @type {(event: PointerEvent, row: number) => "move" | "turn" | null} */
  meant(event, row) {
    if (row < 0) return "turn";
    if (event.pointerType !== "touch") return null;
    return row === this.view.more.focus?.i ? "move" : "turn";
  }

  /** @type {(event: PointerEvent, held: Held) => void} */
  pull(event, held) {
    const { view } = this;
    const at = [event.clientX, event.clientY];
    const [dx, dy] = at.map((x, j) => x - held.from[j]);
    if (!held.going && Math.hypot(dx, dy) < STILL) return;
    held.going = true;
    held.mode ??= Math.abs(dx) > Math.abs(dy) ? "turn" : "move";
    if (held.mode === "move") {
      this.move(event, held);
      return;
    }
    view.plot?.turn?.(at[0] - held.last[0], at[1] - held.last[1]);
    held.last = at;
    this.div.style.cursor = "grabbing";
    view.invalidate();
  }

  /** @type {(event: PointerEvent, held: Held) => void} */
  move(event, held) {
    const { view } = this;
    if (!view.plot) return;
    const { x, y, at } = view.plot.moved(view.model, held.row, event);
    held.to = { x, y };
    view.reshape(held.row, x, y, at);
  }

  /** @type {(event: PointerEvent) => void} */
  release(event) {
    const { held, view } = this;
    if (!held || event.pointerId !== held.pointer) return;
    this.held = null;
    this.cursor(held.row);
    if (held.tap && !held.going) view.point(held.row);
    if (held.to) view.moved(held.row, held.to);
    else this.letGo();
  }

  letGo() {
    this.held = null;
    Object.assign(this.view.more, { moving: null, dragged: null, best: null });
    this.view.invalidate();
  }

  home() {
    if (!this.turns) return;
    this.view.plot?.home?.();
    this.view.invalidate();
  }

  /** @type {(event: KeyboardEvent) => void} */
  key(event) {
    const way = ARROWS[event.key];
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!this.turns || !plain || !(way || event.key === "Home")) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere the arrows step the run
    if (!way) {
      this.home();
      return;
    }
    this.view.plot?.turn?.(way[0] * KEY, way[1] * KEY);
    this.view.invalidate();
  }
}
