// What stands in the panel now, and what a hand or a key does to it.

import { element, filled } from "../lib/elements.js";
import { one } from "../lib/markup.js";
import { Mounted } from "../lib/mount.js";
import { isDark } from "../lib/skin.js";
import { shows } from "./heard.js";
import { overview } from "./overview.js";
import { Progress } from "./progress.js";
import { question } from "./questions.js";
import { marked, place } from "./tapmap.js";
import { done } from "./task.js";

const AGAIN = 600; // Milliseconds between two looks at whether the server has heard.
const SURELY = 5000; // Milliseconds after which it has not, where it is not to be seen at work.
const AT_WORK = "[data-testid='stApp'][data-test-script-state='running']";
const TRIES = 10; // What has been said so many times more is no longer waited for.
const PAGES = /** @type {Record<string, "next" | "back">} */ ({ PageDown: "next", PageUp: "back" });

export class Panel extends Mounted {
  /** @type {LessonShow} what was last sent; none until it has come */
  show;

  /** @type {string | undefined} what decided the elements that stand here */
  drawn;

  listed = false; // the list of all stops is open
  folded = false; // on a phone

  /** @type {{ value: Record<string, unknown>, since: number, tries: number } | null} what was said and has had no answer yet */
  said = null;

  /** @type {ReturnType<typeof setInterval> | undefined} */
  repeating;

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.progress = new Progress();
    this.watch();
    /** @type {(event: KeyboardEvent) => void} */
    this.keys = (event) => this.key(event);
    /** @type {() => void} */
    this.moved = () => this.task();
    /** A tap on the live map is one on the question's own.
     *  @type {(event: CustomEvent<Point>) => void} */
    this.tapped = ({ detail }) => this.tap(detail);
    document.addEventListener("keydown", this.keys);
    document.addEventListener("lrviz:tap", this.tapped);
    window.addEventListener("lrviz:address", this.moved);
  }

  /** @override */
  get isDrawn() {
    return Boolean(this.show);
  }

  /** @override */
  repaint() {
    this.draw();
  }

  /** @override @param {LessonShow} show */
  take(show) {
    const before = this.show;
    this.show = show;
    this.heard();
    if (show.stop && show.said !== null) this.progress.keep(show.stop.id, show.said, show.stop);
    if (show.stop) this.progress.last(show.stop.id);
    const shape = JSON.stringify([show.stop?.id, show.list?.place, show.said, show.language, show.present, show.stop ? 0 : show.problem]);
    if (shape !== this.drawn) {
      const had = this.root.contains(document.activeElement);
      this.drawn = shape;
      if (before?.stop?.id !== show.stop?.id) this.listed = false;
      this.draw();
      if (before?.said === null && show.said !== null) this.toAnswer();
      if (had && before) /** @type {HTMLElement | null} */ (this.root.querySelector("[data-focus]"))?.focus();
    }
    this.problem();
    this.task();
  }

  /** What comes after the answer, where the panel is lower than it is long. */
  toAnswer() {
    const found = /** @type {HTMLElement | null} */ (this.root.querySelector(".lr-revealed"));
    if (found && this.root.scrollHeight > this.root.clientHeight) this.root.scrollTop = found.offsetTop - this.root.offsetTop - this.root.clientHeight / 4;
  }

  draw() {
    const { show } = this;
    this.dark = isDark(this.root);
    this.root.lang = show.language;
    this.root.dataset.stop = show.stop?.id ?? "";
    this.root.dataset.answered = String(show.said !== null && show.stop !== null);
    this.root.dataset.folded = String(this.folded);
    const parts = this.listed || !(show.stop || show.list) ? this.list() : show.stop ? this.stop(show.stop) : this.item();
    this.root.replaceChildren(...parts);
  }

  /** @type {(stop: LessonStop) => Element[]} */
  stop(stop) {
    const { texts, said } = this.show;
    const count = this.listPlace() ?? texts.place.replace("{place}", String(stop.place)).replace("{of}", String(stop.of));
    const fold = element("button", { class: "lr-fold", "aria-expanded": String(!this.folded), "aria-label": this.folded ? texts.unfold : texts.fold, onclick: () => this.fold() }, this.folded ? "▴" : "▾");
    const head = filled("header", {}, [
      element("small", {}, `${count} · ${stop.topic}`),
      fold,
      element("h2", { tabindex: "-1", "data-focus": said === null ? "" : null }, stop.title),
    ]);
    const body = filled("div", { class: "lr-lesson-body" }, [
      element("p", { class: "lr-lesson-text" }, stop.text),
      ...(stop.task.before ? [this.todo(stop)] : []),
      this.question(stop),
      ...(said === null ? [] : this.revealed(stop)),
    ]);
    return [head, body, this.foot()];
  }

  /** A state of a page, of a set list: nothing is asked.
   *  @returns {Element[]} */
  item() {
    const { list, problem } = this.show;
    return [
      filled("header", {}, [element("small", {}, this.listPlace() ?? ""), element("h2", { tabindex: "-1", "data-focus": "" }, list?.title ?? "")]),
      element("p", { class: "lr-problem", role: "alert", hidden: !problem }, problem),
      this.foot(),
    ];
  }

  /** @returns {string | undefined} */
  listPlace() {
    const { list, texts } = this.show;
    /** @type {Record<string, string>} */
    const said = list ? { name: list.name, place: String(list.place), of: String(list.stops.length) } : {};
    return list ? texts.list_place.replace(/\{(name|place|of)\}/g, (_, name) => said[name]) : undefined;
  }

  /** What comes before or after: an item of the list, or a stop of the course.
   *  @type {(way: "next" | "back") => { item: number } | { stop: string } | null} */
  beside(way) {
    const { list, stop } = this.show ?? {};
    if (!list) return stop?.[way] ? { stop: /** @type {string} */ (stop[way]) } : null;
    const at = list.place - 1 + (way === "next" ? 1 : -1);
    return at >= 0 && at < list.stops.length ? { item: at } : null;
  }

  /** @type {(stop: LessonStop) => Element} */
  question(stop) {
    const { texts, said } = this.show;
    const parts = question(stop, { texts, said, dark: this.dark, answer: (given) => this.answer(given) });
    const reveal = element("button", { class: "lr-quiet", "data-testid": "lesson-reveal", disabled: said !== null, onclick: () => this.answer("-") }, texts.reveal);
    return filled("section", { class: "lr-question", "aria-label": texts.predict }, [
      element("h3", {}, said === null ? texts.predict : ""),
      element("p", { id: "lr-question" }, stop.question),
      ...parts,
      element("p", { class: "lr-problem", role: "alert", hidden: true }),
      reveal,
    ]);
  }

  /** @type {(stop: LessonStop) => Element[]} */
  revealed(stop) {
    const { texts } = this.show;
    return [
      filled("section", { class: "lr-revealed", "aria-live": "polite", "data-word": stop.word ?? "" }, [
        element("p", { class: "lr-outcome", "data-testid": "lesson-outcome", tabindex: "-1", "data-focus": "" }, stop.outcome),
        element("h3", {}, texts.found),
        element("p", {}, stop.reveal),
      ]),
      ...(stop.task.before ? [] : [this.todo(stop)]),
      filled("section", {}, [element("h3", {}, texts.further), element("p", {}, stop.try)]),
      element("button", { class: "lr-quiet", "data-testid": "lesson-again", onclick: () => this.say({ kind: "again", stop: stop.id }) }, texts.again),
    ];
  }

  /** @type {(stop: LessonStop) => Element} */
  todo(stop) {
    return filled("p", { class: "lr-todo", "data-testid": "lesson-task", "data-done": "false" }, [
      element("span", { class: "lr-tick", role: "status" }),
      element("b", {}, `${this.show.texts.todo}: `),
      stop.do,
    ]);
  }

  /** @returns {Element} */
  foot() {
    const { texts } = this.show;
    return filled("footer", {}, [
      element("button", { "data-testid": "lesson-back", disabled: !this.beside("back"), onclick: () => this.go("back") }, texts.back),
      element("button", { class: "lr-quiet", "data-testid": "lesson-overview", onclick: () => this.turn() }, texts.overview),
      element("button", { class: "lr-forward", "data-testid": "lesson-next", disabled: !this.beside("next"), onclick: () => this.go("next") }, texts.next),
    ]);
  }

  /** @returns {Element[]} */
  list() {
    const { show } = this;
    const close = show.stop || show.list ? element("button", { class: "lr-quiet", "data-testid": "lesson-overview", onclick: () => this.turn() }, show.texts.close) : "";
    const problem = element("p", { class: "lr-problem", role: "alert", hidden: !show.problem }, show.problem);
    return [...overview(show, this.progress, (id) => this.open(id)), problem, ...(close ? [close] : [])];
  }

  /** The list of all stops, or back from it. */
  turn() {
    this.listed = !this.listed;
    this.draw();
    this.task();
  }

  fold() {
    this.folded = !this.folded;
    this.draw();
    this.task();
  }

  /** @type {(way: "next" | "back") => void} */
  go(way) {
    const found = this.beside(way);
    if (found && "stop" in found) this.open(found.stop);
    if (found && "item" in found) this.say({ kind: "item", at: found.item, said: this.progress.said(this.show.list?.stops[found.item] ?? "") });
  }

  /** @type {(id: string) => void} */
  open(id) {
    this.say({ kind: "open", stop: id, said: this.progress.said(id) });
  }

  /** @type {(said: string) => void} */
  answer(said) {
    if (this.show.stop && this.show.said === null) this.say({ kind: "answer", stop: this.show.stop.id, said });
  }

  /** @type {(point: Point) => void} */
  tap(point) {
    if (!["tap", "ring"].includes(this.show?.stop?.asks.kind ?? "") || this.show.said !== null) return;
    marked(this.root, point);
    this.answer(place(point));
  }

  /** @type {(value: Record<string, unknown>) => void} */
  say(value) {
    this.said = { value, since: performance.now(), tries: 0 };
    this.root.dataset.asking = "true";
    this.root.setAttribute("aria-busy", "true");
    clearInterval(this.repeating);
    this.repeating = setInterval(() => this.repeat(), AGAIN);
    this.ask(value);
  }

  /** What is said in the moment in which the picture asks something may be lost: once the server
   *  rests it is said again, which changes nothing where it was heard. */
  repeat() {
    const { said } = this;
    if (!said || document.querySelector(AT_WORK)) return;
    const seen = document.querySelector(AT_WORK.replace("running", "notRunning"));
    if (!seen && performance.now() - said.since <= SURELY) return;
    said.tries += 1;
    if (said.tries > TRIES) this.settled();
    else this.ask({ ...said.value, again: performance.now() });
  }

  heard() {
    if (!this.said || shows(this.said.value, this.show)) this.settled();
  }

  /** Nothing that was said waits for an answer. */
  settled() {
    this.said = null;
    clearInterval(this.repeating);
    this.root.dataset.asking = "false";
    this.root.removeAttribute("aria-busy");
  }

  /** What was refused, in a sentence; where there is a question it stands at it. */
  problem() {
    const line = /** @type {HTMLElement | null} */ (this.root.querySelector(".lr-problem"));
    if (!line) return;
    line.hidden = !this.show.problem;
    line.textContent = this.show.problem;
  }

  /** Whether the thing to do is done, as the address says. */
  task() {
    const [line, stop] = [/** @type {HTMLElement | null} */ (this.root.querySelector(".lr-todo")), this.show?.stop];
    if (!line || !stop || line.dataset.done === "true") return;
    const isDone = done(stop.task, `${location.search}&${location.hash.slice(1)}`); // a page without a server says it behind #
    line.dataset.done = String(isDone);
    one(line, ".lr-tick").textContent = isDone ? this.show.texts.done : "";
  }

  /** In lecture mode the course is paged through.
   *  @type {(event: KeyboardEvent) => void} */
  key(event) {
    const way = PAGES[event.key];
    if (!way || !this.show?.present || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.go(way);
  }

  /** @override */
  dispose() {
    super.dispose();
    clearInterval(this.repeating);
    document.removeEventListener("keydown", this.keys);
    document.removeEventListener("lrviz:tap", this.tapped);
    window.removeEventListener("lrviz:address", this.moved);
  }
}
