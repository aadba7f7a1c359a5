// The desk: which room, what is on the wall, what the lecturer can do now, and the keys for it.

import { element, filled } from "../lib/elements.js";
import { Mounted } from "../lib/mount.js";
import { isDark } from "../lib/skin.js";
import { play } from "./chart.js";
import { Live } from "./live.js";
import { entrance, invitation, questions, side } from "./panels.js";
import { followed, following, forget, keep } from "./rooms.js";
import { handed, pictured } from "./saving.js";
import { wallOf } from "./wall.js";
import { address, later, open, RoomRefused, Wire } from "./wire.js";

/** @typedef {"close" | "again" | "reveal" | "ask" | "end"} Step */

// Typing into a field, and moving within a list, is never a command.
const OWNED = "input, textarea, select, [contenteditable='true'], [role='listbox'], [role='radiogroup']";
const FOLLOW = "lrviz-classroom-follow"; // It is put there by lrviz/classroom/web/follow.js.
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
  more = false; // whether the menu of what is rarely wanted is open
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
    document.addEventListener("keydown", this.keys, true); // before a stage, whose space bar plays
    this.live = new Live(this);
  }

  /** @override */
  get isDrawn() {
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
    Object.assign(this.root.dataset, { step: wall?.step ?? (room ? "ready" : "none"), code: room?.code ?? "", version: room?.version ?? "", live: String(this.live.there) });
    const shape = JSON.stringify([show.language, show.asks, show.present, this.dark, this.wire?.room.code, room?.version, room?.wall, this.code, this.list, Boolean(this.qr), this.live.there]);
    if (shape !== this.drawn) {
      this.drawn = shape;
      this.paint();
      this.build();
    }
    this.count();
    this.live.agree();
    this.live.renew();
  }

  paint() {
    this.root.lang = this.show.language;
    const paints = this.show.paints[this.dark ? "dark" : "light"];
    for (const [name, value] of Object.entries(paints)) this.root.style.setProperty(`--${name}`, value);
  }

  build() {
    const said = this.root.querySelector(".lr-class-said")?.textContent ?? "";
    const focused = /** @type {HTMLElement | null} */ (this.root.contains(document.activeElement) ? document.activeElement : null)?.dataset.act;
    this.more = this.root.querySelector("details")?.open ?? false;
    this.stop();
    this.root.replaceChildren(
      filled("div", { class: "lr-class-wall" }, this.wire ? this.wall() : entrance(this)),
      ...(this.wire ? [filled("aside", {}, side(this))] : []),
      element("p", { class: "lr-class-said", role: "status" }, said),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-act="${focused}"]`))?.focus();
    this.playing();
  }

  /** @returns {Element[]} */
  wall() {
    const { room, show: { texts } } = this;
    if (!room) return [element("p", {}, texts.waiting)];
    if (this.list && !this.code) return questions(this);
    return room.wall && !this.code ? wallOf(room.wall, texts, this.live.there) : invitation(this, room);
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
    if (this.list && this.live.there) this.ask({ kind: "look" }); // the stage has moved since
    this.draw();
  }

  /** Plays the run on the map, once it may be seen. */
  playing() {
    const told = this.room?.wall?.told;
    const map = /** @type {SVGSVGElement | null} */ (this.root.querySelector(".lr-class-map > svg"));
    this.stop();
    const calm = this.live.there || matchMedia("(prefers-reduced-motion: reduce)").matches; // there a stage plays
    if (told && map) this.stop = play(map, told.path, told.place, calm);
  }

  replay() {
    if (!this.live.play()) this.playing();
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
    if (!wanted || (event.key === " " && target?.matches("button:focus-visible, a, summary"))) return;
    event.preventDefault();
    event.stopPropagation();
    const step = this.room.wall?.step;
    if (wanted === "code" || wanted === "list") this.turn(wanted);
    else if (wanted === "play") this.replay();
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
    this.live.dispose();
    this.wire?.dispose();
    document.removeEventListener("keydown", this.keys, true);
  }
}
