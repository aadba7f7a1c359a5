// Which points of a path get their name beside them, and on which side, in pixels: the
// rule of lrviz/figures/labels.py.

/** @typedef {{ at: Point, length: number, row: number, spot: Point }} Spot
 *  @typedef {Spot & { position: string, box: Point, hidden: number }} Placed */

/** @type {[string, number, number][]} */
const POSITIONS = [
  ["top right", 0, 0], ["top left", -1, 0], ["bottom right", 0, -1], ["bottom left", -1, -1],
  ["top center", -0.5, 0], ["bottom center", -0.5, -1], ["middle right", 0, -0.5], ["middle left", -1, -0.5],
];
const [CHARACTER, HEIGHT, AWAY, CROWDED, APART] = [8, 17, 7, 7, 13]; // Pixels, and the dots that a name may hide, as in lrviz/figures/labels.py.
const SMALL = 6.2; // Pixels of a letter of the values at the edge.

/** For spots {at: [x, y] in pixels, length, …}, first come first served, those that find room,
 *  with `position`; `dots` are pixels of the path, `area` is [width, height], and what stands on the
 *  map beside them has the rectangles `taken`: [left, top, right, bottom]. Of points that nearly
 *  coincide one is named: whose name it is would not be seen.
 *  @type {(spots: Spot[], dots: Point[], area: Point, taken?: Point[]) => Placed[]} */
export function place(spots, dots, area, taken = []) {
  /** @type {Placed[]} */
  const placed = [];
  spots.forEach((spot, order) => {
    if (placed.some(({ at: [x, y] }) => Math.hypot(spot.at[0] - x, spot.at[1] - y) < APART)) return;
    /** @type {Placed | null} */
    let best = null;
    for (const [position, across, up] of POSITIONS) {
      const box = rectangle(spot, across, up);
      if (box[0] < -AWAY || box[1] < -AWAY || box[2] > area[0] + AWAY || box[3] > area[1] + AWAY) continue;
      if (taken.some((other) => overlap(box, other))) continue;
      if (placed.some((other) => overlap(box, other.box))) continue;
      const hidden = dots.reduce((n, [x, y]) => n + Number(x > box[0] && x < box[2] && y > box[1] && y < box[3]), 0);
      if (!best || hidden < best.hidden) best = { ...spot, position, box, hidden };
    }
    if (best && (best.hidden <= CROWDED || order === 0)) placed.push(best);
  });
  return placed;
}

/** Dots a few pixels apart along a polyline of pixels; only where it is near the map.
 *  @type {(points: Point[], every?: number, most?: number) => Point[]} */
export function sampled(points, every = 5, most = 1500) {
  /** @type {Point[]} */
  const dots = [];
  for (let i = 1; i < points.length && dots.length < most; i += 1) {
    const [[ax, ay], [bx, by]] = [points[i - 1], points[i]];
    const length = Math.hypot(bx - ax, by - ay);
    if (!(length < 1e4)) continue;
    const count = Math.max(1, Math.floor(length / every));
    for (let j = 0; j < count; j += 1) dots.push([ax + ((bx - ax) * j) / count, ay + ((by - ay) * j) / count]);
  }
  return dots;
}

/** Where a name of so many letters stands at a position of plotly's.
 *  @type {(at: Point, letters: number, position: string) => Point} */
export function boxAt(at, letters, position) {
  const [, across, up] = POSITIONS.find(([name]) => name === position) ?? POSITIONS[0];
  return rectangle({ at, length: letters }, across, up, SMALL);
}

/** The words beside the minima of a map, as its specification has them.
 *  @type {(rings: Spec) => { at: Point, letters: number, position: string }[]} */
export function written({ data }) {
  const minima = /** @type {{ x: Packed, y: Packed, text: string[], textposition: string[] } | undefined} */ (
    /** @type {unknown} */ (data.find(({ name }) => name === "minima")));
  if (!minima) return [];
  const [x, y] = [unpacked(minima.x), unpacked(minima.y)];
  return minima.text.flatMap((text, n) => (text ? { at: [x[n], y[n]], letters: lettersOf(text), position: minima.textposition[n] } : []));
}

/** @typedef {{ dtype: string, bdata: string }} Packed */

/** The numbers of plotly's typed array, as lrviz/figures/encode.py packs them: eight bytes each.
 *  @type {(packed: Packed) => Float64Array} */
const unpacked = ({ bdata }) => new Float64Array(Uint8Array.from(atob(bdata), (sign) => sign.charCodeAt(0)).buffer);

/** How many letters wide a text is: one of Chinese is as wide as two.
 *  @type {(text: string) => number} */
const lettersOf = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);

/** @type {(a: Point, b: Point) => boolean} */
export const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** @type {(spot: Pick<Spot, "at" | "length">, across: number, up: number, letter?: number) => Point} */
function rectangle({ at: [x, y], length }, across, up, letter = CHARACTER) {
  const width = letter * length;
  const left = x + across * width + AWAY * Math.sign(across + 0.5);
  const top = y - (up + 1) * HEIGHT - AWAY * Math.sign(up + 0.5) * 0.6;
  return [left, top, left + width, top + HEIGHT];
}
