// The index of a site: it speaks, finds by words of a topic, and marks what was answered here.

const MARKS = /** @type {Record<string, string>} */ ({ right: "●", near: "◐", far: "○", waived: "–" });
const page = document.documentElement;
const field = /** @type {HTMLInputElement} */ (document.getElementById("lr-search"));
const stops = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("li[data-stop]")]);

/** @type {(words: string, asked: string) => boolean} */
export const fits = (words, asked) => asked.toLowerCase().split(/\s+/).every((word) => words.includes(word));

function find() {
  for (const each of stops) each.hidden = !fits(each.dataset.words ?? "", field.value.trim());
  for (const chapter of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-topic]"))) chapter.hidden = !chapter.querySelector("[data-stop]:not([hidden])");
  const none = /** @type {HTMLElement} */ (document.getElementById("lr-none"));
  none.hidden = stops.some(({ hidden }) => !hidden);
}

/** @type {(language: string) => void} */
function speak(language) {
  page.lang = language;
  document.title = page.getAttribute(`data-title-${language}`) ?? "";
  field.placeholder = field.getAttribute(`data-${language}`) ?? "";
  field.setAttribute("aria-label", field.placeholder);
  for (const button of document.querySelectorAll("[data-speak]")) button.setAttribute("aria-pressed", String(button.getAttribute("data-speak") === language));
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("li[data-stop] a"))) link.hash = `lang=${language}`;
  history.replaceState(null, "", `#lang=${language}`);
}

function mark() {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem("lrviz-lessons") ?? "{}") ?? {};
  } catch { // a browser that keeps nothing, or what another program has written
    kept = {};
  }
  for (const each of stops) {
    const word = kept[each.dataset.stop ?? ""]?.word ?? "";
    const sign = /** @type {HTMLElement} */ (each.querySelector(".lr-mark"));
    [sign.textContent, sign.dataset.word] = [MARKS[word] ?? "", word];
  }
}

const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
const own = navigator.language.split("-")[0];
const known = [...document.querySelectorAll("[data-speak]")].map((button) => button.getAttribute("data-speak") ?? "");
speak(known.find((each) => each === asked) ?? known.find((each) => each === own) ?? page.lang);
mark();
find();
field.addEventListener("input", find);
addEventListener("pageshow", mark);
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-speak], [data-paper]") : null;
  const chosen = button?.getAttribute("data-speak");
  if (chosen) speak(chosen);
  const dark = (page.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  if (button?.hasAttribute("data-paper")) page.dataset.theme = dark ? "light" : "dark";
});
