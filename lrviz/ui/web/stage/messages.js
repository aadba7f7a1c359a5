// What is asked of the server: one message under way, the newest waits, the rest is dropped.

const SOON = 250; // Milliseconds of rest before other rings are asked for.
const CALM = 450; // Milliseconds of rest before the share link is brought up to date.
const LOST = 4000; // Milliseconds after which an answer is held for lost: one that is must not silence us.

/** @typedef {ReturnType<typeof setTimeout>} Timer */

export class Messages {
  /** @type {Asked | null} what is asked next */
  next = null;

  /** @type {Asked | null} what is under way */
  pending = null;

  /** @type {Timer | undefined} none when its time has come */
  slopes;

  /** @type {string | undefined} the film that they are of */
  sloped;

  /** @type {Timer | undefined} likewise */
  calm;

  /** @type {Timer | undefined} likewise */
  soon;

  /** @type {Timer | undefined} */
  lost;

  /** @type {(() => Record<string, unknown>) | undefined} says what is on show, once that was told */
  shown;

  /** @type {unknown} the finer rates that a drag keeps waiting */
  finer;

  /** @type {boolean | undefined} what was last told */
  before;

  /** `told(asking)` hears whether a question waits or is under way, each time that changes; `lacking()`
   *  says whether something that comes with the answer to a view is still to come.
   *  @param {Ask} ask @param {(asking: boolean) => void} [told] @param {() => boolean} [lacking] */
  constructor(ask, told = () => {}, lacking = () => false) {
    this.send = ask;
    this.told = told;
    this.lacking = lacking;
    this.serial = 0;
    this.asked = 0;
    this.busy = false;
    this.deaf = false; // nobody hears yet what is asked: it waits
  }

  /** Whether there is somebody to hear from now on.
   *  @type {(heard: boolean) => void} */
  hearing(heard) {
    if (this.deaf === !heard) return;
    this.deaf = !heard;
    this.pump();
  }

  /** A whole film: because settings changed, or because a start has settled.
   *  @type {(wanted: Record<string, unknown>) => void} */
  film(wanted) {
    this.next = { ...this.waiting, kind: "film", ...wanted };
    this.pump();
  }

  /** What waits to be asked of a film, if anything: what is asked after it takes nothing away.
   *  @returns {Record<string, unknown> | undefined} */
  get waiting() {
    const { next } = this;
    return next?.kind === "film" ? { ...next, again: undefined } : undefined;
  }

  /** The start that was asked for and has not come yet.
   *  @returns {Point | undefined} */
  get start() {
    return /** @type {Point | undefined} */ (this.next?.start ?? this.pending?.start);
  }

  /** A light film while the start is dragged; the whole one once it has settled, which alone has
   *  room for the finer rates that were asked for before.
   *  @type {(wanted: Record<string, unknown>, settled: boolean) => void} */
  drag(wanted, settled) {
    const finer = this.waiting?.between ?? this.finer;
    this.finer = settled ? undefined : finer;
    const between = settled ? finer : undefined;
    this.film({ ...wanted, between, live: !settled, serial: (this.serial += 1) });
  }

  /** The gradients of a film, once nothing more urgent is under way.
   *  @type {(film: { id: string }, again?: number) => void} */
  wantSlopes(film, again) {
    this.sloped = film.id;
    clearTimeout(this.slopes);
    this.slopes = setTimeout(() => {
      this.slopes = undefined;
      if (this.deaf || this.busy || this.next) return this.wantSlopes(film, again);
      this.next = { kind: "slopes", id: film.id, again };
      return this.pump();
    }, 120);
    this.tell();
  }

  /** The rate and step on show, when they have come to rest: what `shown` says then, for a rate
   *  that was typed meanwhile is not the one of now.
   *  @type {(shown: () => Record<string, unknown>, again?: number) => void} */
  view(shown, again) {
    this.shown = shown;
    clearTimeout(this.calm);
    this.calm = setTimeout(() => {
      this.calm = undefined;
      if (this.deaf || this.busy || this.next) return this.view(shown, again);
      this.next = { kind: "view", ...shown(), again };
      return this.pump();
    }, CALM);
    this.tell();
  }

  /** A whole film, once what asks for it has come to rest: what `wanted` says then.
   *  @type {(wanted: () => Record<string, unknown>) => void} */
  later(wanted) {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => {
      this.soon = undefined;
      this.film(wanted());
    }, SOON);
    this.tell();
  }

  /** Word that the stage stands; any other message says it too. */
  drawn() {
    this.next ??= { kind: "drawn" };
    this.pump();
  }

  /** Whether anything is still to be asked or answered. */
  get asking() {
    return Boolean(this.busy || this.next || this.calm || this.slopes || this.soon);
  }

  tell() {
    if (this.asking !== this.before) this.told(this.before = this.asking);
  }

  pump() {
    if (this.deaf || this.busy || !this.next) return this.tell();
    this.busy = true;
    const wanted = this.next;
    this.next = null;
    this.pending = wanted;
    this.send({ ...wanted, asked: (this.asked += 1) });
    clearTimeout(this.lost);
    // Asked again, a server that is only slow begins anew: each time it has twice as long.
    this.lost = setTimeout(() => this.answered({ kind: "same" }), LOST * 2 ** (wanted.again ?? 0));
    return this.tell();
  }

  /** What came may answer something else: two answers in one frame leave only the later one.
   *  @type {(message: Answer) => void} */
  answered(message) {
    const asked = this.pending;
    this.pending = null;
    this.busy = false;
    clearTimeout(this.lost);
    if (message.kind === "slopes" && message.id === this.sloped) { // what has come is not asked for again: it would come as before, unheard
      clearTimeout(this.slopes);
      this.slopes = undefined;
      if (this.next?.kind === "slopes" && this.next.id === message.id) this.next = null;
    }
    const missed = asked && message.kind === "same" && this.misses(asked, message);
    const again = (asked?.again ?? 0) + 1;
    if (missed && again < 4) this.repeat(asked, again);
    this.pump();
  }

  /** Whether word that nothing is new leaves a question without its answer.
   *  @type {(asked: Asked, message: Same) => boolean} */
  misses({ kind }, { exact }) {
    return kind === "view" ? !exact && this.lacking() : kind !== "drawn";
  }

  /** Asks again what was missed; where something else waits, the gradients wait for it: a film that
   *  was missed is noticed by what comes next, but nothing else speaks of them. A view is told as it
   *  is by then.
   *  @type {(asked: Asked, again: number) => void} */
  repeat(asked, again) {
    if (asked.kind === "view") {
      if (this.shown && !this.calm) this.view(this.shown, again);
    } else if (!this.next) this.next = { ...asked, again };
    else if (asked.kind === "slopes") this.wantSlopes({ id: String(asked.id) }, again);
  }

  stop() {
    for (const timer of [this.slopes, this.calm, this.soon, this.lost]) clearTimeout(timer);
    [this.next, this.slopes, this.calm, this.soon, this.busy] = [null, undefined, undefined, undefined, false];
    this.tell();
  }
}
