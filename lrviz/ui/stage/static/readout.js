// The update written out with its numbers, and the verdict.

import { bend, gap, gradient, loss, parts, point } from "./film.js";
import { known } from "./known.js";
import { beyond, number, subscript } from "./numbers.js";

const NOISE = 1e-6; // of the numbers subtracted: what float32 leaves of a difference that is zero

/** @type {(k: number | string) => string} */
const w = (k) => `<i>w</i><sub>${k}</sub>`;
const SLOPE = "∂<i>ℓ</i>/∂<i>w</i>";
/** @type {(values: Point) => string} */
const points = (values) => {
  const shown = values.map((x) => beyond(x));
  return `<span class="lr-num">${shown.length === 1 ? shown[0] : `(${shown.join(", ")})`}</span>`;
};

/** The equation of the step from row k of run i, as HTML; the last row has none.
 *  @type {(film: Film, i: number, k: number, texts: Texts) => string} */
export function equation(film, i, k, texts) {
  if (k >= film.length[i]) return atEnd(film, i, k, texts);
  const [from, to, slope] = [point(film, i, k), point(film, i, k + 1), gradient(film, i, k)];
  const next = w(`${k + 1}`);
  if (slope && film.optimizer === "sgd" && !film.slopes?.arrays.direction) {
    const lr = `<span class="lr-num">${number(film.lr[i])}</span>`;
    return `${next} = ${w(k)} − <i>η</i>·${SLOPE}<br>&emsp;= ${points(from)} − ${lr}·${points(slope)}<br>&emsp;= ${points(to)}`;
  }
  const move = to.map((x, j) => x - from[j]);
  return `${next} = ${w(k)} + Δ<i>w</i><br>&emsp;= ${points(from)} + ${points(move)}<br>&emsp;= ${points(to)}`;
}

/** @type {(film: Film, i: number, k: number, texts: Texts) => string} */
function atEnd(film, i, k, texts) {
  const line = `${w(k)} = ${points(point(film, i, k))}<br><i>ℓ</i>(${w(k)}) = ${points([loss(film, i, k)])}`;
  return film.blown[i] ? `${line}<br><em>${texts.next_overflows}</em>` : line;
}

/** The step taken apart: one row per part, with the sentence that says what it is.
 *  @type {(film: Film, i: number, k: number, texts: Texts) => string} */
export function decomposition(film, i, k, texts) {
  const split = k < film.length[i] ? parts(film, i, k) : null;
  if (!split) return "";
  /** @type {[string, Point][]} */
  const rows = [["part_slope", split.slope]];
  if (film.slopes?.arrays.direction) rows.push(["part_memory", split.memory]);
  if (matters(split.rest, split.slope)) rows.push(["part_rest", split.rest]);
  const scale = NOISE * Math.max(...point(film, i, k).map(Math.abs), ...split.slope.map(Math.abs));
  /** @type {(v: Point) => Point} */
  const clean = (v) => v.map((x) => (Math.abs(x) < scale ? 0 : x));
  const body = rows.map(([key, v]) => `<tr><th>${texts[key]}</th><td>${points(clean(v))}</td></tr>`).join("");
  return `<table class="lr-parts">${body}</table><p>${texts[`why_${film.optimizer}`] ?? ""}</p>${prediction(film, i, k, texts)}`;
}

/** What the slope, and slope and curvature, promised the step would do to the loss.
 *  @type {(film: Film, i: number, k: number, texts: Texts) => string} */
export function prediction(film, i, k, texts) {
  const [g, from, to] = [gradient(film, i, k), point(film, i, k), point(film, i, k + 1)];
  const bent = bend(film, i, k);
  if (!g || bent === null) return "";
  const first = g.reduce((sum, x, j) => sum + x * (to[j] - from[j]), 0);
  /** @type {[string, number][]} */
  const rows = [
    ["predicted_slope", first],
    ["predicted_bend", first + bent],
    ["actual", gap(film, i, k + 1) - gap(film, i, k)],
  ];
  const body = rows.map(([key, x]) => `<tr><th>${texts[key]}</th><td>${points([x])}</td></tr>`);
  return `<table class="lr-parts">${body.join("")}</table>`;
}

/** Whether a part is more than what float32 leaves over.
 *  @type {(rest: Point, slope: Point) => boolean} */
const matters = (rest, slope) =>
  Math.hypot(...rest) > 1e-4 * Math.hypot(...slope);

/** "step 7 of 100, w₇ = (…), ℓ = …": the plain text beside the step slider.
 *  @type {(film: Film, i: number, k: number, texts: Texts) => string} */
export function summary(film, i, k, texts) {
  return texts.count
    .replace("{step}", String(k))
    .replace("{steps}", String(film.length[i]))
    .replace("{loss}", beyond(loss(film, i, k)));
}

/** @type {(k: number) => string} */
export const named = (k) => `w${subscript(k)}`;

/** The verdict of run i: its word and mark, its sentence, and a hint of what to try.
 *  @type {(parts: StageParts, film: Film, i: number, texts: Texts, colours: Colours) => void} */
export function showVerdict({ word, sentence }, film, i, texts, { marks, verdicts }) {
  const verdict = film.verdict[i];
  const said = `${known(marks, verdict, "verdict")} ${known(texts, `verdict_${verdict}`, "text")}`;
  if (word.textContent !== said) word.textContent = said; // it is read out when it changes
  word.parentElement?.style.setProperty("--regime", known(verdicts, verdict, "verdict"));
  sentence.textContent = `${film.sentence[i]}${film.estimate ? ` ${texts.estimate}` : ""}`;
  sentence.title = texts[`hint_${verdict}`];
}
