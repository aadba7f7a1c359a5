// The stage as it is drawn: a film's run at one of its steps, on the plots and in words.

import { known } from "../lib/known.js";
import { label, one } from "../lib/markup.js";
import { Plots } from "./plots.js";
import { decomposition } from "./apart.js";
import { fit, lay, showVerdict, showWhy, summary, update } from "./readout.js";
import { hides, mapped, onMap, point, pointName, withheld } from "../lib/film.js";
import { Mounted } from "../lib/mount.js";
import { number } from "../lib/numbers.js";
import { isDark } from "../lib/skin.js";
import { boxOf } from "../lib/window.js";

export class StagePicture extends Mounted {
  /** @type {Film} what is shown; none until the first has come */
  film;

  /** @type {Scene} the scene of the film */
  scene;

  /** @type {StageParts} its elements; none until the stylesheet has come */
  parts;

  /** @type {import("./controls.js").Controls} likewise */
  controls;

  /** @type {Plots | undefined} the plots that are drawn */
  plots;

  /** @type {Plots | undefined} the plots that are drawn or being drawn */
  drawing;

  /** @type {PlotlyModule} */
  Plotly;

  /** @type {(() => void)[] | undefined} what is done after the next frame */
  after;

  /** @type {number | undefined} */
  frame;

  i = 0;
  k = 0;
  redraws = 0;
  stood = false; // it has been drawn, or cannot be

  /** @param {StageRoot} root */
  constructor(root) {
    super(root);
    /** @type {StageRoot} */
    this.root = root;
    /** @type {Options} */
    this.options = { log: false, ghosts: false, split: false, trail: 0, view: "2d", window: [], speed: 8 };
  }

  /** What is shown from now on.
   *  @type {(now: { film?: Film, scene?: Scene, k?: number }) => void} */
  hold(now) {
    Object.assign(this, now);
  }

  /** Shows the map or the surface, whichever is meant; `then` is called once it is seen.
   *  @param {() => void} [then] */
  async showView(then) {
    const { plots } = this;
    await plots?.showSolid(this.options.view === "3d");
    if (!plots || this.plots !== plots) return;
    this.parts.still.replaceChildren();
    this.arrange();
    this.invalidate(() => { this.root.dataset.ready = "true"; then?.(); });
  }

  setScene() {
    const first = document.getElementById("lr-first");
    if (first?.contains(this.root)) first.classList.add("drawn"); // only now is it displayed
    label(this.root, this.scene.texts);
    this.controls.newScene();
    this.parts.formula.innerHTML = this.scene.formula;
    this.controls.guide.show(mapped(this.film) && !hides(this.film, "rings", "path", "next_point"));
    this.parts.guide.innerHTML = this.scene.texts.guide.replace("w₀", pointName(this.film, 0));
    fit(this.parts.formula);
    this.clear();
    this.parts.still.innerHTML = this.film.still ?? "";
    const still = first?.querySelector(":scope > [data-part='still']");
    if (still && !this.film.still) this.parts.still.replaceChildren(...still.childNodes);
    if (!first?.contains(this.root)) first?.remove();
    this.redraw();
  }

  /** Draws the rings of another window in the place of these. */
  async reframe() {
    const { plots, scene } = this;
    if (!plots) return;
    this.root.dataset.ready = "false";
    await plots.reframe(scene, this.options);
    if (this.plots !== plots || this.scene !== scene) return;
    this.arrange();
    this.invalidate(() => { this.root.dataset.ready = "true"; });
  }

  /** The part of the map that is meant to be seen.
   *  @returns {Box} */
  get window() {
    return this.options.window.length ? boxOf(this.options.window) : this.scene.whole;
  }

  /** Takes the plots away, until they are drawn anew. */
  clear() {
    this.plots?.purge();
    this.plots = undefined;
    this.drawing = undefined;
    this.root.dataset.ready = "false";
  }

  /** The plots, for what is there only while they are. */
  get drawnPlots() {
    if (!this.plots) throw new Error("no plots are drawn");
    return this.plots;
  }

  get colours() {
    return this.scene.colours[this.dark ? "dark" : "light"];
  }

