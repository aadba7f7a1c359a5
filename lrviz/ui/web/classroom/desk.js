// The desk: which room, what is on the wall, what the lecturer can do now, and the keys for it.

import { element, filled } from "../lib/elements.js";
import { Mounted } from "../lib/mount.js";
import { isDark } from "../lib/skin.js";
import { filled as worded } from "../lib/texts.js";
import { play } from "./chart.js";
import { followed, following, forget, keep, known } from "./rooms.js";
import { handed, pictured } from "./saving.js";
import { wallOf } from "./wall.js";
import { address, door, later, open, RoomRefused, Wire } from "./wire.js";

/** @typedef {"close" | "again" | "reveal" | "ask" | "end"} Step */

// Typing into a field, and moving within a list, is never a command.
const OWNED = "input, textarea, select, [contenteditable='true'], [role='listbox'], [role='radiogroup'], summary";
const FOLLOW = "lrviz-classroom-follow"; // where lrviz/classroom/web/follow.js puts it
/** @type {Record<string, string>} */
const KEYS = { " ": "forward", PageDown: "forward", v: "again", q: "code", l: "list", p: "play" };

export class Desk extends Mounted {
  /** @type {DeskShow} */
  show;

  /** @type {Wire | null} the room that is open here */
  wire = null;

  /** @type {DeskRoom | null} what was last heard of it */
  room = null;

  qr = ""; // its picture
  code = false; // whether it stands large on the wall
  list = false; // whether the list of questions is open
  drawn = ""; // what decided the elements that stand here
  busy = false; // a step is under way

