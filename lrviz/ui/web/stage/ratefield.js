// The field in which a learning rate is typed: what is refused stays in it, with a sentence.

import { known } from "../lib/known.js";
import { number, readNumber } from "../lib/numbers.js";

const ALERT = "lr-stage-alert";

export class RateField {
  /** What was last written into the field, or read from it. */
  seen = "";

  /** @param {import("./view.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.input = stage.parts.number;
    stage.parts.alert.id = ALERT;
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && this.take());
    this.input.addEventListener("blur", () => this.left());
  }

  /** Shows the rate, also one whose film is still to come, unless somebody writes here or what
   *  stands here was refused. */
  show() {
    const { input, stage: { rate, film, i } } = this;
    if (document.activeElement === input || input.hasAttribute("aria-invalid")) return;
    input.value = number(rate ?? film.lr[i]);
    this.seen = input.value;
  }

  /** Left without Enter: what was typed is meant all the same; an empty field shows the rate. */
  left() {
    if (!this.input.value.trim()) this.good();
    else if (this.input.value !== this.seen) this.take();
    if (this.stage.film) this.show();
  }

  take() {
    const { stage, input } = this;
    if (!stage.film) return;
    this.seen = input.value;
    const read = readNumber(input.value);
    if ("value" in read && read.value > 0) stage.typedRate(read.value);
    else this.refuse(refusal(stage.scene.texts, input.value, read));
  }

  /** @type {(sentence: string) => void} */
  refuse(sentence) {
    this.stage.refuse(sentence);
    this.input.setAttribute("aria-invalid", "true");
    this.input.setAttribute("aria-describedby", ALERT);
  }

  /** What stands in the field is no longer refused. */
  good() {
    this.input.removeAttribute("aria-invalid");
    this.input.removeAttribute("aria-describedby");
  }
}

/** Why a rate is not taken, in a sentence.
 *  @type {(texts: Texts, given: string, read: import("../lib/numbers.js").Reading) => string} */
export function refusal(texts, given, read) {
  const [why, [one, other]] = "reason" in read ? [read.reason, read.readings] : ["negative", []];
  /** @type {Record<string, string>} */
  const values = { given: given.slice(0, 40), one, other };
  return known(texts, `rate_${why}`, "text").replace(/\{(given|one|other)\}/g, (_, name) => values[name]);
}