  /** Draws everything anew: another scene, or the page went dark. */
  async redraw() {
    if (!this.Plotly || !this.scene || this.gone) return;
    this.dark = isDark(this.root);
    const plots = new Plots(this.Plotly, this.parts, this.scene, this.dark, this.colours);
    this.drawing = plots;
    await plots.draw(this.options, this.film);
    if (this.drawing !== plots) return;
    this.plots = plots;
    this.controls.newPlots();
    this.controls.newFilm();
    await this.showView(() => this.tellDrawn()); // who thinks better of a surface on its way is not kept
  }

  /** It is drawn, or cannot be. */
  tellDrawn() {
    this.stood = true;
  }

  /** Plotly cannot be had: the still picture stays, and the page says so. */
  stillOnly() {
    this.parts.alert.hidden = false;
    this.parts.alert.textContent = this.scene?.texts.no_plotly ?? "";
    this.root.dataset.plotly = "missing";
    this.tellDrawn();
  }

  /** Redraws at the next frame, however often it is called before.
   *  @type {(then?: () => void) => void} */
  invalidate(then) {
    if (this.gone) return;
    if (then) (this.after ??= []).push(then);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.show();
      for (const done of this.after ?? []) done();
      this.after = undefined;
    });
  }

  show() {
    if (!this.film || !this.scene) return;
    const { film, i, k, scene: { texts } } = this;
    this.plots?.update(film, i, k, this.options);
    const split = this.options.split && !withheld(film) ? decomposition(film, i, k, texts) : "";
    this.parts.update.innerHTML = `<div class="lr-equation">${update(film, i, k, texts)}</div>${split}`;
    this.parts.setting.textContent = film.setting.join(" · ");
    this.parts.count.textContent = summary(film, i, k, texts);
    this.controls.show();
    this.controls.sing();
    this.describe();
    showVerdict(this.parts, film, i, texts, this.colours);
    this.lead();
    this.controls.guide.soon();
    Object.assign(this.root.dataset, {
      lr: film.lr[i], step: k, lastStep: film.length[i], verdict: film.verdict[i], redraws: (this.redraws += 1),
      veils: (film.veils ?? []).join(" "),
    });
    this.announce(film, i, k);
  }

  /** Leads on to the course in the language and the mode of the address, which is written last. */
  lead = () => {
    if (this.film && this.scene) showWhy(this.parts, this.film.verdict[this.i], this.scene.texts);
  };

  /** What each plot shows now, in words, for who does not see it. */
  describe() {
    const { film, i, k, scene, parts } = this;
    const { texts } = scene;
    const now = summary(film, i, k, texts);
    const verdict = film.verdict[i] ? known(texts, `verdict_${film.verdict[i]}`, "text") : "";
    one(parts.map, "[data-testid='stage-contour']").setAttribute("aria-label", `${scene.alt} ${now}`);
    one(this.root, "[data-testid='stage-loss']").setAttribute("aria-label", `${texts.alt_loss} ${now}`);
    const said = verdict ? texts.alt_sweep.replace("{lr}", number(film.lr[i])).replace("{verdict}", verdict) : texts.veiled;
    one(this.root, "[data-testid='stage-sweep']").setAttribute("aria-label", said);
  }

  /** Tells whoever else is on the page what is shown: on the root, and as an event that rises.
   *  @type {(film: Film, i: number, k: number) => void} */
  announce(film, i, k) {
    this.root.lrviz = { root: this.root, film, i, k, w: point(film, i, onMap(film, k)[1]), options: this.options, plots: this.plots };
    this.root.dispatchEvent(new CustomEvent("lrviz:show", { bubbles: true, detail: this.root.lrviz }));
  }

  /** @override */
  get isDrawn() {
    return Boolean(this.plots);
  }

  /** @override */
  async resized() {
    if (!this.plots) return;
    await this.plots.resize();
    this.arrange();
    this.invalidate();
  }

  /** Words that lie on the map take their place in it; names of points keep clear of them. */
  arrange() {
    if (!this.plots) return;
    lay(this.parts, this.plots.free);
    fit(this.parts.formula);
  }

  /** Letters have come that words are measured in. */
  lettered = () => {
    this.arrange();
    this.invalidate();
  };

  /** @override */
  repaint() {
    this.clear();
    this.redraw();
  }

  /** @override */
  dispose() {
    window.removeEventListener("lrviz:address", this.lead);
    document.fonts?.removeEventListener("loadingdone", this.lettered);
    this.controls?.dispose();
    super.dispose();
    if (this.frame) cancelAnimationFrame(this.frame);
    this.clear();
  }
}
