// The update written out with its numbers, and the verdict.

import { equation, points, spoken } from "./equation.js";
import { hides, loss, point, pointName, wholeRun } from "../lib/film.js";
import { known, WHY } from "../lib/known.js";
import { beyond, subscript } from "../lib/numbers.js";

/** The step from row k of run i written out, as HTML; the last row has none.
 *  @type {(film: Film, i: number, k: number, texts: Texts) => string} */
export function update(film, i, k, texts) {
  if (hides(film, "update", "slopes", "path", "next_point", "curves")) return "<em>?</em>";
  if (k >= film.length[i]) return atEnd(film, i, k, texts);
  const whose = film.minibatch ? `<br><small>${texts.whose}</small>` : "";
  return equation(film, i, k) + whose;
}

/** @type {(film: Film, i: number, k: number, texts: Texts) => string} */
function atEnd(film, i, k, texts) {
  const [at, height] = [points(point(film, i, k)), told(film, i, k)].map(spoken);
  const line = `${pointName(film, k)} = ${at}<br><i>ℓ</i>(${pointName(film, k)}) = ${height}`;
  const next = film.verdict[i] === "leaves" ? texts.next_leaves : texts.next_overflows;
  return film.blown[i] ? `${line}<br><em>${next}</em>` : line;
}

/** "step 7 of 100, w₇ = (…), ℓ = …": the plain text beside the step slider.
 *  @type {(film: Film, i: number, k: number, texts: Texts) => string} */
export function summary(film, i, k, texts) {
  const cut = hides(film, "curves", "batches") && film.length[i] === 0;
  return texts[cut ? "count_cut" : hides(film, "curves") ? "count_veiled" : "count"]
    .replace("{step}", String(k))
    .replace("{steps}", String(film.length[i]))
    .replace("{loss}", told(film, i, k));
}

const SINGLE = 2 ** -22; // This share of the numbers added is what float32 leaves over.

/** The loss in as many digits as are known of it: four, but for what is added up from large ones.
 *  @type {(film: Film, i: number, k: number) => string} */
function told(film, i, k) {
  const [value, unsure] = [loss(film, i, k), wholeRun(film, i) ? 0 : SINGLE * Math.abs(film.base[i])];
  const digits = unsure && Number.isFinite(value) ? Math.floor(Math.log10(Math.abs(value) / unsure)) : 4;
  return digits < 1 ? "0" : beyond(value, Math.min(4, digits));
}

/** @type {(k: number) => string} */
export const named = (k) => `w${subscript(k)}`;

/** The verdict of run i: its word and mark, its sentence, and a hint of what to try.
 *  @type {(parts: StageParts, film: Film, i: number, texts: Texts, colours: Colours) => void} */
export function showVerdict({ word, sentence, hint }, film, i, texts, { marks, verdicts }) {
  const verdict = film.verdict[i];
  if (verdict === "") {
    veiled(word, sentence, texts);
    hint.textContent = "";
    return;
  }
  const said = `${known(marks, verdict, "verdict")} ${known(texts, `verdict_${verdict}`, "text")}`;
  if (word.textContent !== said) word.textContent = said; // it is read out when it changes
  word.parentElement?.style.setProperty("--regime", known(verdicts, verdict, "verdict"));
  sentence.textContent = `${film.sentence[i]}${film.estimate[i] ? ` ${texts.estimate}` : ""}`;
  hint.textContent = film.hints[film.hint[i]] ?? "";
}

/** The way to the stop of the course that is about this verdict, or what it is where the course
 *  has none; neither where one is at a stop, or there is no verdict to be seen.
 *  @type {(parts: Pick<StageParts, "why" | "because" | "reason">, verdict: string, texts: Texts) => void} */
export function showWhy({ why, because, reason }, verdict, texts) {
  const [stop, beside] = [WHY[verdict], location.pathname.endsWith("/lessons")];
  why.hidden = !stop || beside;
  because.hidden = Boolean(stop) || !verdict || beside;
  if (!because.hidden) reason.textContent = known(texts, `what_${verdict}`, "text");
  if (why.hidden) return;
  const [url, now] = [new URL("lessons", document.baseURI), new URLSearchParams(location.search)];
  url.searchParams.set("stop", stop ?? "");
  for (const key of ["lang", "present"]) if (now.has(key)) url.searchParams.set(key, now.get(key) ?? "");
  why.href = url.href;
}

/** @type {(word: HTMLElement, sentence: HTMLElement, texts: Texts) => void} */
function veiled(word, sentence, texts) {
  if (word.textContent !== "?") word.textContent = "?";
  word.parentElement?.style.setProperty("--regime", "var(--line)");
  sentence.textContent = texts.veiled;
}

const INSIDE = 5; // Pixels from the edge of the map to what is laid on it.

/** Lays the formula at the head of the map, by the area of its axes.
 *  @type {(parts: StageParts, area: PlotArea) => void} */
export function lay({ formula }, { x, y, width }) {
  if (!(width > 0)) return;
  Object.assign(formula.style, { left: `${x + INSIDE}px`, top: `${y + INSIDE}px`, maxWidth: `${width - 2 * INSIDE}px` });
}

const SMALLEST = 0.72; // Below this share of its size a formula is no help on a map.

/** Makes a formula as small as its map asks for; one that could not be read is not shown.
 *  @type {(formula: HTMLElement) => void} */
export function fit(formula) {
  Object.assign(formula, { hidden: false });
  formula.style.removeProperty("--fit");
  const share = formula.clientWidth / formula.scrollWidth;
  if (!(share < 1)) return;
  if (share < SMALLEST) Object.assign(formula, { hidden: true });
  else formula.style.setProperty("--fit", String(Math.floor(100 * share) / 100));
}
