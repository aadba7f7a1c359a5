// One stage on the page: what is shown now, and everything that changes it.

import { expected, known, VIEWS } from "../lib/known.js";
import { build, label, one } from "../lib/markup.js";
import { Controls } from "./controls.js";
import { Messages } from "./messages.js";
import { Plots } from "./plots.js";
import { decomposition } from "./apart.js";
import { pointed } from "./pointer.js";
import { fit, lay, showVerdict, showWhy, summary, update } from "./readout.js";
import { hides, mapped, nearest, onAxis, onMap, point, pointName, wholeRun, without } from "../lib/film.js";
import { areaOf } from "../lib/internals.js";
import { painted } from "../lib/library.js";
import { Mounted } from "../lib/mount.js";
import { number } from "../lib/numbers.js";
import { isDark } from "../lib/skin.js";
import { boxOf, told } from "../lib/window.js";

export class Stage extends Mounted {
  /** @type {Film} what is shown; none until the first has come */
  film;

  /** @type {Scene} the scene of the film */
  scene;

  /** @type {StageParts} its elements; none until the stylesheet has come */
  parts;

  /** @type {Controls} likewise */
  controls;

  /** @type {Plots | undefined} the plots that are drawn */
  plots;

  /** @type {Plots | undefined} the plots that are drawn or being drawn */
  drawing;

  /** @type {PlotlyModule} */
  Plotly;

  /** @type {Answer | undefined} what came before there was anything to show it with */
  waiting;

  /** @type {number | undefined} the rate that is wanted */
  rate;

  /** @type {number | undefined} how often the surface has changed */
  turn;

  /** @type {string | undefined} the last whole film and its scene */
  whole;

  /** @type {(() => void)[] | undefined} what is done after the next frame */
  after;

  /** @type {number | undefined} */
  frame;

  i = 0;
  k = 0;
  redraws = 0;
  stood = false; // it has been drawn, or cannot be

  /** @param {StageRoot} root @param {Map<string, Scene>} scenes */
  constructor(root, scenes) {
    super(root);
    /** @type {StageRoot} */
    this.root = root;
    this.scenes = scenes;
    /** @type {Options} */
    this.options = { log: false, ghosts: false, split: false, trail: 0, view: "2d", window: [], speed: 8 };
    this.messages = new Messages((value) => this.ask({ ...value, turn: this.turn ?? 0, drawn: this.stood }), (asking) => { root.dataset.asking = String(asking); }, () => this.lacking);
  }

  /** @override @type {(heard: boolean) => void} */
  connected(heard) {
    this.messages.hearing(heard);
  }

  /** Builds the elements once the stylesheet is there, and draws when plotly is: running its
   *  script takes half a second, so a still picture is painted first, where none came with the page.
   *  @type {(load: () => Promise<PlotlyModule>) => void} */
  begin(load) {
    if (this.gone) return;
    const seen = document.getElementById("lr-first") ? Promise.resolve() : painted();
    this.parts = build(this.root);
    this.controls = new Controls(this);
    pointed(this);
    window.addEventListener("lrviz:address", this.lead);
    document.fonts?.addEventListener("loadingdone", this.lettered);
    // The curves' room changes with the texts above them, too.
    this.watch([this.root, this.parts.loss.parentElement, this.parts.sweep.parentElement]);
    if (this.waiting) this.take(this.waiting);
    seen.then(load).then((Plotly) => { this.Plotly = Plotly; this.redraw(); }, () => this.stillOnly());
  }

  /** What the server sent: a film, the slopes of one, or word that nothing changed.
   *  @override @param {Answer} message */
  take(message) {
    if (!this.parts) {
      if (message.kind !== "same" || !this.waiting) this.waiting = message;
      return;
    }
    if (message.exact && this.film) this.takeExact(message, message.exact);
    if (message.inexact && this.film) this.film.inexact = message.inexact;
    this.messages.answered(message);
    switch (message.kind) {
      case "film": this.takeFilm(message); break;
      case "slopes": this.takeSlopes(message); break;
      case "same": if (this.missed(message)) this.messages.film({ scene: this.scene?.id }); break;
      default: unheardOf(message);
    }
  }

