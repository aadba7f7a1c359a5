// The live page beside the desk: which question stands there, its taps, and that it is played.

import { atWork, repeated } from "../lib/insist.js";
import { LiveCloud } from "./cloud.js";

export class Live {
  played = ""; // the question whose run has been played

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.cloud = new LiveCloud();
    /** @type {(event: CustomEvent<Shown>) => void} */
    this.heard = ({ detail }) => this.show(detail);
    document.addEventListener("lrviz:show", this.heard);
    this.stop = repeated(() => this.agree());
  }

  /** What should stand there now.
   *  @returns {DeskLive | null} */
  get wanted() {
    return this.desk.room?.wall?.live ?? null;
  }

  /** Whether it stands there. */
  get there() {
    const { show } = this.desk;
    return this.wanted !== null && same(this.wanted, show?.live ?? null);
  }

  /** The stage that shows it, once it has been drawn.
   *  @returns {StageRoot | null} */
  get stage() {
    return this.there ? document.querySelector("[data-testid='stage'][data-ready='true']") : null;
  }

  /** Asks for what should stand there until it does. */
  agree() {
    const { desk, wanted } = this;
    if (!desk.show || desk.gone || same(wanted, desk.show.live) || atWork()) return;
    if (desk.wire && !desk.room) return; // it is not known yet what is on the wall
    desk.ask({ kind: wanted ? "live" : "alone", ...wanted, again: performance.now() });
  }

  /** @type {(shown: Shown) => void} */
  show(shown) {
    const { desk: { room, show }, there } = this;
    const wall = room?.wall;
    if (!there || !wall) return this.cloud.remove();
    const votes = wall.kind === "tap" ? wall.cloud : [];
    const paints = show.paints[this.desk.dark ? "dark" : "light"];
    this.cloud.show(shown, { votes, at: wall.told?.at ?? null, paints });
    const question = `${room.code}.${wall.number}`;
    const open = !shown.film.veils?.length && shown.root.dataset.ready === "true";
    if (!wall.live?.revealed || !open || this.played === question) return;
    this.played = question;
    queueMicrotask(() => this.play());
  }

  /** Plays the run from its start; whether there is a stage to play it. */
  play() {
    const { stage } = this;
    stage?.dispatchEvent(new CustomEvent("lrviz:play"));
    return stage !== null;
  }

  /** Draws the taps again: they, or the paper, have changed. */
  renew() {
    const { stage } = this;
    if (stage?.lrviz) this.show(stage.lrviz);
    else this.cloud.remove();
  }

  dispose() {
    this.stop();
    document.removeEventListener("lrviz:show", this.heard);
    this.cloud.remove();
  }
}

/** @type {(one: DeskLive | null, other: DeskLive | null) => boolean} */
function same(one, other) {
  if (one === null || other === null) return one === other;
  return (/** @type {(keyof DeskLive)[]} */ (["stop", "ask", "page", "query", "revealed"])).every((name) => one[name] === other[name]);
}