  /** @type {() => void} */
  stop = () => {};

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.watch();
    /** @type {(event: KeyboardEvent) => void} */
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
  }

  /** @override */
  get standing() {
    return Boolean(this.show);
  }

  /** @override */
  repaint() {
    this.draw();
  }

  /** @override @param {DeskShow} show */
  take(show) {
    const first = !this.show;
    const language = this.show?.language;
    this.show = show;
    if (first) this.begin();
    if (language && language !== show.language && this.wire) this.follow(this.wire);
    this.draw();
  }

  /** A second screen opens the room that its address named. */
  begin() {
    const named = following(sessionStorage.getItem(FOLLOW) ?? "");
    sessionStorage.removeItem(FOLLOW);
    if (!named) return;
    keep(named);
    this.enter(named);
  }

  async opened() {
    await this.trying(async () => {
      const { code, key } = await open();
      const room = { code, key, opened: Date.now() };
      keep(room);
      this.code = true;
      this.enter(room);
    });
  }

  /** @type {(room: import("./rooms.js").RoomKey) => void} */
  enter(room) {
    this.wire?.dispose();
    this.wire = new Wire(room);
    this.room = null;
    this.list = false;
    this.qr = "";
    this.follow(this.wire);
  }

  /** Look at the room as long as it is the one that is open here.
   *  @param {Wire} wire */
  async follow(wire) {
    const { language } = this.show;
    let [seen, failures] = ["", 0];
    while (!this.gone && this.wire === wire && this.show.language === language) {
      try {
        const room = await wire.look(seen, language);
        if (this.wire !== wire || this.show.language !== language) return;
        failures = 0;
        if (room.gone) {
          this.lost(room.gone);
          return;
        }
        seen = room.seen;
        await this.heard(wire, room);
      } catch (error) {
        if (wire.leaving.signal.aborted) return;
        if (error instanceof RoomRefused && error.status === 404) this.lost(error.message);
        failures += 1;
        this.root.dataset.lost = String(failures > 1);
        if (failures > 1 && this.wire === wire) this.say(this.show.texts.lost);
        await later(failures);
      }
    }
  }

  /** @param {Wire} wire @param {DeskRoom} room */
  async heard(wire, room) {
    if (this.root.dataset.lost === "true") this.say("");
    this.root.dataset.lost = "false";
    this.room = room;
    this.qr ||= await wire.qr(address(room.code, room.ticket)).catch(() => "");
    this.draw();
  }

  /** The room is gone; its key opens nothing any more.
   *  @type {(said: string) => void} */
  lost(said) {
    if (this.wire) forget(this.wire.room.code);
    this.leave();
    this.say(said);
  }

  leave() {
    this.wire?.dispose();
    this.wire = null;
    this.room = null;
    this.code = false;
    this.draw();
  }

  /** @type {(name: Step, given?: Record<string, string>) => Promise<void>} */
  async step(name, given) {
    const { wire } = this;
    if (!wire || this.busy) return;
    await this.trying(async () => {
      if (name === "end") this.wire = wire.alone();
      await (this.wire ?? wire).step(name, this.show.language, given);
      if (name === "ask") [this.list, this.code] = [false, false];
      if (name === "end") this.ended();
      this.say("");
    });
    this.draw();
  }

  ended() {
    if (this.wire) forget(this.wire.room.code);
    this.leave();
  }

  /** Do it, or say in one sentence why it cannot be done.
   *  @type {(act: () => Promise<void>) => Promise<void>} */
  async trying(act) {
    this.busy = true;
    try {
      await act();
    } catch (error) {
      this.say(error instanceof RoomRefused ? error.message : this.show.texts.lost);
    }
    this.busy = false;
  }

  /** @type {(text: string) => void} */
  say(text) {
    const line = this.root.querySelector(".lr-class-said");
    if (line) line.textContent = text;
  }

  draw() {
    const { show, room } = this;
    if (!show) return;
    this.dark = isDark(this.root);
    const wall = room?.wall;
    Object.assign(this.root.dataset, { step: wall?.step ?? (room ? "ready" : "none"), code: room?.code ?? "", version: room?.version ?? "" });
    const shape = JSON.stringify([show.language, show.asks, show.present, this.dark, this.wire?.room.code, room?.version, room?.wall, this.code, this.list, Boolean(this.qr)]);
    if (shape !== this.drawn) {
      this.drawn = shape;
      this.paint();
      this.build();
    }
    this.count();
  }

  paint() {
    this.root.lang = this.show.language;
    const paints = this.show.paints[this.dark ? "dark" : "light"];
    for (const [name, value] of Object.entries(paints)) this.root.style.setProperty(`--${name}`, value);
  }

  build() {
    const said = this.root.querySelector(".lr-class-said")?.textContent ?? "";
    const focused = /** @type {HTMLElement | null} */ (this.root.contains(document.activeElement) ? document.activeElement : null)?.dataset.act;
    this.stop();
    this.root.replaceChildren(
      filled("div", { class: "lr-class-wall" }, this.wire ? this.wall() : this.entrance()),
      ...(this.wire ? [filled("aside", {}, this.side())] : []),
      element("p", { class: "lr-class-said", role: "status" }, said),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-act="${focused}"]`))?.focus();
    this.playing();
  }

  /** @returns {Element[]} */
  entrance() {
    const { texts } = this.show;
    return [
      element("h2", {}, texts.title),
      element("p", { class: "lr-class-text" }, texts.intro),
      element("button", { class: "lr-main", "data-testid": "classroom-open", onclick: () => this.opened() }, texts.open),
      ...known().map((room) => element("button", { "data-testid": "classroom-return", onclick: () => this.enter(room) }, worded(texts.return, { code: room.code }))),
    ];
  }

  /** @returns {Element[]} */
  wall() {
    const { room, show: { texts } } = this;
    if (!room) return [element("p", {}, texts.waiting)];
    if (this.list && !this.code) return this.questions();
    return room.wall && !this.code ? wallOf(room.wall, texts) : this.invitation(room);
  }

  /** Where to go and what to type, as large as the wall.
   *  @type {(room: DeskRoom) => Element[]} */
  invitation(room) {
    const { texts } = this.show;
    const picture = element("div", { class: "lr-qr", role: "img", "aria-label": texts.qr });
    picture.innerHTML = this.qr; // drawn by our own server
    return [
      element("h2", {}, texts.join),
      filled("div", { class: "lr-invitation" }, [
        picture,
        filled("div", {}, [
          element("p", { class: "lr-class-door" }, door()),
          element("p", { class: "lr-class-code", "data-testid": "classroom-code" }, room.code),
          element("p", {}, room.lasting ? texts.lasting : texts.memory),
        ]),
      ]),
      element("button", { class: "lr-main", "data-act": "list", onclick: () => this.turn("list") }, texts.ask),
    ];
  }

  /** @returns {Element[]} */
  questions() {
    const { asks, course, texts, view } = this.show;
    const button = (/** @type {string} */ text, /** @type {Record<string, string>} */ given) => element("button", {
      class: "lr-question-button", "data-testid": "classroom-ask", "data-ask": given.ask ?? given.stop, onclick: () => this.step("ask", given),
    }, text);
    return [
      element("h2", {}, texts.ask),
      element("h3", {}, worded(texts.about_view, view)),
      filled("div", { class: "lr-question-list" }, asks.map(({ text, ...given }) => button(text, given))),
      ...course.flatMap(({ title, stops }) => [
        element("h3", {}, title),
        filled("div", { class: "lr-question-list" }, stops.map((stop) => button(stop.title, { stop: stop.id }))),
      ]),
    ];
  }

  /** @returns {Element[]} */
  side() {
    const { room, show: { texts } } = this;
    if (!room) return [];
    const picture = element("button", { class: "lr-qr", "data-act": "code", "aria-label": texts.qr, onclick: () => this.turn("code") });
    picture.innerHTML = this.qr;
    return [
      picture,
      element("p", { class: "lr-class-door" }, door()),
      element("p", { class: "lr-class-code" }, room.code),
      filled("dl", {}, [
        element("dt", {}, texts.here), element("dd", { "data-testid": "classroom-here" }),
        element("dt", {}, texts.answered), element("dd", { "data-testid": "classroom-answered" }),
      ]),
      filled("div", { class: "lr-class-steps" }, this.steps(room.wall)),
      this.more(),
    ];
  }

  /** What comes next, and what else may.
   *  @type {(wall: DeskWall | null) => Element[]} */
  steps(wall) {
    const { texts } = this.show;
    const act = (/** @type {string} */ name, /** @type {() => void} */ done, main = false) => element("button", {
      class: main ? "lr-main" : "", "data-act": name, "data-testid": `classroom-${name}`, onclick: done,
    }, texts[name]);
    const list = act("list", () => this.turn("list"), !wall || wall.step === "revealed");
    if (!wall) return [list];
    if (wall.step === "open") return [act("close", () => this.step("close"), true), list];
    if (wall.step === "revealed") return [list, ...(wall.told?.path.length && wall.svg ? [act("play", () => this.playing())] : [])];
    return [...(wall.vote < 2 ? [act("again", () => this.step("again"))] : []), act("reveal", () => this.step("reveal"), true), list];
  }

  /** @returns {Element} */
  more() {
    const { texts } = this.show;
    const button = (/** @type {string} */ name, /** @type {() => void} */ done) => element("button", { class: "lr-quiet", "data-act": name, "data-testid": `classroom-${name}`, onclick: done }, texts[name]);
    return filled("details", {}, [
      element("summary", {}, texts.more),
      button("csv", () => this.votes()),
      button("picture", () => this.picture()),
      button("second", () => this.second()),
      button("leave", () => this.leave()),
      button("end", () => this.step("end")),
      element("p", { class: "lr-class-keys" }, texts.keys),
    ]);
  }

  count() {
    const { room } = this;
    for (const name of /** @type {const} */ (["here", "answered"])) {
      const cell = this.root.querySelector(`[data-testid="classroom-${name}"]`);
      if (cell && room && cell.textContent !== String(room[name])) cell.textContent = String(room[name]);
    }
  }

  /** @type {(what: "list" | "code") => void} */
  turn(what) {
    if (what === "list") [this.list, this.code] = [!this.list || this.code, false];
    else this.code = !this.code;
    this.draw();
  }

  /** Plays the run on the map, once it may be seen. */
  playing() {
    const told = this.room?.wall?.told;
    const map = /** @type {SVGSVGElement | null} */ (this.root.querySelector(".lr-class-map > svg"));
    this.stop();
    if (told && map) this.stop = play(map, told.path, told.place, matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  async votes() {
    const { wire } = this;
    if (wire) await this.trying(async () => handed(await wire.votes(), `${wire.room.code}.csv`));
  }

  picture() {
    const { room, show } = this;
    const pictures = /** @type {SVGSVGElement[]} */ ([...this.root.querySelectorAll(".lr-class-map > svg, .lr-histogram")]);
    const blob = pictured(pictures, room?.wall?.question ?? "", show.paints[this.dark ? "dark" : "light"]);
    if (blob && room) handed(blob, `${room.code}-${room.wall?.number}.svg`);
    else this.say(show.texts.no_picture);
  }

  /** The address that a second screen opens; whoever has it has the room. */
  async second() {
    const { wire, show: { texts } } = this;
    if (!wire) return;
    const link = `${address(wire.room.code)}/follow${location.search}${followed(wire.room)}`;
    try {
      await navigator.clipboard.writeText(link);
      this.say(texts.copied);
    } catch { // no clipboard without a secure address: the link stands there to be copied
      this.say(link);
    }
  }

  /** @type {(event: KeyboardEvent) => void} */
  key(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || target?.closest(OWNED) || !this.room || !this.root.isConnected) return;
    const wanted = KEYS[event.key.length > 1 ? event.key : event.key.toLowerCase()];
    if (!wanted || (event.key === " " && target?.matches("button:focus-visible, a"))) return;
    event.preventDefault();
    const step = this.room.wall?.step;
    if (wanted === "code" || wanted === "list") this.turn(wanted);
    else if (wanted === "play") this.playing();
    else if (wanted === "again" && step === "closed") this.step("again");
    else if (wanted === "forward") this.forward(step);
  }

  /** @type {(step: string | undefined) => void} */
  forward(step) {
    if (step === "open") this.step("close");
    else if (step === "closed") this.step("reveal");
    else this.turn("list");
  }

  /** @override */
  dispose() {
    super.dispose();
    this.stop();
    this.wire?.dispose();
    document.removeEventListener("keydown", this.keys);
  }
}