  /** @type {(slopes: Slopes) => void} */
  takeSlopes(slopes) {
    if (slopes.id !== this.film?.id) return;
    const { dropped, lr } = this.film;
    const arrays = dropped === undefined ? slopes.arrays : without(slopes.arrays, dropped, lr.length + 1);
    this.film.slopes = { ...slopes, arrays };
    this.invalidate();
  }

  /** Every digit of the run that has come to rest, until another film comes.
   *  @type {(message: Answer, exact: Exact) => void} */
  takeExact({ id, kind }, exact) {
    const meant = kind === "slopes" ? this.film.id : this.whole;
    if (id !== meant) return;
    this.film.exact = exact;
    this.invalidate();
  }

  /** Whether every digit of the run on show is still to come.
   *  @returns {boolean} */
  get lacking() {
    const { film, i } = this;
    return Boolean(film && !withheld(film) && !wholeRun(film, i) && film.inexact !== film.lr[i]);
  }

  /** Whether the film that the server believes to be here was lost on the way.
   *  @type {(message: Same) => boolean} */
  missed({ id }) {
    return !this.film || Boolean(id && id !== this.whole && !this.messages.next);
  }

  /** @type {(film: Film) => void} */
  takeFilm(film) {
    const turned = Boolean(this.film && film.show && (film.show.fresh || film.show.turn !== this.turn));
    const first = !this.film || turned;
    const rate = film.show && (first || this.rate === undefined) ? film.show.lr : this.rate ?? film.lr[this.i];
    if (film.scene_data && !this.scenes.has(film.scene)) this.scenes.set(film.scene, film.scene_data);
    const scene = this.scenes.get(film.scene);
    if (!scene) {
      this.messages.film({});
      return;
    }
    const whole = this.film && this.k >= this.film.length[this.i];
    if (turned) this.settle(); // what was refused was about another surface
    this.film = film;
    this.pick(nearest(film.lr, rate));
    if (first && film.show) this.adopt(film.show);
    else this.k = whole ? this.film.length[this.i] : Math.min(this.k, this.film.length[this.i]);
    if (scene !== this.scene) this.another(scene);
    else if (turned) this.showView(); // another one may have been taken back
    if (film.live) {
      this.invalidate();
      return;
    }
    [this.whole, this.turn] = [film.id + film.scene, film.show?.turn ?? this.turn];
    this.controls.newFilm();
    this.plots?.newFilm(this.film);
    this.invalidate();
    if (!withheld(film)) this.messages.wantSlopes(film);
    // What was still on its way was about another surface; a hand may have been quicker than this.
    if (turned || (film.show && this.differs(film.show))) this.report();
  }

  /** @type {(show: Show) => void} */
  adopt(show) {
    this.k = Math.min(show.step, this.film.length[this.i]);
    const { log, ghosts, split, trail, speed } = show;
    this.options = { log, ghosts, split, trail, speed, window: [...show.window], view: expected(VIEWS, show.view, "view") };
  }

  /** Takes run i. A rate that is none of the axis leaves the film once it is no longer in use.
   *  @type {(i: number) => boolean} */
  pick(i) {
    const { extra } = this.film;
    const left = extra !== null && i !== extra;
    if (left) this.film = onAxis(this.film);
    this.i = left && i > extra ? i - 1 : i;
    this.rate = this.film.lr[this.i];
    return left;
  }

  /** What the link should say.
   *  @returns {Options & { lr: number, step: number }} */
  get shown() {
    return { lr: this.film.lr[this.i], step: this.k, ...this.options };
  }

  /** @type {(show: Show) => boolean} */
  differs(show) {
    return Object.entries(this.shown).some(([name, value]) => String(Reflect.get(show, name)) !== String(value));
  }

  /** Another scene: the same seen through another window stands where this one stood.
   *  @type {(scene: Scene) => void} */
  another(scene) {
    const same = this.plots && scene.base === this.scene?.base;
    this.scene = scene;
    const [[x0, x1], [y0, y1]] = scene.box;
    this.root.style.setProperty("--aspect", String(mapped(this.film) ? Math.min(3, Math.max(1 / 3, (x1 - x0) / (y1 - y0))) : 1.4));
    if (same) this.reframe();
    else this.setScene();
  }

