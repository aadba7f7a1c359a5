// A still map to tap: where will it land, where is the loss the same? Keys move a cross.

import { element } from "../lib/elements.js";
import { one } from "../lib/markup.js";
import { element as shape, set } from "../lib/svg.js";

const WAYS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] });
const STEPS = 80; // A key goes from end to end in so many steps.
const MARK = "lrviz:mark"; // The event that moves the cross.
const ARM = 7; // Pixels of a cross's arm.

/** @type {(stop: LessonStop, how: import("./questions.js").How) => Element} */
export function mapToTap(stop, { said, dark, texts, answer }) {
  const { box = [], map, from = [] } = stop.asks;
  const frame = element("div", {
    class: "lr-tap", "data-testid": "lesson-map", role: "button", tabindex: said === null ? "0" : "-1", "aria-label": texts.map, "aria-disabled": String(said !== null),
  });
  frame.insertAdjacentHTML("afterbegin", map?.[dark ? "dark" : "light"] ?? "");
  const svg = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (one(frame, "svg")));
  frame.style.setProperty("--shape", String(Number(svg.getAttribute("width")) / Number(svg.getAttribute("height"))));
  if (said !== null) told(svg, box, stop, said);
  else askedOn(frame, svg, box, from, answer);
  return frame;
}

/** @type {(frame: HTMLElement, svg: SVGSVGElement, box: Box, from: Point, answer: (said: string) => void) => void} */
function askedOn(frame, svg, box, from, answer) {
  let at = from;
  const cross = crossed(svg, box, at, "lr-cross");
  cross.setAttribute("visibility", "hidden");
  /** @type {(point: Point) => void} */
  const move = (point) => {
    at = point.map((x, j) => Math.min(Math.max(x, box[j][0]), box[j][1]));
    cross.setAttribute("visibility", "visible");
    set(cross, { transform: moved(svg, box, at) });
  };
  frame.addEventListener(MARK, (event) => move(/** @type {CustomEvent<Point>} */ (event).detail));
  const say = () => answer(place(at));
  frame.addEventListener("click", (event) => {
    if (event.detail === 0) return; // a key
    move(under(svg, box, event));
    say();
  });
  frame.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (way) move(at.map((x, j) => x + (way[j] * (box[j][1] - box[j][0])) / STEPS));
    else if (event.key === "Enter" || event.key === " ") say();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the stage has the same keys
  });
}

/** A place as the address writes it.
 *  @type {(at: Point) => string} */
export const place = (at) => at.map((x) => String(Number(x.toPrecision(6)))).join(",");

/** Puts the cross of the map within `root` at a place.
 *  @type {(root: Element, at: Point) => void} */
export function marked(root, at) {
  one(root, ".lr-tap").dispatchEvent(new CustomEvent(MARK, { detail: at }));
}

/** Where it is, and where one took it to be.
 *  @type {(svg: SVGSVGElement, box: Box, stop: LessonStop, said: string) => void} */
function told(svg, box, { asks, truth }, said) {
  if (asks.kind === "tap") {
    const [x, y] = pixelsOf(svg, box, /** @type {Point} */ (truth));
    shape("circle", { cx: x, cy: y, r: ARM, class: "lr-place" }, svg);
  }
  if (said !== "-") crossed(svg, box, said.split(",").map(Number), "lr-cross");
}

/** @type {(svg: SVGSVGElement, box: Box, at: Point, name: string) => Element} */
const crossed = (svg, box, at, name) => shape("path", { d: `M${-ARM} 0H${ARM}M0 ${-ARM}V${ARM}`, class: name, transform: moved(svg, box, at) }, svg);

/** @type {(svg: SVGSVGElement, box: Box, at: Point) => string} */
const moved = (svg, box, at) => `translate(${pixelsOf(svg, box, at).join(" ")})`;

/** @type {(svg: SVGSVGElement, box: Box, at: Point) => Point} */
export function pixelsOf(svg, [[x0, x1], [y0, y1]], [x, y]) {
  const { width, height } = svg.viewBox.baseVal;
  return [((x - x0) / (x1 - x0)) * width, ((y1 - y) / (y1 - y0)) * height];
}

/** The place under a pointer, in the map's own numbers.
 *  @type {(svg: SVGSVGElement, box: Box, event: MouseEvent) => Point} */
export function under(svg, [[x0, x1], [y0, y1]], event) {
  const { width, height } = svg.viewBox.baseVal;
  const seen = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM()?.inverse());
  return [x0 + (seen.x / width) * (x1 - x0), y1 - (seen.y / height) * (y1 - y0)];
}
