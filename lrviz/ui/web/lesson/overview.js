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
