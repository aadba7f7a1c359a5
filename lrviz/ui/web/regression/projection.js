// A box of two features and a target, seen from the side: pure arithmetic, no drawing.
//
// In the box every axis goes from −1 to 1: (u, v) are the features, z is the target. A model
// y = w₁x₁ + w₂x₂ + b is there z = p·u + q·v + r. The projection is parallel, so that all
// residuals, which are upright, are shortened alike and can be compared.

const ASIDE = 32; // Degrees that the box is turned from square to the reader.
const ABOVE = 22; // Degrees that the reader looks down on it.
const [LOWEST, HIGHEST] = [4, 62]; // Degrees between which the reader looks down on the box.
const DEGREES = 0.45; // Degrees of a turn for each pixel of a pull.
const [FLAT, TALL] = [0.6, 1.25]; // The box's height, as a share of its width, lies between these.
const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1]];

/** @type {(x: number, low: number, high: number) => number} */
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);
/** @type {(degrees: number) => number} */
const radians = (degrees) => (degrees * Math.PI) / 180;
/** @type {(a: Point, b: Point, t: number) => Point} */
const mix = (a, b, t) => a.map((x, j) => x + t * (b[j] - x));

/** The angles after a pull of (dx, dy) pixels: the near side of the box follows the pointer.
 *  @type {(angles: Angles, dx: number, dy: number) => Angles} */
export function turned({ azimuth, elevation }, dx, dy) {
  const round = (((azimuth - dx * DEGREES + 180) % 360) + 360) % 360;
  return { azimuth: round - 180, elevation: clamp(elevation + dy * DEGREES, LOWEST, HIGHEST) };
}

/** The angles that show the upper face of a plane: it rises away from the reader.
 *  @type {(plane: Point) => Angles} */
export function home([p, q]) {
  const quarter = q > 0 ? (p > 0 ? -90 : 0) : p > 0 ? 180 : 90;
  return { azimuth: turned({ azimuth: ASIDE + quarter, elevation: 0 }, 0, 0).azimuth, elevation: ABOVE };
}

/** How high the box is against its width, so that it fills a frame when seen from home.
 *  @type {(across: number, up: number) => number} */
function tallness(across, up) {
  const e = radians(ABOVE);
  return clamp(Math.SQRT2 * (up / across - Math.sin(e)) / Math.cos(e), FLAT, TALL);
}

/** The box in a frame of pixels at some angles, however it is turned about its upright axis:
 *  `place` gives the pixel of a point, `lift` is what one unit of z is high, `toward` is the
 *  way to the reader in the box's own units.
 *  @type {(angles: Angles, frame: Point, margin: Margin) => Camera} */
export function camera({ azimuth, elevation }, [width, deep], { left, right, top, bottom }) {
  const [a, e] = [azimuth, elevation].map(radians);
  const [ca, sa, ce, se] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
  const [across, up] = [(width - left - right) / 2, (deep - top - bottom) / 2].map((x) => Math.max(x, 1));
  const tall = tallness(across, up);
  const scale = Math.min(across / Math.SQRT2, up / (tall * ce + Math.SQRT2 * se));
  const [x0, y0] = [left + across, top + up];
  return {
    place: ([u, v, z]) => [
      x0 + scale * (u * ca + v * sa),
      y0 - scale * (z * tall * ce + (v * ca - u * sa) * se),
    ],
    lift: scale * tall * ce,
    toward: [sa * ce, -ca * ce, se / tall],
  };
}

/** Where a value stands on an axis of the box, and the value that stands there.
 *  @type {(x: number, range: Interval) => number} */
export const normal = (x, [low, high]) => (2 * (x - low)) / (high - low) - 1;
/** @type {(at: number, range: Interval) => number} */
export const value = (at, [low, high]) => low + ((at + 1) / 2) * (high - low);

/** (p, q, r) of the model (w₁, w₂, b) in a box of three ranges.
 *  @type {(model: Point, box: Box) => Point} */
export function tilt([w1, w2, b], [first, second, target]) {
  const [a, c, y] = [first, second, target].map(([low, high]) => (high - low) / 2);
  const middle = w1 * value(0, first) + w2 * value(0, second) + b;
  return [(w1 * a) / y, (w2 * c) / y, (middle - value(0, target)) / y];
}

/** @type {(plane: Point, u: number, v: number) => number} */
export const height = ([p, q, r], u, v) => p * u + q * v + r;

/** The corners of what is inside the box of a plane, in turn; [] where none of it is.
 *  @type {(plane: Point) => Point[]} */
export function clipped(plane) {
  if (!plane.every(Number.isFinite)) return [];
  let ring = CORNERS.map(([u, v]) => [u, v, height(plane, u, v)]);
  for (const side of [1, -1]) ring = kept(ring, side);
  return ring;
}

/** The part of a polygon below the lid (side 1) or above the floor (−1).
 *  @type {(ring: Point[], side: number) => Point[]} */
function kept(ring, side) {
  /** @type {(at: Point) => number} */
  const room = (at) => 1 - side * at[2];
  return ring.flatMap((at, n) => {
    const before = ring[n ? n - 1 : ring.length - 1];
    const [a, b] = [room(before), room(at)];
    /** @type {Point[]} */
    const crossing = [];
    if (a >= 0 !== b >= 0) {
      const [u, v] = mix(before, at, a / (a - b));
      crossing.push([u, v, side]);
    }
    return b >= 0 ? [...crossing, at] : crossing;
  });
}

/** Whether an edge of a clipped plane is where the box cuts it, and the plane goes on.
 *  @type {(a: Point, b: Point) => boolean} */
export const cut = (a, b) => a[2] === b[2] && Math.abs(a[2]) === 1;

/** The part inside the box of the plane's line where u (axis 0) or v (1) is `at`; null if none.
 *  @type {(plane: Point, axis: number, at: number) => Point[] | null} */
export function strip(plane, axis, at) {
  const [a, b] = [-1, 1].map((other) => (axis ? [other, at] : [at, other])).map(([u, v]) => [u, v, height(plane, u, v)]);
  const rise = b[2] - a[2];
  const [enter, leave] = rise ? [-1, 1].map((side) => (side - a[2]) / rise).sort((x, y) => x - y) : [0, 1];
  const [from, to] = [Math.max(0, enter), Math.min(1, leave)];
  const ends = [mix(a, b, from), mix(a, b, to)].map(([u, v, z]) => [u, v, clamp(z, -1, 1)]);
  return from < to && (rise || Math.abs(a[2]) <= 1) ? ends : null;
}

/** Whether the plane stands between a point (u, v, z) and the reader, as a function of it.
 *  @type {(plane: Point, toward: Point) => (u: number, v: number, z: number) => boolean} */
export function covers([p, q, r], toward) {
  const rate = toward[2] - p * toward[0] - q * toward[1];
  return (u, v, z) => (z - p * u - q * v - r) * rate < 0;
}

/** Round numbers in a range, 1, 2 or 5 times a power of ten apart: about `count` of them.
 *  @type {(range: Interval, count: number) => number[]} */
export function ticks([low, high], count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 5].find((each, n) => rough / power < Math.sqrt(each * [2, 5, 10][n])) ?? 10;
  const step = round * power;
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => (first + n) * step);
}
