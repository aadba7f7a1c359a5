// A stop of the course without a server: the panel asks, and this page answers.

import { Progress } from "../../ui/web/lesson/progress.js";
import { receive } from "../../ui/web/lesson/lesson.js";
import { begin, bytes, onSpeak, put, said, spoken, tell, written } from "./alone.js";
import { outcome, scored } from "./scoring.js";

/** @typedef {{ texts: Texts, course: LessonChapter[], before: LessonStop, after: Partial<LessonStop>, rule: import("./scoring.js").Rule }} Content
 *  @typedef {{ kind?: string, stop?: string, said?: string }} Asks */

const WAIVED = "-"; // An answer that was not given.

/** @type {() => Promise<Content>} */
const content = async () => JSON.parse(new TextDecoder().decode(await bytes(`lesson-${spoken()}`)));

/** The answer, as the address says it or this browser has kept it; null while the question is open.
 *  @type {string | null} */
let answered = null;

/** @type {(rule: import("./scoring.js").Rule, answer: string) => Partial<LessonStop> | string} */
function judged(rule, answer) {
  if (answer === WAIVED) return {};
  const score = scored(rule, answer);
  return typeof score === "string" ? score : { outcome: outcome(rule, score), word: score.word, share: score.share };
}

/** @type {(problem?: string) => Promise<void>} */
async function show(problem = "") {
  const { texts, course, before, after, rule } = await content();
  const told = answered === null ? {} : judged(rule, answered);
  const stop = answered === null ? before : Object.assign({}, before, after, told);
  const header = { kind: "lesson", texts, course, problem, language: spoken(), present: false, list: null, stop, said: answered, arrays: [] };
  receive(/** @type {any} */ ({ data: written(header), parentElement: document.body, setTriggerValue: hear }), "");
}

/** @type {(trigger: string, asks: Asks) => Promise<void>} */
async function hear(_trigger, { kind, stop = "", said: given = "" }) {
  if (kind === "open") location.href = `${encodeURIComponent(stop)}.html#lang=${spoken()}`;
  if (kind === "again") await turn(null);
  if (kind !== "answer" || answered !== null) return;
  const told = judged((await content()).rule, given);
  if (typeof told === "string") await show(told);
  else await turn(given);
}

/** The question with its veil, or the answer without.
 *  @type {(answer: string | null) => Promise<void>} */
async function turn(answer) {
  answered = answer;
  tell(new URLSearchParams(answer === null ? {} : { said: answer }));
  await show();
  await put(answer === null ? 0 : 1);
}

export async function beginStop() {
  const { before, rule } = await content();
  const given = said().get("said") ?? new Progress().said(before.id);
  const told = given === null ? "" : judged(rule, given);
  if (typeof told !== "string") answered = given;
  await show(typeof told === "string" ? told : "");
  onSpeak(() => show());
  await begin(answered === null ? 0 : 1);
}
