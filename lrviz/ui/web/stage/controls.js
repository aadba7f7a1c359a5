// The stage's own controls: sliders, buttons, keys. Nothing here asks the server.

import { draggable } from "../lib/drag.js";
import { flat, gap, hides, loss, mapped, nearest } from "../lib/film.js";
import { under } from "../lib/internals.js";
import { action } from "../lib/keys.js";
import { known, REGIMES, VIEWS } from "../lib/known.js";
import { choices, ICONS, one } from "../lib/markup.js";
import { number } from "../lib/numbers.js";
import { paced, play, SPEEDS } from "../lib/player.js";
import { listed, toggled } from "../lib/shortcuts.js";
import { pitch, share, Sound } from "../lib/sound.js";
import { Guide } from "./guide.js";
import { RateField } from "./ratefield.js";
import { dodge, paint } from "./track.js";
import { Viewport, WINDOW_ACTIONS } from "./viewport.js";

const TRAILS = [0, 5, 20]; // Steps of the path that stay behind the run, 0 for all of it.

export class Controls {
  /** @type {number | undefined} the step that was heard last */
  sung;

  across = 0; // Pixels of the track: to ask for them in every frame would lay the page out twice.

  /** @type {(() => void) | null} while it plays */
  stopPlaying = null;

  /** @param {import("./view.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.rate = new RateField(stage);
    this.viewport = new Viewport(stage);
    this.guide = new Guide(stage.parts);
    this.sound = new Sound(() => new AudioContext());
    const { parts, root } = stage;
    this.track = new ResizeObserver(() => { this.across = parts.bands.clientWidth; this.dodge(); });
    this.track.observe(parts.bands);
    root.dataset.playing = "false";
    parts.rate.addEventListener("input", () => stage.setRate(Number(parts.rate.value)));
    parts.step.addEventListener("input", () => this.scrub(Number(parts.step.value)));
    parts.speed.addEventListener("change", () => { this.option("speed", Number(parts.speed.value)); this.replay(); });
    parts.trail.addEventListener("change", () => this.option("trail", Number(parts.trail.value)));
    parts.log.addEventListener("change", () => this.option("log", parts.log.checked));
    parts.ghosts.addEventListener("change", () => this.option("ghosts", parts.ghosts.checked));
    parts.parts.addEventListener("change", () => this.option("split", parts.parts.checked));
    parts.sound.addEventListener("change", () => this.sound.turn(parts.sound.checked));
    root.addEventListener("lrviz:play", () => this.afresh());
    root.addEventListener("lrviz:laid", () => stage.invalidate()); // something was laid over the map
    root.addEventListener("click", (event) => this.press(pressed(event), event.detail > 0));
    /** @type {(event: KeyboardEvent) => void} */
    this.keys = (event) => this.key(event);
    document.body.addEventListener("keydown", this.keys);
  }

  newScene() {
    const { parts, scene: { texts }, options } = this.stage;
    listed(parts.keys, texts.keys, texts.keys_table);
    choices(parts.speed, SPEEDS.map((n) => [n, texts.per_second.replace("{n}", String(n))]), options.speed);
    choices(parts.trail, TRAILS.map((n) => [n, n ? texts.trail_some.replace("{n}", String(n)) : texts.trail_all]), options.trail);
  }

  /** What can be dragged on the plots: the start on the map, a rate on the sweep curve. */
  newPlots() {
    const { stage } = this;
    if (stage.parts.handle.dataset.wired) return;
    stage.parts.handle.dataset.wired = "true";
    const start = () => stage.messages.start ?? flat(stage.film, stage.film.start);
    draggable(stage.parts.path, stage.parts.handle, () => stage.drawnPlots.box, start, (point, settled) => stage.moveStart(point, settled));
    stage.parts.sweep.addEventListener("click", (event) => {
      const [rate] = under(stage.parts.sweep, event);
      if (rate > 0) stage.setRate(nearest(stage.film.lr, rate));
    });
  }

  newFilm() {
    const { parts, film, scene, root, colours } = this.stage;
    if (!film) return;
    parts.rate.max = String(film.lr.length - 1);
    paint(parts.bands, parts.ticks, film, scene.texts, colours.verdicts);
    for (const name of REGIMES) {
      const button = buttonOf(root, name);
      const preset = known(film.presets, name, "regime");
      const missing = preset === null;
      button.disabled = missing;
      const absent = hides(film, "sweep") ? scene.texts.veiled : known(scene.texts, `absent_${name}`, "text");
      button.title = missing ? absent : scene.texts[`${name}_hint`];
      const verdict = missing ? null : film.verdict[preset];
      button.style.setProperty("--regime", verdict ? known(colours.verdicts, verdict, "verdict") : verdict === "" ? "var(--line)" : "transparent");
    }
    buttonOf(root, "2d").textContent = film.dim > 2 && !mapped(film) ? scene.texts.lines : scene.texts.flat;
    buttonOf(root, "3d").disabled = film.dim !== 2 || hides(film, "verdict");
    const alone = hides(film, "sweep"); // this rate, and no other
    for (const each of [parts.rate, parts.number, buttonOf(root, "finer")]) each.disabled = alone;
  }

  /** The words of the track make room for its knob. */
  dodge() {
    const { parts, film, i } = this.stage;
    if (film) dodge(parts.bands, parts.ticks, this.across, film, i);
  }

  /** Brings every control in line with what is shown. */
  show() {
    const { parts, film, i, k, options, root, scene: { texts } } = this.stage;
    parts.rate.value = String(i);
    this.dodge();
    parts.rate.setAttribute("aria-valuetext", spokenRate(film, i, texts));
    parts.speed.value = String(options.speed);
    parts.trail.value = String(options.trail);
    this.rate.show();
    parts.step.max = String(film.length[i]);
    parts.step.value = String(k);
    Object.assign(parts.log, { checked: options.log });
    Object.assign(parts.ghosts, { checked: options.ghosts });
    Object.assign(parts.parts, { checked: options.split });
    for (const view of VIEWS) buttonOf(root, view).setAttribute("aria-pressed", String(options.view === view));
    const bounded = !this.viewport.there;
    for (const name of ["zoom_in", "zoom_out"]) buttonOf(root, name).disabled = bounded;
    buttonOf(root, "zoom_whole").disabled = bounded || !options.window.length;
    for (const name of REGIMES) buttonOf(root, name).setAttribute("aria-pressed", String(film.presets[name] === i));
  }

  /** The loss of step k to be heard, against those of the run. */
  sing() {
    const { film, i, k } = this.stage;
    if (!this.sound.on || this.sung === k) return;
    this.sung = k;
    /** @type {(row: number) => number} */
    const height = (row) => gap(film, i, row) ?? loss(film, i, row);
    const all = Array.from({ length: film.length[i] + 1 }, (_, row) => height(row)).filter((value) => value > 0 || film.minimum[i] === null);
    const first = height(0);
    this.sound.tone(pitch(share(height(k), Math.max(Math.min(...all), 1e-6 * Math.abs(first)), Math.max(first, ...all.slice(0, k + 1)))));
  }

  /** @type {(button: HTMLButtonElement | null, byHand: boolean) => void} */
  press(button, byHand) {
    if (!button || button.disabled) return;
    if (byHand) button.blur(); // the space bar is for playing, not for this button again
    this.act(button.dataset.act ?? "");
  }

  /** @type {(event: KeyboardEvent) => void} */
  key(event) {
    const wanted = action(event);
    if (!wanted || !this.stage.film || this.stage.root.dataset.ready !== "true") return;
    event.preventDefault();
    event.stopPropagation(); // or Streamlit's own r, on the document, would run the page again
    if (event.key === " ") /** @type {HTMLElement} */ (event.target).blur?.(); // or releasing the bar would press it
    this.act(wanted);
  }

  /** @type {(name: string) => void} */
  act(name) {
    const { stage } = this;
    if (!stage.film) return;
    const regime = REGIMES.find((each) => each === name);
    if (regime) {
      const preset = stage.film.presets[regime];
      if (preset !== null) stage.setRate(preset);
      return;
    }
    if (name in WINDOW_ACTIONS || name === "zoom_whole") return this.viewport.act(name);
    /** @type {Record<string, () => unknown>} */
    const doing = {
      play: () => (this.stopPlaying ? this.pause() : this.play()),
      back: () => this.scrub(stage.k - 1),
      forward: () => this.scrub(stage.k + 1),
      reset: () => this.scrub(0),
      slower: () => stage.setRate(stage.i - 1),
      faster: () => stage.setRate(stage.i + 1),
      "2d": () => this.view("2d"),
      "3d": () => this.view("3d"),
      "save-png": () => stage.plots?.save("png"),
      "save-svg": () => stage.plots?.save("svg"),
      finer: () => stage.finer(),
      keys: () => toggled(stage.parts.keys),
    };
    doing[name]?.();
  }

  /** @type {(k: number) => void} */
  scrub(k) {
    this.pause();
    this.stage.setStep(k);
  }

  /** @type {(wanted: View) => void} */
  view(wanted) {
    const { stage } = this;
    const missing = wanted === "3d" && !("solid" in stage.scene.specs);
    this.option("view", wanted);
    if (missing) stage.messages.film({ view: "3d", scene: stage.scene.id });
  }

  /** @template {keyof Options} N
   *  @param {N} name @param {Options[N]} value */
  option(name, value) {
    const { stage } = this;
    stage.options[name] = value;
    if (name === "log") stage.plots?.logLoss(stage.options.log, stage.film);
    if (name === "view") stage.showView();
    else stage.invalidate();
    stage.report();
  }

  /** From the present step, or from the start where the run is over. */
  play() {
    const { stage } = this;
    const last = () => stage.film.length[stage.i];
    if (stage.k >= last()) stage.setStep(0, false);
    this.playing(true);
    this.stopPlaying = play(stage.k, last, paced(stage.options.speed), (k) => k !== stage.k && stage.setStep(k, false), () => this.pause());
  }

  /** From the start; where motion is not wanted, the end. */
  afresh() {
    const { stage } = this;
    this.pause();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    stage.setStep(calm ? stage.film.length[stage.i] : 0, calm);
    if (!calm) this.play();
  }

  pause() {
    if (!this.stopPlaying) return;
    this.stopPlaying();
    this.stopPlaying = null;
    this.playing(false);
    this.stage.report();
  }

  replay() {
    if (!this.stopPlaying) return;
    this.pause();
    this.play();
  }

  /** @type {(on: boolean) => void} */
  playing(on) {
    const button = buttonOf(this.stage.root, "play");
    const text = this.stage.scene.texts[on ? "pause" : "play"];
    button.innerHTML = on ? ICONS.pause : ICONS.play;
    button.setAttribute("aria-label", text);
    button.title = text;
    this.stage.root.dataset.playing = String(on);
  }

  dispose() {
    this.pause();
    this.track.disconnect();
    this.guide.dispose();
    document.body.removeEventListener("keydown", this.keys);
  }
}

/** @type {(root: Element, name: string) => HTMLButtonElement} */
const buttonOf = (root, name) => /** @type {HTMLButtonElement} */ (one(root, `[data-act="${name}"]`));

/** @type {(event: MouseEvent) => HTMLButtonElement | null} */
const pressed = (event) => /** @type {Element} */ (event.target).closest("[data-act]");

/** @type {(film: Film, i: number, texts: Texts) => string} */
function spokenRate({ lr, verdict }, i, texts) {
  const word = verdict[i] === "" ? texts.veiled : known(texts, `verdict_${verdict[i]}`, "text");
  return texts.sent_rate.replace("{lr}", number(lr[i])).replace("{verdict}", word);
}
