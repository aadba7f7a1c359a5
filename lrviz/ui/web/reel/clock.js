// The clock of a reel: buttons, slider, keys.

import { action } from "../lib/keys.js";
import { ICONS } from "../lib/markup.js";
import { paced, play } from "../lib/player.js";

export class Player {
  /** @type {(() => void) | null} while it plays */
  stop = null;

  /** @param {import("./reel.js").Reel} reel @param {PlayerParts} parts */
  constructor(reel, parts) {
    this.reel = reel;
    this.parts = parts;
    for (const [act, button] of Object.entries(parts.buttons)) {
      button.addEventListener("click", (event) => {
        if (event.detail > 0) button.blur(); // the space bar is for playing, not for this button again
        this.act(act);
      });
    }
    parts.step.addEventListener("input", () => this.scrub(Number(parts.step.value)));
    parts.speed.addEventListener("change", () => this.change());
    /** @type {(event: KeyboardEvent) => void} */
    this.keys = (event) => this.key(event);
    document.body.addEventListener("keydown", this.keys);
  }

  /** @type {(show: ReelShow) => void} */
  adopt({ frames }) {
    this.parts.step.max = String(frames - 1);
  }

  /** The speed that the server knows of.
   *  @type {(show: ReelShow) => void} */
  pace({ speed }) {
    this.parts.speed.value = String(speed);
  }

  /** Another speed, which the link should say. */
  change() {
    const playing = Boolean(this.stop);
    this.pause();
    this.reel.go(this.reel.k);
    if (playing) this.play();
  }

  /** The page's keys belong to the stage, or else to the first clock on the page.
   *  @type {(event: KeyboardEvent) => void} */
  key(event) {
    const wanted = action(event);
    if (!wanted || !(wanted in this.parts.buttons)) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const first = document.querySelector("[data-testid='stage'], .lr-reel:has(.lr-player)");
    const inside = target.closest?.(".lr-reel, [data-testid='stage']");
    if ((inside ?? first) !== this.reel.root) return;
    event.preventDefault();
    event.stopPropagation(); // or Streamlit's own r would run the page again
    if (event.key === " ") target.blur?.();
    this.act(wanted);
  }

  /** @type {(name: string) => void} */
  act(name) {
    const { reel } = this;
    /** @type {Record<string, () => void>} */
    const doing = {
      play: () => (this.stop ? this.pause() : this.play()),
      back: () => this.scrub(reel.k - 1),
      forward: () => this.scrub(reel.k + 1),
      reset: () => this.scrub(0),
    };
    doing[name]();
  }

  /** @type {(k: number) => void} */
  scrub(k) {
    this.pause();
    this.reel.go(k);
  }

  /** From the present frame, or from the start where the end is reached. */
  play() {
    const { reel } = this;
    const last = () => reel.show.frames - 1;
    if (reel.k >= last()) reel.go(0, false);
    this.stop = play(reel.k, last, paced(Number(this.parts.speed.value)), (k) => k !== reel.k && reel.go(k, false), () => this.pause());
    this.show();
  }

  pause() {
    if (!this.stop) return;
    this.stop();
    this.stop = null;
    this.reel.go(this.reel.k);
    this.show();
  }

  /** Brings the bar in line with the clock. */
  show() {
    const { reel, parts } = this;
    const { frames, clock, texts } = reel.show;
    parts.step.value = String(reel.k);
    parts.count.textContent = clock.replace("{k}", String(reel.k)).replace("{n}", String(frames - 1));
    parts.step.setAttribute("aria-valuetext", parts.count.textContent);
    const playing = String(Boolean(this.stop));
    if (reel.root.dataset.playing === playing) return;
    reel.root.dataset.playing = playing;
    parts.buttons.play.innerHTML = this.stop ? ICONS.pause : ICONS.play;
    parts.buttons.play.title = texts[this.stop ? "pause" : "play"];
    parts.buttons.play.setAttribute("aria-label", parts.buttons.play.title);
  }

  dispose() {
    this.stop?.();
    this.stop = null;
    document.body.removeEventListener("keydown", this.keys);
  }
}
