// What is on the wall: the question, its map, the answers once the vote is over, the truth once told.

import { element, filled } from "../lib/elements.js";
import { filled as worded } from "../lib/texts.js";
import { cloud, histogram } from "./chart.js";

/** `narrow` where it stands in a column, beside a live page.
 *  @type {(wall: DeskWall, texts: Texts, narrow: boolean) => Element[]} */
export function wallOf(wall, texts, narrow) {
  const results = wall.bars.some((bars) => bars.length > 0);
  const open = wall.step === "open" && !results;
  return [
    filled("header", {}, [
      element("small", {}, worded(texts.number, { number: wall.number, vote: wall.vote })),
      element("h2", {}, wall.title),
      ...(wall.text ? [element("p", { class: "lr-class-text" }, wall.text)] : []),
      ...(wall.loss ? [loss(wall)] : []),
      element("p", { class: "lr-class-question", "data-testid": "classroom-question" }, wall.question),
    ]),
    filled("div", { class: "lr-pictures", "data-map": String(Boolean(wall.svg)), "data-bars": String(results) }, [
      ...(wall.svg ? [map(wall)] : []),
      ...(results ? [chart(wall, texts, narrow)] : []),
      ...(open && wall.options.length ? [options(wall)] : []),
    ]),
    ...(wall.told ? [told(wall.told, texts, wall.kind)] : []),
  ];
}

/** @type {(wall: DeskWall) => Element} */
function loss(wall) {
  const place = element("p", { class: "lr-class-text" });
  place.innerHTML = wall.loss; // written by our own server
  return place;
}

/** @type {(wall: DeskWall) => Element} */
function map(wall) {
  const place = element("div", { class: "lr-class-map", "data-testid": "classroom-map" });
  place.innerHTML = wall.svg; // drawn by our own server, with nothing typed in it
  const svg = /** @type {SVGSVGElement} */ (place.querySelector("svg"));
  cloud(svg, wall.taps);
  return place;
}

/** @type {(wall: DeskWall, texts: Texts, narrow: boolean) => Element} */
function chart(wall, texts, narrow) {
  const place = element("div", { class: "lr-class-chart", "data-testid": "classroom-histogram" });
  place.append(histogram(wall.bars, wall.told?.name ?? "", texts.histogram, narrow));
  if (wall.bars.length > 1) place.append(element("p", { class: "lr-class-key" }, texts.two_votes));
  return place;
}

/** @type {(wall: DeskWall) => Element} */
const options = (wall) => filled("ul", { class: "lr-class-options" }, wall.options.map(({ text }) => element("li", {}, text)));

/** How the class did in each vote; of a vote that nobody has answered no share is told.
 *  @type {(shares: DeskTold["shares"], kind: string, texts: Texts) => string[]} */
export function done(shares, kind, texts) {
  const percent = (/** @type {number | undefined} */ share) => `${Math.round(100 * (share ?? 0))}%`;
  const some = kind === "word" ? "_right" : "";
  return shares.map((share, vote) => worded(texts[`share${shares.length > 1 ? "_of_vote" : ""}${share.right === undefined ? "_none" : some}`], {
    vote: vote + 1, right: percent(share.right), near: percent(share.near),
  }));
}

/** @type {(told: DeskTold, texts: Texts, kind: string) => Element} */
function told({ text, answer, shares }, texts, kind) {
  return filled("section", { class: "lr-class-told", "data-testid": "classroom-told" }, [
    element("p", { class: "lr-class-answer" }, answer),
    ...(text.startsWith(answer) ? [element("p", {}, text.slice(answer.length).trim())] : [element("p", {}, text)]),
    ...done(shares, kind, texts).map((line) => element("p", { class: "lr-class-share" }, line)),
  ]);
}
