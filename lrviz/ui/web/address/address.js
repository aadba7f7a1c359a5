// Says which language the page is in, and tells the server that a person has gone back, or forward, to another address of the page.

import { decode } from "../lib/film.js";
import { isDark } from "../lib/skin.js";
import { returned, returning } from "../lib/history.js";
import "../lib/stepping.js";
import { voiced } from "../lib/texts.js";

const LOOKING = 400; // Milliseconds between two looks at the page's paper.
let told = 0;
/** @type {ReturnType<typeof setInterval> | undefined} */
let looking;

/** Says on the root what paper the page has, so that a style can be legible on it.
 *  @type {(element: Element) => void} */
function look(element) {
  document.documentElement.dataset.lrPaper = isDark(element) ? "dark" : "light";
  translate();
  begin();
}

/** @type {Record<string, string>} Streamlit's words to readers of the screen, with {} for a name, and ours */
let spoken = {};

/** Says to readers of the screen in the page's language what Streamlit has in English alone.
 *  @type {() => void} */
function translate() {
  if (!Object.keys(spoken).length && !document.documentElement.dataset.lrSpoken) return;
  document.documentElement.dataset.lrSpoken = "true"; // what was once put into another language is put back
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[aria-label]"))) {
    const said = each.getAttribute("aria-label") ?? "";
    const { lrSaid: before, lrOurs: ours } = each.dataset;
    const now = voiced(said === ours && before ? before : said, spoken);
    if (now === said) continue;
    each.dataset.lrSaid = said === ours && before ? before : said;
    each.dataset.lrOurs = now;
    each.setAttribute("aria-label", now);
  }
}

let page = ""; // whose link was last brought into sight

/** Brings the link of the page that is open into sight, where the menu scrolls sideways.
 *  @type {() => void} */
function begin() {
  if (page === location.pathname) return;
  const menu = document.querySelector(".st-key-menu");
  const links = /** @type {HTMLAnchorElement[]} */ ([...(menu?.querySelectorAll("a[href]") ?? [])]);
  const here = links.find(({ pathname }) => pathname === location.pathname);
  if (!menu || !here) return;
  page = location.pathname;
  const [inner, outer] = [here.getBoundingClientRect(), menu.getBoundingClientRect()];
  menu.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

/** @type {(component: Component) => void} */
export function receive(component) {
  returning((query) => component.setTriggerValue?.("ask", { query, told: (told += 1) }));
  const { told: heard, language, words = {} } = decode(component.data);
  spoken = words;
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