  /** Shows the map or the surface, whichever is meant. */
  async showView() {
    await this.plots?.showSolid(this.options.view === "3d");
    this.arrange();
    this.invalidate();
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

  /** Shows another part of the map; its own rings come once the drag has ended.
   *  @type {(box: Box) => void} */
  look(box) {
    const { plots, scene, options } = this;
    if (!plots || String(box) === String(plots.box)) return;
    options.window = told(box, scene.whole);
    plots.look(box);
    this.invalidate();
    this.messages.later(() => ({ lr: this.rate, window: this.options.window, scene: this.scene.id }));
    this.report();
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
    this.parts.still.replaceChildren();
    this.arrange();
    this.controls.newPlots();
    this.controls.newFilm();
    this.invalidate(() => { this.root.dataset.ready = "true"; this.tellDrawn(); });
  }

  /** Tells the server, which keeps the rest of the page back until the stage has been drawn. */
  tellDrawn() {
    this.stood = true;
    if (this.film?.show?.waits) this.messages.drawn();
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

  /** @type {(i: number, settled?: boolean) => void} */
  setRate(i, settled = true) {
    if (!this.film) return;
    this.controls.guide.done();
    const whole = this.k >= this.film.length[this.i];
    this.settle();
    if (this.pick(Math.min(this.film.lr.length - 1, Math.max(0, i)))) {
      this.controls.newFilm();
      this.plots?.newFilm(this.film);
    }
    this.k = whole ? this.film.length[this.i] : Math.min(this.k, this.film.length[this.i]);
    this.invalidate();
    if (settled) this.report();
  }

  /** @type {(k: number, settled?: boolean) => void} */
  setStep(k, settled = true) {
    if (!this.film) return;
    if (settled) this.settle(); // playing goes on under what was refused
    this.k = Math.min(this.film.length[this.i], Math.max(0, k));
    this.invalidate();
    if (settled) this.report();
  }

  /** Tells the server, once things have come to rest, what the share link should say. */
  report() {
    if (!this.film) return;
    this.messages.view(() => ({ ...this.shown }));
  }

  /** What was refused is forgotten with the next thing done. */
  settle() {
    this.controls.rate.good();
    if (this.root.dataset.plotly !== "missing") this.refuse("");
  }

  /** A learning rate typed in: the film is made anew with exactly that rate in it.
   *  @type {(rate: number) => void} */
  typedRate(rate) {
    this.controls.guide.done();
    this.settle();
    this.rate = rate;
    this.messages.film({ lr: rate, scene: this.scene.id });
  }

  /** What cannot be done, in a sentence; "" for nothing.
   *  @type {(sentence: string) => void} */
  refuse(sentence) {
    this.parts.alert.hidden = !sentence;
    this.parts.alert.textContent = sentence;
  }

  /** More rates between the neighbours of the present one. */
  finer() {
    const { lr } = this.film;
    const between = [lr[Math.max(0, this.i - 1)], lr[Math.min(lr.length - 1, this.i + 1)]];
    this.messages.film({ lr: lr[this.i], between, scene: this.scene.id });
  }

  /** The start point is being moved, or has been.
   *  @type {(point: Point, settled: boolean) => void} */
  moveStart(start, settled) {
    this.controls.guide.done();
    if (hides(this.film, "path", "next_point")) { // the question is about this very start
      if (settled) this.root.dispatchEvent(new CustomEvent("lrviz:tap", { bubbles: true, detail: start }));
      return;
    }
    this.drawnPlots.held = !settled;
    this.drawnPlots.placeHandle(start);
    this.messages.drag({ start, lr: this.rate, scene: this.scene.id }, settled);
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
    const { clientWidth: width, clientHeight: height } = this.parts.solid;
    lay(this.parts, this.plots.solidShown ? { x: 0, y: 0, width, height } : areaOf(this.parts.path));
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
    this.messages.stop();
    this.clear();
  }
}

/** Whether gradients and digits of the run stay behind: the rule of lrviz/film/veil.py.
 *  @type {(film: Film) => boolean} */
const withheld = (film) => hides(film, "path", "next_point", "update", "slopes", "curves", "batches", "minimum");

/** Word of a kind that nobody here knows.
 *  @type {(message: never) => never} */
function unheardOf(message) {
  throw new Error(`unknown answer "${/** @type {Answer} */ (message).kind}"`);
}
