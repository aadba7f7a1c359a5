// The stage of a page: what the server sends it, and what a hand changes on it.

import { expected, VIEWS } from "../lib/known.js";
import { build } from "../lib/markup.js";
import { Controls } from "./controls.js";
import { Messages } from "./messages.js";
import { StagePicture } from "./picture.js";
import { pointed } from "./pointer.js";
import { hides, mapped, nearest, onAxis, wholeRun, withheld, without } from "../lib/film.js";
import { painted } from "../lib/library.js";
import { told } from "../lib/window.js";

export class Stage extends StagePicture {
  /** @type {Answer | undefined} what came before there was anything to show it with */
  waiting;

  /** @type {number | undefined} the rate that is wanted */
  rate;

  /** @type {number | undefined} how often the surface has changed */
  turn;

  /** @type {string | undefined} the last whole film and its scene */
  whole;

  /** @param {StageRoot} root @param {Map<string, Scene>} scenes */
  constructor(root, scenes) {
    super(root);
    this.scenes = scenes;
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
    this.hold({ film });
    this.pick(nearest(film.lr, rate));
    if (first && film.show) this.adopt(film.show);
    else this.hold({ k: whole ? this.film.length[this.i] : Math.min(this.k, this.film.length[this.i]) });
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
    this.hold({ k: Math.min(show.step, this.film.length[this.i]) });
    const { log, ghosts, split, trail, speed } = show;
    this.options = { log, ghosts, split, trail, speed, window: [...show.window], view: expected(VIEWS, show.view, "view") };
  }

  /** Takes run i. A rate that is none of the axis leaves the film once it is no longer in use.
   *  @type {(i: number) => boolean} */
  pick(i) {
    const { extra } = this.film;
    const left = extra !== null && i !== extra;
    if (left) this.hold({ film: onAxis(this.film) });
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
    this.hold({ scene });
    const [[x0, x1], [y0, y1]] = scene.box;
    this.root.style.setProperty("--aspect", String(mapped(this.film) ? Math.min(3, Math.max(1 / 3, (x1 - x0) / (y1 - y0))) : 1.4));
    if (same) this.reframe();
    else this.setScene();
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
    this.hold({ k: whole ? this.film.length[this.i] : Math.min(this.k, this.film.length[this.i]) });
    this.invalidate();
    if (settled) this.report();
  }

  /** @type {(k: number, settled?: boolean) => void} */
  setStep(k, settled = true) {
    if (!this.film) return;
    if (settled) this.settle(); // playing goes on under what was refused
    this.hold({ k: Math.min(this.film.length[this.i], Math.max(0, k)) });
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

  /** Tells the server, which keeps the rest of the page back until the stage has been drawn.
   *  @override */
  tellDrawn() {
    super.tellDrawn();
    if (this.film?.show?.waits) this.messages.drawn();
  }

  /** @override */
  dispose() {
    super.dispose();
    this.messages.stop();
  }
}

/** Word of a kind that nobody here knows.
 *  @type {(message: never) => never} */
function unheardOf(message) {
  throw new Error(`unknown answer "${/** @type {Answer} */ (message).kind}"`);
}
