// Pieces that both parts of the probe draw with.

import { cut, edgeArrow } from "../lib/edge.js";

export const NOTHING = { x: [null], y: [null] };
const HEAD = 11; // Pixels of an arrow's head.
const FULL = 0.06; // An arrow of this share of the picture is long enough for a head of full size.

/** @type {(box: Box) => number[]} */
export const sizes = (box) => box.map(([low, high]) => high - low);
/** @type {(...points: (Point | null)[]) => { x: (number | null)[], y: (number | null)[] }} */
export const line = (...points) => ({ x: points.map((p) => p && p[0]), y: points.map((p) => p && p[1]) });
/** @type {(point: Point) => Values} */
export const dot = (point) => line(point);

/** An arrow as far as the picture goes; nothing where it would have no length.
 *  @type {(tail: Point, head: Point, box: Box) => Values} */
export function arrow(tail, head, box) {
  if (!head.every(Number.isFinite) || head.every((x, j) => x === tail[j])) return NOTHING;
  const end = cut(tail, head, box) ?? head;
  const size = sizes(box);
  const length = Math.max(...end.map((x, j) => Math.abs(x - tail[j]) / size[j]));
  return { ...line(tail, end), marker: { size: [0, Math.min(HEAD, (HEAD * length) / FULL)] } };
}

/** What stands at the edge for a point off the picture.
 *  @type {(point: Point, box: Box, text: string) => Values} */
export function edge(point, box, text) {
  const off = point.every(Number.isFinite) ? edgeArrow(point, box) : null;
  if (!off) return { ...NOTHING, text: [""] };
  return { ...dot(off.at), text: [text], textposition: off.textposition, marker: { angle: off.angle, angleref: "up" } };
}

/** Words [[point, text, side], …]; those without a place are left out.
 *  @type {(list: (Word | false)[]) => Values} */
export function words(list) {
  const kept = list.filter((each) => each !== false);
  if (!kept.length) return { ...NOTHING, text: [""] };
  return { ...line(...kept.map(([point]) => point)), text: kept.map((each) => each[1]), textposition: kept.map((each) => each[2]) };
}

/** A spec's traces with new data, each keeping its looks.
 *  @type {(spec: Spec, values: Record<string, Values>) => Trace[]} */
export const dressed = (spec, values) => spec.data.map((trace) => {
  const { marker, ...data } = values[trace.name ?? ""] ?? {};
  return { ...trace, ...data, ...(trace.marker && { marker: { ...trace.marker, ...marker } }) };
});
