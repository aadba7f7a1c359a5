// The answers of a class as pictures: a histogram, a cloud of taps on the map, and the run played.

import { element, set } from "../lib/svg.js";

const WIDTH = 640; // A histogram's viewBox is so wide.
const NARROW = 360; // A histogram in a column has a viewBox so wide.
const [ROW, LOW, MANY] = [60, 44, 6]; // The height of a row, one of many's of one vote, and how many are many.
const [LABEL, SLIM] = [230, 150]; // The room for what an answer is called, beside its bar, and in a column.
const [LETTERS, FEWER] = [20, 12]; // So many letters of it fit there, and in a column; where one is longer, all stand above their bars.
const ABOVE = 28; // The room for it above a bar.
const [LONGEST_LABEL, SHORTER] = [56, 34]; // So many letters fit there, and in a column.
const WIDE = "\u2e80"; // From here on letters are twice as wide.

const PLAYING = 4000; // Milliseconds that a whole path takes.
const LONGEST = 220; // Milliseconds that a single step takes, at most.

/** @typedef {{ name: string, text: string, count: number }} Bar */

/** A row an answer, a bar a vote, the second below the first.
 *  @type {(votes: Bar[][], right: string, words: string, narrow?: boolean) => SVGSVGElement} */
export function histogram(votes, right, words, narrow = false) {
  const [rows, most] = [merged(votes), Math.max(1, ...votes.flat().map(({ count }) => count))];
  const [width, label, fitting] = narrow ? [NARROW, SLIM, FEWER] : [WIDTH, LABEL, LETTERS];
  const above = rows.some(({ text }) => letters(text) > fitting) ? ABOVE : 0;
  const high = votes.length < 2 && rows.length > MANY ? LOW : ROW;
  const height = (high + above) * Math.max(1, rows.length);
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, class: "lr-histogram", role: "img", "font-size": 21, fill: "var(--ink)" });
  element("title", {}, svg).textContent = `${words} ${rows.map(({ text, counts }) => `${text}: ${counts.join(", ")}`).join("; ")}`;
  rows.forEach(({ name, text, counts }, i) => {
    const told = right !== "" && name === right;
    const row = element("g", { transform: `translate(0 ${(high + above) * i})`, "data-name": name, "data-counts": counts.join(","), ...(told && { "data-right": "true", "font-weight": 700 }) }, svg);
    const place = above ? { x: 0, y: 22, "text-anchor": "start" } : { x: label - 12, y: high / 2 + 7, "text-anchor": "end" };
    element("text", place, row).textContent = (told ? "✓ " : "") + cut(text, narrow ? SHORTER : LONGEST_LABEL);
    const bars = element("g", { transform: `translate(${above ? 0 : label} ${above})` }, row);
    counts.forEach((count, vote) => bar(bars, count / most, { count, vote, of: counts.length, told, high, room: width - 60 - (above ? 0 : label) }));
  });
  return svg;
}

/** How wide a text is, in Latin letters.
 *  @type {(text: string) => number} */
export const letters = (text) => [...text].reduce((sum, each) => sum + (each < WIDE ? 1 : 2), 0);

/** @type {(text: string, most: number) => string} */
export function cut(text, most) {
  if (letters(text) <= most) return text;
  const kept = [...text];
  while (letters(kept.join("")) > most - 1) kept.pop();
  return `${kept.join("")}…`;
}

/** @type {(row: SVGElement, share: number, what: { count: number, vote: number, of: number, told: boolean, high: number, room: number }) => void} */
function bar(row, share, { count, vote, of, told, high, room }) {
  const [thick, width] = [of > 1 ? 22 : high - 20, Math.max(2, room * share)];
  const y = of > 1 ? 6 + vote * 25 : (high - thick) / 2;
  const latest = vote === of - 1;
  element("rect", { x: 0, y, width, height: thick, rx: 2, fill: latest ? "var(--path)" : "var(--future)", opacity: latest ? 1 : 0.6, ...(told && { stroke: "var(--ink)", "stroke-width": 2 }) }, row);
  element("text", { x: width + 8, y: y + thick / 2 + 7, opacity: latest ? 1 : 0.7 }, row).textContent = String(count);
}

/** The rows of all votes: an answer that a vote did not give has a 0 there.
 *  @type {(votes: Bar[][]) => { name: string, text: string, counts: number[] }[]} */
export function merged(votes) {
  const names = new Map(votes.flat().map(({ name, text }) => [name, text]));
  return [...names].map(([name, text]) => ({
    name, text, counts: votes.map((bars) => bars.find((each) => each.name === name)?.count ?? 0),
  }));
}

/** Puts the taps of each vote on the map: those of the first as rings once there is a second.
 *  @type {(map: SVGSVGElement, votes: Point[][]) => void} */
export function cloud(map, votes) {
  map.querySelector(".lr-cloud")?.remove();
  const group = element("g", { class: "lr-cloud" }, map);
  votes.forEach((taps, vote) => {
    const latest = vote === votes.length - 1;
    const look = latest ? { fill: "var(--path)", "fill-opacity": 0.45, stroke: "var(--paper)", "stroke-width": 0.6 } : { fill: "none", "fill-opacity": 0, stroke: "var(--future)", "stroke-width": 1.2 };
    for (const [x, y] of taps) element("circle", { cx: x, cy: y, r: 4.5, ...look }, group);
  });
}

/** Plays the run on the map, at once where motion is not wanted; returns what stops it.
 *  @type {(map: SVGSVGElement, path: Point[], place: Point | null, calm: boolean) => () => void} */
export function play(map, path, place, calm) {
  map.querySelector(".lr-run")?.remove();
  const group = element("g", { class: "lr-run", fill: "none", stroke: "var(--ink)" }, map);
  const line = element("polyline", { "stroke-width": 1.6, "stroke-linejoin": "round" }, group);
  const dots = element("path", { "stroke-width": 5, "stroke-linecap": "round" }, group);
  const began = performance.now();
  const step = Math.min(LONGEST, PLAYING / Math.max(1, path.length));
  let frame = 0;
  function draw() {
    const shown = calm ? path.length : Math.min(path.length, 1 + Math.floor((performance.now() - began) / step));
    const points = path.slice(0, shown);
    set(line, { points: points.map((each) => each.join(",")).join(" ") });
    set(dots, { d: points.map(([x, y]) => `M${x} ${y}h0`).join("") });
    map.dataset.shown = String(shown);
    if (shown < path.length) frame = requestAnimationFrame(draw);
  }
  draw();
  if (place) element("path", { d: `M${place[0] - 9} ${place[1]}h18M${place[0]} ${place[1] - 9}v18`, "stroke-width": 2.5, class: "lr-truth" }, group);
  return () => cancelAnimationFrame(frame);
}
