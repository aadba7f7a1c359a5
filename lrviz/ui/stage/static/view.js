// One stage on the page: what is shown now, and everything that changes it.

import { build, label } from "./markup.js";
import { Controls } from "./controls.js";
import { Messages } from "./messages.js";
import { Plots } from "./plots.js";
import { decomposition, equation, showVerdict, summary } from "./readout.js";
import { mapped, nearest, point } from "./film.js";
import { painted } from "./library.js";
import { isDark } from "./skin.js";

export class Stage {
  constructor(root, ask, plotlyUrl, scenes) {
    Object.assign(this, { root, scenes, film: null, scene: null, i: 0, k: 0, redraws: 0 });
    this.options = { log: false, ghosts: false, split: false, trail: 0, view: "2d", speed: 8 };
    this.messages = new Messages(ask, (asking) => { root.dataset.asking = asking; });
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  /** Builds the elements once the stylesheet is there, and draws when plotly is: running its
   *  script takes half a second, so a still picture is painted first, where none came with the page. */
  begin(load) {
    const seen = document.getElementById("lr-first") ? Promise.resolve() : painted();
    this.parts = build(this.root);
    this.controls = new Controls(this);
    this.watch();
    if (this.waiting) this.take(this.waiting);
    seen.then(load).then((Plotly) => { this.Plotly = Plotly; this.redraw(); }, () => this.stillOnly());
  }

  /** What the server sent: a film, the slopes of one, or word that nothing changed. */
  take(message) {
    if (!this.parts) {
      if (message.kind !== "same" || !this.waiting) this.waiting = message;
      return;
    }
    this.messages.answered(message);
    if (message.exact && this.film) this.takeExact(message);
    if (message.kind === "film") this.takeFilm(message);
    else if (message.kind === "slopes" && message.id === this.film?.id) {
      this.film.slopes = message;
      this.invalidate();
    } else if (message.kind === "same" && this.missed(message)) this.messages.film({ scene: this.scene?.id });
  }

  /** Every digit of the run that has come to rest, until another film comes. */
  takeExact({ id, kind, exact }) {
    const known = kind === "slopes" ? this.film.id : this.whole;
    if (id !== known) return;
    this.film.exact = exact;
    this.invalidate();
  }

  /** Whether the film that the server believes to be here was lost on the way. */
  missed({ id }) {
    return !this.film || (id && id !== this.whole && !this.messages.next);
  }

  takeFilm(film) {
    const turned = this.film && film.show && (film.show.fresh || film.show.turn !== this.turn);
    const first = !this.film || turned;
    const rate = film.show && (first || this.rate === undefined) ? film.show.lr : this.rate ?? film.lr[this.i];
    if (film.scene_data && !this.scenes.has(film.scene)) this.scenes.set(film.scene, film.scene_data);
    const scene = this.scenes.get(film.scene);
    if (!scene) return this.messages.film({});
    const whole = this.film && this.k >= this.film.length[this.i];
    this.film = film;
    this.i = nearest(film.lr, rate);
    this.rate = film.lr[this.i];
    if (first && film.show) this.adopt(film.show);
    else this.k = whole ? film.length[this.i] : Math.min(this.k, film.length[this.i]);
    if (scene !== this.scene) this.setScene(scene);
    if (film.live) return this.invalidate();
    [this.whole, this.turn] = [film.id + film.scene, film.show?.turn ?? this.turn];
    this.controls.newFilm();
    this.plots?.newFilm(film);
    this.invalidate();
    this.messages.wantSlopes(film, this.scene);
    if (turned) this.report(); // what was still on its way was about another surface
  }

  adopt(show) {
    this.k = Math.min(show.step, this.film.length[this.i]);
    Object.assign(this.options, { log: show.log, view: show.view });
  }

  setScene(scene) {
    this.scene = scene;
    label(this.root, scene.texts);
    this.controls.newScene();
    this.clear();
    this.parts.still.innerHTML = this.film.still ?? "";
    this.parts.map.querySelector("[data-testid='stage-contour']").setAttribute("aria-label", scene.alt);
    const [[x0, x1], [y0, y1]] = scene.box;
    this.root.style.setProperty("--aspect", mapped(this.film) ? Math.min(3, Math.max(1 / 3, (x1 - x0) / (y1 - y0))) : 1.4);
    document.getElementById("lr-first")?.remove();
    this.redraw();
  }

  /** Takes the plots away, until they are drawn anew. */
  clear() {
    this.plots?.purge();
    this.plots = null;
    this.drawing = null;
    this.root.dataset.ready = "false";
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
    this.controls.newPlots();
    this.controls.newFilm();
    this.invalidate(() => { this.root.dataset.ready = "true"; this.stands(); });
  }

  /** Tells the server, which keeps the rest of the page back until the stage has been drawn. */
  stands() {
    this.stood = true;
    if (this.film?.show?.waits) this.messages.stands();
  }

  /** Plotly cannot be had: the still picture stays, and the page says so. */
  stillOnly() {
    this.parts.alert.hidden = false;
    this.parts.alert.textContent = this.scene?.texts.no_plotly ?? "";
    this.root.dataset.plotly = "missing";
    this.stands();
  }

  /** Redraws at the next frame, however often it is called before. */
  invalidate(then) {
    if (then) (this.after ??= []).push(then);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.show();
      for (const done of this.after ?? []) done();
      this.after = null;
    });
  }

  show() {
    if (!this.film || !this.scene) return;
    const { film, i, k, scene: { texts } } = this;
    this.plots?.update(film, i, k, this.options);
    this.parts.update.innerHTML = `<div class="lr-equation">${equation(film, i, k, texts)}</div>${this.options.split ? decomposition(film, i, k, texts) : ""}`;
    this.parts.count.textContent = summary(film, i, k, texts);
    this.controls.show();
    showVerdict(this.parts, film, i, texts, this.colours);
    Object.assign(this.root.dataset, {
      lr: film.lr[i], step: k, lastStep: film.length[i], verdict: film.verdict[i], redraws: (this.redraws += 1),
    });
    this.announce(film, i, k);
  }

  /** Tells whoever else is on the page what is shown: on the root, and as an event that rises. */
  announce(film, i, k) {
    this.root.lrviz = { root: this.root, film, i, k, w: point(film, i, k), options: this.options, plots: this.plots };
    this.root.dispatchEvent(new CustomEvent("lrviz:show", { bubbles: true, detail: this.root.lrviz }));
  }

  setRate(i, settled = true) {
    if (!this.film) return;
    const whole = this.k >= this.film.length[this.i];
    this.i = Math.min(this.film.lr.length - 1, Math.max(0, i));
    this.rate = this.film.lr[this.i];
    this.k = whole ? this.film.length[this.i] : Math.min(this.k, this.film.length[this.i]);
    this.invalidate();
    if (settled) this.report();
  }

  setStep(k, settled = true) {
    if (!this.film) return;
    this.k = Math.min(this.film.length[this.i], Math.max(0, k));
    this.invalidate();
    if (settled) this.report();
  }

  /** Tells the server, once things have come to rest, what the share link should say. */
  report() {
    if (!this.film) return;
    this.messages.view({ lr: this.film.lr[this.i], step: this.k, log: this.options.log, view: this.options.view });
  }

  /** A learning rate typed in: the film is made anew with exactly that rate in it. */
  typedRate(text) {
    const rate = Number(text.replace(",", ".").replace("−", "-"));
    const good = rate > 0 && Number.isFinite(rate);
    this.parts.alert.hidden = good;
    if (!good) this.parts.alert.textContent = this.scene.texts.bad_rate.replace("{given}", text.slice(0, 40));
    else {
      this.rate = rate;
      this.messages.film({ lr: rate, scene: this.scene.id });
    }
  }

  /** More rates between the neighbours of the present one. */
  finer() {
    const { lr } = this.film;
    const between = [lr[Math.max(0, this.i - 1)], lr[Math.min(lr.length - 1, this.i + 1)]];
    this.messages.film({ lr: lr[this.i], between, scene: this.scene.id });
  }

  /** The start point is being moved, or has been. */
  moveStart(point, settled) {
    this.plots.held = !settled;
    this.plots.placeHandle(point);
    this.messages.drag({ start: point, lr: this.film.lr[this.i], scene: this.scene.id }, settled);
  }

  watch() {
    this.observer = new ResizeObserver(() => {
      clearTimeout(this.resizing);
      this.resizing = setTimeout(() => this.plots?.resize().then(() => this.invalidate()), 60);
    });
    this.observer.observe(this.root);
    this.themes = setInterval(() => {
      if (!this.plots || isDark(this.root) === this.dark) return;
      this.clear();
      this.redraw();
    }, 400);
  }

  dispose() {
    this.controls?.dispose();
    this.observer?.disconnect();
    clearInterval(this.themes);
    cancelAnimationFrame(this.frame);
    this.messages.stop();
    this.clear();
    this.gone = true;
  }
}

