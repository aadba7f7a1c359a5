// The controls of a question, each kind its own; after the answer they stand still and tell both.

import { element, filled } from "../lib/elements.js";
import { all } from "../lib/markup.js";
import { number } from "../lib/numbers.js";
import { mapToTap } from "./tapmap.js";

const PLACES = 1000; // The scale of a number has so many places.

/** @typedef {{ texts: Texts, said: string | null, dark: boolean, answer: (said: string) => void }} How */

/** @type {(stop: LessonStop, how: How) => Element[]} */
export function question(stop, how) {
  switch (stop.asks.kind) {
    case "verdict":
    case "choice": return [choices(stop, how)];
    case "number": return estimate(stop, how);
    case "order": return order(stop, how);
    default: return [mapToTap(stop, how)];
  }
}

/** @type {(stop: LessonStop, how: How) => Element} */
function choices({ asks, truth }, { said, dark, texts, answer }) {
  const group = filled("div", { class: "lr-choices", role: "group", "aria-labelledby": "lr-question" }, (asks.options ?? []).map(({ name, label, picture }) => {
    const told = said === null ? "" : name === truth ? texts.right_answer : name === said ? texts.own_answer : "";
    const button = element("button", {
      "data-testid": "lesson-choice", "data-name": name, disabled: said !== null, "aria-pressed": String(name === said),
      "data-told": said !== null && name === truth ? "truth" : null,
      onclick: () => { press(group, button); answer(name); },
    });
    if (picture) button.insertAdjacentHTML("afterbegin", picture[dark ? "dark" : "light"]);
    button.append(element("span", {}, label), ...(told ? [element("small", {}, told)] : []));
    return button;
  }));
  return group;
}

/** It looks pressed at once, whatever the server takes.
 *  @type {(group: Element, button: Element) => void} */
function press(group, button) {
  for (const each of all(group, "button")) each.setAttribute("aria-pressed", String(each === button));
}

/** @type {(stop: LessonStop, how: How) => Element[]} */
function estimate({ asks: { low = 1, high = 10, unit = "" }, truth }, { said, texts, answer }) {
  const typed = element("input", {
    "data-testid": "lesson-number", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": `${texts.typed} (${unit})`,
    disabled: said !== null, value: said === null || said === "-" ? "" : said,
    onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") answer(typed.value); },
  });
  const scale = element("input", {
    type: "range", min: "0", max: String(PLACES), step: "1", value: String(PLACES / 2), "aria-label": texts.estimate, disabled: said !== null,
    oninput: () => {
      typed.value = plain(low * (high / low) ** (Number(scale.value) / PLACES));
      scale.setAttribute("aria-valuetext", `${typed.value} ${unit}`);
    },
  });
  const ends = filled("div", { class: "lr-ends", "aria-hidden": "true" }, [element("span", {}, number(low)), element("span", {}, number(high))]);
  const row = filled("div", { class: "lr-typed" }, [typed, element("span", {}, unit)]);
  if (said !== null) return [row, element("p", { class: "lr-truth" }, `${texts.right_answer}: ${number(Number(truth), 3)} ${unit}`)];
  row.append(element("button", { "data-testid": "lesson-answer", onclick: () => answer(typed.value) }, texts.answer));
  return [scale, ends, row];
}

/** Three digits, as they are typed.
 *  @type {(x: number) => string} */
const plain = (x) => String(Number(x.toPrecision(x < 1000 ? 2 : 3)));

/** @type {(stop: LessonStop, how: How) => Element[]} */
function order({ asks: { options = [] }, truth }, { said, texts, answer }) {
  const labels = Object.fromEntries(options.map(({ name, label }) => [name, label]));
  const names = said === null || said === "-" ? options.map(({ name }) => name) : said.split(",");
  const list = element("ol", { class: "lr-order", "data-testid": "lesson-order", "aria-labelledby": "lr-question" });
  /** @type {(at: number) => void} */
  const lift = (at) => {
    [names[at - 1], names[at]] = [names[at], names[at - 1]];
    fill();
    /** @type {HTMLElement | null} */ (list.querySelector(`[data-name="${names[at - 1]}"] button`))?.focus();
  };
  const fill = () => list.replaceChildren(...names.map((name, at) => filled("li", { "data-name": name }, [
    element("span", {}, labels[name]),
    ...(said === null ? [element("button", { "data-testid": "lesson-up", "aria-label": texts.up.replace("{name}", labels[name]), disabled: at === 0, onclick: () => lift(at) }, "↑")] : []),
  ])));
  fill();
  if (said === null) return [list, element("button", { "data-testid": "lesson-answer", onclick: () => answer(names.join(",")) }, texts.answer)];
  const right = /** @type {string[]} */ (truth).map((name) => labels[name]).join(" → ");
  return [list, element("p", { class: "lr-truth" }, `${texts.right_answer}: ${right}`)];
}
