// A step taken apart: slope, decay, momentum, preconditioning; and what it promised the loss.

import { figures, slopeOf, spoken, valuesOf } from "./equation.js";
import { evaluate, named } from "./expression.js";
import { loss, point, stageOf, wholeRun } from "../lib/film.js";
import { beyond } from "../lib/numbers.js";

const PLAIN = ["g", "wd", "w"]; // The direction of a rule without memory is made of these.

/** Step k of run i as parts whose sum is the step: −η·g, −η·λw, −η·(direction − g − λw), the rest;
 *  null until the numbers have come.
 *  @type {(film: Film, i: number, k: number) => Split | null} */
export function parts(film, i, k) {
  const { step, direction } = stageOf(film, k);
  const known = valuesOf(film, i, k, ["+", step, direction, "g", "lr", "w"]);
  if (!known) return null;
  /** @type {(expression: Expression) => Point} */
  const of = (expression) => /** @type {Point} */ (evaluate(expression, (name) => known[name]));
  const decays = "wd" in known;
  const straight = named(direction).includes("wd") ? ["+", "g", ["·", "wd", "w"]] : "g";
  const move = wholeRun(film, i) ? less(point(film, i, k + 1), point(film, i, k)) : moveOf(step, of);
  /** @type {[string, Point][]} */
  const found = [["part_slope", of(["·", "lr", "g"]).map(minus)]];
  if (decays) found.push(["part_decay", of(["·", "lr", "wd", "w"]).map(minus)]);
  if (remembers(film)) found.push(["part_memory", of(["·", "lr", ["−", direction, straight]]).map(minus)]);
  if (film.optimizer !== "sgd") found.push([named(step).includes("b") ? "part_rest_memory" : "part_rest", found.reduce((left, [, part]) => less(left, part), move)]);
  return { parts: found, move };
}

/** How far a step goes, from the rule itself: what float32 leaves of two points' difference is less.
 *  @type {(step: Expression, of: (expression: Expression) => Point) => Point} */
function moveOf(step, of) {
  const [, origin, taken] = /** @type {Expression[]} */ (step);
  const shrunk = origin === "w" ? null : of(["·", "lr", "wd", "w"]);
  return of(taken).map((x, j) => -x - (shrunk ? shrunk[j] : 0));
}

/** Whether the rule's direction is more than the gradient and its decay.
 *  @type {(film: Film) => boolean} */
const remembers = (film) => film.rule.stages.some(({ direction }) => named(direction).some((name) => !PLAIN.includes(name)));

/** @type {(a: Point, b: Point) => Point} */
const less = (a, b) => a.map((x, j) => x - b[j]);
/** @type {(x: number) => number} */
const minus = (x) => (x === 0 ? 0 : -x);

/** The step taken apart: one row per part, their sum, and the sentence that says what it is.
 *  @type {(film: Film, i: number, k: number, texts: Texts) => string} */
export function decomposition(film, i, k, texts) {
  const split = k < film.length[i] ? parts(film, i, k) : null;
  if (!split) return "";
  const { rows, sum } = added(split, point(film, i, k), Boolean(wholeRun(film, i)));
  const titled = split.parts.map(([key], n) => row(label(film, texts[key]), rows[n]));
  const body = [...titled, row("Δ<i>w</i>", sum)].join("");
  const why = `<p>${texts[`why_${film.optimizer}`] ?? ""}</p>`;
  return `<div class="lr-apart"><table class="lr-parts">${body}</table>${prediction(film, i, k, texts)}</div>${why}`;
}

/** The parts as HTML with as many digits as it takes to see that they add up.
 *  @type {(split: Split, from: Point, exact: boolean) => { rows: string[], sum: string }} */
function added({ parts: all, move }, from, exact) {
  const values = Object.fromEntries(all.map(([key, part]) => [key, part]));
  const [text, sum] = figures({ expression: ["|", ...Object.keys(values)], values }, move.map(() => 0), move, exact);
  return { rows: text.split("|"), sum };
}

/** @type {(name: string, value: string) => string} */
const row = (name, value) => `<tr><th>${name}</th><td>${value}</td></tr>`;

/** @type {(film: Film, text: string) => string} */
const label = (film, text) => text.replaceAll("∂ℓ/∂w", slopeOf(film));

/** What the slope, and slope and curvature, promised the step would do to the loss on all the data.
 *  @type {(film: Film, i: number, k: number, texts: Texts) => string} */
export function prediction(film, i, k, texts) {
  const whole = wholeRun(film, i);
  const all = film.minibatch ? "_all" : "";
  /** @type {[string, number | null][]} */
  const rows = [
    [`predicted_slope${all}`, whole && whole.slope[k]],
    ["predicted_bend", whole && whole.slope[k] + whole.bend[k]],
    [`actual${all}`, whole && loss(film, i, k + 1) - loss(film, i, k)],
  ];
  const body = rows.map(([key, x]) => row(texts[key], spoken(x === null ? "…" : beyond(x))));
  return `<table class="lr-parts">${body.join("")}</table>`;
}

