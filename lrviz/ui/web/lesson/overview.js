// The course as a list: its chapters, its stops, and how far one has come.

import { element, filled } from "../lib/elements.js";

const MARKS = /** @type {Record<string, string>} */ ({ right: "●", near: "◐", far: "○", waived: "–" });

/** @type {(show: LessonShow, progress: import("./progress.js").Progress, open: (id: string) => void) => Element[]} */
export function overview({ course, stop, texts }, progress, open) {
  const all = course.reduce((sum, { stops }) => sum + stops.length, 0);
  const { done, points } = progress.total();
  const said = { done, all, points };
  const total = texts.progress.replace(/\{(done|all|points)\}/g, (_, name) => String(Reflect.get(said, name)));
  return [
    filled("header", {}, [element("h2", { tabindex: "-1", "data-focus": "" }, texts.overview), element("p", { "data-testid": "lesson-progress" }, total)]),
    ...resume(course, stop, texts, progress, open),
    ...course.map((chapter) => filled("section", { class: "lr-chapter" }, [
      element("h3", {}, chapter.title),
      filled("ol", {}, chapter.stops.map((each) => filled("li", {}, [
        element("span", { class: "lr-mark", "aria-hidden": "true", "data-word": progress.word(each.id) }, MARKS[progress.word(each.id)] ?? ""),
        element("button", { class: "lr-link", "data-testid": "lesson-stop", "data-stop": each.id, "aria-current": each.id === stop?.id ? "step" : null, onclick: () => open(each.id) }, each.title),
      ]))),
    ])),
    carry(texts, progress),
    ownList(course, texts),
  ];
}

/** The stop one was at, where this is not it.
 *  @type {(course: LessonChapter[], stop: LessonStop | null, texts: Texts, progress: import("./progress.js").Progress, open: (id: string) => void) => Element[]} */
function resume(course, stop, texts, progress, open) {
  const last = course.flatMap(({ stops }) => stops).find(({ id }) => id === progress.last());
  if (!last || stop) return [];
  return [element("button", { class: "lr-quiet", onclick: () => open(last.id) }, texts.resume.replace("{title}", last.title))];
}

/** @type {(texts: Texts, progress: import("./progress.js").Progress) => Element} */
function carry(texts, progress) {
  const told = element("p", { role: "status" });
  const button = element("button", { class: "lr-quiet", "data-testid": "lesson-carry", onclick: async () => {
    const link = progress.link();
    try {
      await navigator.clipboard.writeText(link);
      told.textContent = texts.carried;
    } catch { // no clipboard without a secure address: the link stands there to be copied
      told.replaceChildren(element("input", { readonly: true, value: link, "aria-label": texts.carry }));
    }
  } }, texts.carry);
  return filled("div", { class: "lr-carry" }, [button, told]);
}

/** A form that makes a set list: one link to any stops and states in any order.
 *  @type {(course: LessonChapter[], texts: Texts) => Element} */
function ownList(course, texts) {
  const name = element("input", { "aria-label": texts.list_name, placeholder: texts.list_name, "data-testid": "lesson-list-name" });
  const items = element("textarea", { "aria-label": texts.list_items, placeholder: texts.list_items, rows: "5", "data-testid": "lesson-list-items" });
  const open = element("button", { "data-testid": "lesson-list-open", onclick: () => {
    location.assign(listLink(course, name.value, items.value.split("\n"), location.href));
  } }, texts.list_open);
  return filled("details", { class: "lr-own-list" }, [element("summary", {}, texts.list), name, items, open]);
}

/** The address of a list: lines are titles of stops, or addresses of states.
 *  @type {(course: LessonChapter[], name: string, lines: string[], here: string) => string} */
export function listLink(course, name, lines, here) {
  const stops = course.flatMap((chapter) => chapter.stops);
  /** @type {(line: string) => string} */
  const item = (line) => {
    const known = stops.find(({ id, title }) => id === line || title.toLowerCase() === line.toLowerCase());
    if (known || !line.includes("?")) return known?.id ?? line;
    const state = new URL(line, here);
    const page = state.pathname.split("/").at(-1) || "descent";
    for (const key of ["lang", "present", "list", "nth"]) state.searchParams.delete(key);
    return page === "lessons" ? state.searchParams.get("stop") ?? line : `${page}${state.search.replaceAll("|", "%7C")}`;
  };
  const url = new URL(here);
  const kept = ["lang", "present"].map((key) => [key, url.searchParams.get(key)]).filter(([, value]) => value);
  const texts = [name, ...lines.map((line) => line.trim()).filter(Boolean).map(item)].map((text) => text.replaceAll("|", " "));
  url.search = new URLSearchParams([["list", texts.join("|")], .../** @type {string[][]} */ (kept)]).toString();
  return url.href;
}
