// Where the map ends, as lrviz/figures/edges.py has it: a point off the map stands at the
// map's nearest point, with an arrow that points outward and its true value.

/** @type {Record<string, string>} */
const INWARD = {
  "-1,-1": "top right", "-1,0": "middle right", "-1,1": "bottom right",
  "0,-1": "top center", "0,1": "bottom center",
  "1,-1": "top left", "1,0": "middle left", "1,1": "bottom left",
};

/** @type {(point: Point, box: Box) => boolean} */
export const inside = (point, box) => point.every((x, j) => x >= box[j][0] && x <= box[j][1]);

/** Null for a point on the map; else where it stands, plotly's marker angle (0 up, clockwise)
 *  and the side on which its text stays on the map.
 *  @type {(point: Point, box: Box) => Edge | null} */
export function edgeArrow(point, box) {
  if (inside(point, box)) return null;
  const at = point.map((x, j) => Math.min(Math.max(x, box[j][0]), box[j][1]));
  const side = point.map((x, j) => Number(x > box[j][1]) - Number(x < box[j][0]));
  const angle = (Math.atan2(side[0], side[1]) * 180) / Math.PI;
  return { at, side, angle, textposition: INWARD[side.join(",")] };
}

/** The other sides on which the text of an arrow stays on the map.
 *  @type {(edge: Edge) => string[]} */
export const inward = ({ side: [across, up] }) =>
  across === 0 ? [INWARD[`-1,${up}`], INWARD[`1,${up}`]] : up === 0 ? [INWARD[`${across},-1`], INWARD[`${across},1`]] : [];

/** Where the line from a, on the map, to b leaves it; null if it stays.
 *  @type {(a: Point, b: Point, box: Box) => Point | null} */
export function cut(a, b, box) {
  if (inside(b, box)) return null;
  let share = 1;
  b.forEach((end, j) => {
    const limit = end > box[j][1] ? box[j][1] : end < box[j][0] ? box[j][0] : null;
    if (limit !== null) share = Math.min(share, (limit - a[j]) / (end - a[j]));
  });
  share = Math.max(0, share);
  return a.map((x, j) => {
    const end = Math.min(Math.max(x + share * (b[j] - x), box[j][0]), box[j][1]);
    return Number.isNaN(end) ? x : end;
  });
}

const WIDER = 3; // It is drawn so many maps wide, so that no line ends in sight.

/** A polyline as it can be drawn: points far off the map are replaced by where the line
 *  leaves a box three maps wide, with a gap (null) between separate stretches. Each entry is
 *  [point or null, index of the point it is, or -1]. What is in sight stays exactly as it is.
 *  @type {(points: Point[], box: Box) => [Point | null, number][]} */
export function drawable(points, box) {
  /** @type {Box} */
  const wide = box.map(([low, high]) => [low - WIDER * (high - low), high + WIDER * (high - low)]);
  /** @type {[Point | null, number][]} */
  const kept = [];
  points.forEach((point, n) => {
    const here = inside(point, wide);
    const span = n && !(here && inside(points[n - 1], wide)) ? clipped(points[n - 1], point, wide) : null;
    if (span) {
      if (!inside(points[n - 1], wide)) kept.push([null, -1], [span[0], -1]);
      if (!here) kept.push([span[1], -1]);
    }
    if (here) kept.push([point, n]);
  });
  return kept;
}

/** The part of the line from a to b that lies in the box, by Liang and Barsky; null if none.
 *  @type {(a: Point, b: Point, box: Box) => [Point, Point] | null} */
function clipped(a, b, box) {
  let [from, to] = [0, 1];
  for (const j of [0, 1]) {
    const start = held(a[j]) / 2;
    for (const [way, room] of [[-half(a, b, j), start - box[j][0] / 2], [half(a, b, j), box[j][1] / 2 - start]]) {
      if (way === 0 && room < 0) return null;
      if (way < 0) from = Math.max(from, room / way);
      if (way > 0) to = Math.min(to, room / way);
    }
  }
  /** @type {(share: number) => Point} */
  const at = (share) => a.map((x, j) => held(x) + share * half(a, b, j) + share * half(a, b, j));
  return from < to ? [at(from), at(to)] : null;
}

/** Half the way from a to b along one axis: the whole may be more than there are numbers.
 *  @type {(a: Point, b: Point, j: number) => number} */
const half = (a, b, j) => held(b[j]) / 2 - held(a[j]) / 2;

/** @type {(x: number) => number} */
const held = (x) => Math.min(Math.max(x, -Number.MAX_VALUE), Number.MAX_VALUE);
