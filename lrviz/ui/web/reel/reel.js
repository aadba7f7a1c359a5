// The reel: plots on one clock. Drawn once, then only the moving traces are exchanged.

import { expected } from "../lib/known.js";
import { loadPlotly, styled } from "../lib/library.js";
import { mounting, Mounted } from "../lib/mount.js";
import { Player } from "./clock.js";
import { Picture } from "./picture.js";
import { isDark } from "../lib/skin.js";
import { build, label } from "./markup.js";

const CALM = 450; // Milliseconds of rest before the server hears where the clock stands.
const LATE = 3000; // Milliseconds after which the server's word counts again.
const REFUSED = 30_000; // Milliseconds after which what was told and never said back is held for refused.
const COURSE = "[data-testid='lesson']"; // What follows a stop of the course begins where that stop says.
const stylesheet = new URL("./reel.css", import.meta.url).href;

/** @typedef {ReturnType<typeof setTimeout>} Timer */

/** @typedef {Pick<ReelShow, "asks" | "frames" | "turn">} Clock of a run
 *  @type {Clock & { frame: number, told: number | null } | null} where a hand has put a clock, and when
 *  that was told, until the server says it back: what is shown of the same clock meanwhile begins there */
let unheard = null;

export class Reel extends Mounted {
  /** @type {ReelShow} what it shows; none until it has come */
  show;

  /** @type {ReelParts} its elements, likewise */
  parts;

  /** @type {Player | null} where there is more than one frame */
  player = null;

  /** @type {Picture[]} */
  pictures = [];

  /** @type {string | undefined} what decided which elements there are */
  shape;

  /** @type {number | undefined} */
  frame;

  /** @type {Timer | undefined} none when its time has come */
  calm;

  /** @type {{ frame: number, speed: number, at: number } | null} what was last told, until the server says it back */
  told = null;

  k = 0;
  redraws = 0;
  drawn = false;

  /** @param {HTMLElement} root @param {Promise<PlotlyModule>} plotly */
  constructor(root, plotly) {
    super(root);
    this.plotly = plotly;
    this.watch();
  }

  /** @override */
  get isDrawn() {
    return this.drawn;
  }

  /** @override */
  resized() {
    this.pictures.forEach((picture) => picture.resize());
  }

  /** @override */
  repaint() {
    this.draw();
  }

  /** A reel from the server; the one on show is left as it is.
   *  @override @param {ReelShow} show */
  take(show) {
    expected(["reel"], show.kind, "answer");
    const left = this.show ? undefined : leftAt(show);
    const counts = this.counts(show);
    if (counts) {
      this.forget();
      this.k = Math.min(left ?? show.frame, show.frames - 1);
    }
    if (this.show?.id === show.id) { // it may still be being drawn
      Object.assign(this.show, { frame: show.frame, speed: show.speed, turn: show.turn });
      if (counts) this.player?.pace(show);
      if (counts) this.update();
      return;
    }
    this.show = show;
    const shape = shapeOf(show);
    this.root.dataset.testid = `reel-${show.key}`;
    if (shape !== this.shape) this.build(shape);
    this.player?.pause();
    this.player?.adopt(show);
    if (counts) this.player?.pace(show);
    this.captions();
    this.draw();
    if (left !== undefined) this.go(left);
  }

  /** Whether the server's word of frame and speed counts: not while it has yet to hear what a hand
   *  has done since, unless that was about another run.
   *  @type {(show: ReelShow) => boolean} */
  counts(show) {
    const { show: now, told } = this;
    if (!now || now.frames !== show.frames || now.turn !== show.turn) return true;
    if (!show.asks || this.calm || this.player?.stop) return false;
    const heard = !told || (told.frame === show.frame && told.speed === show.speed);
    return heard || performance.now() - told.at > LATE;
  }

  /** Whether what the server has not heard of is about this clock: a page may have several. */
  get isUnheard() {
    return unheard?.asks === this.show?.asks;
  }

