// The arrow keys change a number in a field of text by its step, which the field's class says with
// its limits: st-key-steps-by-10-1-2000; lrviz/ui/number_field.py writes it.

import { readNumber } from "./numbers.js";

const KEYS = ["ArrowUp", "ArrowDown"];
const DIGITS = 12; // With so many digits 0.1 + 0.2 is 0.3.

/** Step and limits of a field from its class, or null.
 *  @type {(name: string) => number[] | null} */
export function steps(name) {
  const said = /(?:^| )st-key-\S+-by-(\S+)/.exec(name);
  return said && said[1].split("-").map((part) => Number(part.replaceAll("m", "-").replace("p", ".")));
}

/** The number of `text` a step further, within limits; null where it is none.
 *  @type {(text: string, way: number, step: number, low?: number, high?: number) => string | null} */
export function stepped(text, way, step, low = -Infinity, high = Infinity) {
  const read = readNumber(text);
  if (!("value" in read)) return null;
  const next = Number((read.value + way * step).toPrecision(DIGITS));
  return String(Math.min(Math.max(next, low), high));
}

/** @type {(target: EventTarget | null) => [HTMLInputElement, number[]] | null} */
function field(target) {
  if (!(target instanceof HTMLInputElement)) return null;
  const found = steps(target.closest("[class*='-by-']")?.className ?? "");
  return found && [target, found];
}

addEventListener("keydown", (event) => {
  const found = KEYS.includes(event.key) && !event.altKey && field(event.target);
  if (!found) return;
  const [input, [step, low, high]] = found;
  const next = stepped(input.value, event.key === "ArrowUp" ? 1 : -1, step, low, high);
  event.preventDefault();
  if (next === null) return;
  // React hears of a value only if its own notion of it is left alone.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, next);
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

// A key that is held asks once, when it is let go. What is left is asked for.
addEventListener("keyup", (event) => {
  const found = KEYS.includes(event.key) && field(event.target);
  if (!found) return;
  found[0].blur();
  found[0].focus();
});
