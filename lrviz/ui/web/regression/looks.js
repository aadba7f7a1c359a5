// What a hand has chosen to be drawn stands until the server has heard of it: data that were on their
// way meanwhile say what was drawn before, and to ask for them may have taken the word of it away.

import { insisted } from "../lib/insist.js";

const CALM = 300; // Milliseconds before a choice of what is drawn is reported.
const TIMES = 3; // A choice is told so often, at most: a server that has heard it may also refuse it.
const NAMES = /** @type {const} */ (["squares", "fan", "rings", "plane"]);

/** @typedef {Pick<Look, typeof NAMES[number]>} Choice */

/** @type {(look: Look) => Choice} */
const chosen = ({ squares, fan, rings, plane }) => ({ squares, fan, rings, plane });

export class Looks {
  /** @type {Choice | null} what a hand has chosen and no data have said yet */
  wanted = null;

  told = 0; // so often since it was chosen

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  calm;

  /** Ends the telling. */
  ending = () => {};

  /** `tell` sends a choice, `asking` hears whether one waits to be told or heard.
   *  @param {(choice: Choice) => void} tell @param {(waits: boolean) => void} asking */
  constructor(tell, asking) {
    this.tell = tell;
    this.asking = asking;
  }

  /** A hand has chosen; it is told once the hand rests.
   *  @type {(look: Look) => void} */
  choose(look) {
    this.end();
    this.wanted = chosen(look);
    this.asking(true);
    this.calm = setTimeout(() => {
      this.ending = insisted(() => this.say(), () => !this.wanted, TIMES, () => this.asking(false));
    }, CALM);
  }

  say() {
    this.told += 1;
    if (this.wanted) this.tell(this.wanted);
  }

  /** Data have come: what they draw gives way to a choice that they know nothing of yet, as none do
   *  before it has been told.
   *  @type {(look: Look) => void} */
  take(look) {
    if (!this.wanted) return;
    const heard = this.told > 0 && NAMES.every((name) => look[name] === this.wanted?.[name]);
    if (heard || this.told === TIMES) this.end();
    else Object.assign(look, this.wanted);
  }

  /** Nothing is told any more. */
  end() {
    clearTimeout(this.calm);
    this.ending();
    this.asking(false);
    this.wanted = null;
    this.told = 0;
  }
}