  /** Nothing is still to be told, nor to be said back. */
  forget() {
    clearTimeout(this.calm);
    this.calm = undefined;
    this.told = null;
    if (this.isUnheard) unheard = null;
    this.root.dataset.asking = "false";
  }

  /** @type {(shape: string) => void} */
  build(shape) {
    this.shape = shape;
    this.pictures.forEach((picture) => picture.purge());
    this.player?.dispose();
    this.parts = build(this.root, this.show);
    this.player = this.parts.player ? new Player(this, this.parts.player) : null;
  }

  async draw() {
    const show = this.show;
    this.drawn = false;
    this.root.dataset.ready = "false";
    label(this.parts, show);
    let Plotly;
    try {
      Plotly = await this.plotly;
    } catch {
      this.parts.alert.hidden = false;
      return;
    }
    if (this.gone || show !== this.show) return;
    this.dark = isDark(this.root);
    this.pictures = show.plots.map((plot) => new Picture(Plotly, this.parts.plots[plot.name], plot, show, this.dark, (pick) => this.ask({ kind: "pick", ...pick })));
    await Promise.all(this.pictures.map((picture) => picture.draw(this.k)));
    if (this.gone || show !== this.show) return;
    this.drawn = true;
    this.update();
    this.root.dataset.ready = "true";
  }

  /** To frame k; told to the server once it rests.
   *  @type {(k: number, settled?: boolean) => void} */
  go(k, settled = true) {
    this.k = Math.max(0, Math.min(this.show.frames - 1, k));
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.update();
    });
    clearTimeout(this.calm);
    const waits = settled && this.show.asks !== "";
    this.root.dataset.asking = String(waits);
    if (!waits) return;
    const { asks, frames, turn } = this.show;
    unheard = document.querySelector(COURSE) ? null : { asks, frames, turn, frame: this.k, told: null };
    this.calm = setTimeout(() => this.tell(), CALM);
  }

  tell() {
    const { k: frame, show: { turn } } = this;
    const speed = Number(this.parts.player?.speed.value);
    this.calm = undefined;
    if (unheard && this.isUnheard) unheard.told = performance.now();
    this.told = { frame, speed, at: performance.now() };
    this.root.dataset.asking = "false";
    this.ask({ kind: "frame", frame, turn, ...(speed !== this.show.speed && { speed }) });
  }

  update() {
    if (this.drawn) this.pictures.forEach((picture) => picture.update(this.k));
    this.captions();
    this.player?.show();
    const { frames } = this.show;
    Object.assign(this.root.dataset, { frame: this.k, frames, redraws: (this.redraws += 1) });
  }

  captions() {
    for (const { name, captions } of this.show.plots) {
      const text = captions.length > 1 ? captions[this.k] : captions[0] ?? "";
      const line = this.parts.captions[name];
      if (line.textContent !== text) line.textContent = text;
    }
  }

  /** @override */
  dispose() {
    super.dispose();
    this.player?.dispose();
    clearTimeout(this.calm);
    if (this.frame) cancelAnimationFrame(this.frame);
    this.pictures.forEach((picture) => picture.purge());
  }
}

/** Where a clock has been left a moment ago that the server has not heard of.
 *  @type {(clock: Clock) => number | undefined} */
const leftAt = ({ asks, frames, turn }) => (unheard && unheard.asks === asks && unheard.frames === frames
  && unheard.turn === turn && performance.now() - (unheard.told ?? Infinity) < REFUSED ? unheard.frame : undefined);

/** What decides which elements there are.
 *  @type {(show: ReelShow) => string} */
const shapeOf = (show) => JSON.stringify([
  show.frames > 1, show.columns, show.height, show.plots.map(({ name, wide, height }) => [name, wide, height]),
]);

export const { receive, dispose } = mounting(".lr-reel", (root, plotlyUrl) => new Reel(root, styled(stylesheet).then(() => loadPlotly(plotlyUrl))));
