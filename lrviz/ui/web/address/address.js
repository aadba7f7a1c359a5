// Says which language the page is in, and tells the server that a person has gone back, or forward, to another address of the page.

import { decode } from "../lib/film.js";
import { isDark } from "../lib/skin.js";
import { returned, returning } from "../lib/history.js";
import "../lib/stepping.js";

const LOOKING = 400; // milliseconds between two looks at the page's paper
let told = 0;
/** @type {ReturnType<typeof setInterval> | undefined} */
let looking;

/** Says on the root what paper the page has, so that a style can be legible on it.
 *  @type {(element: Element) => void} */
function look(element) {
  document.documentElement.dataset.lrPaper = isDark(element) ? "dark" : "light";
}

/** @type {(component: Component) => void} */
export function receive(component) {
  returning((query) => component.setTriggerValue?.("ask", { query, told: (told += 1) }));
  const { told: heard, language } = decode(component.data);
  document.documentElement.lang = language;
  clearInterval(looking);
  looking = setInterval(() => look(component.parentElement), LOOKING);
  look(component.parentElement);
  if (heard === told) returned();
}

export function dispose() {
  clearInterval(looking);
  returning(() => {});
}
