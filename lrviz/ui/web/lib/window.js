// The part of a map that is seen: moved and scaled, in data coordinates.

const DIGITS = 4; // An end has so many digits beyond those its window's width is told in.
const [LEAST, MOST] = [1e-6, 1e4]; // How far one may go in and out, as shares of the whole map.
const FINEST = 1e-8; // A window narrower than this share of its place has no digits left to tell places apart.

/** The window scaled by `factor` (above 1 shows more) about the point `at`, which stays where it
 *  is; the window itself where that would be too small or too large to be of use.
 *  @type {(box: Box, factor: number, at: Point, whole: Box) => Box} */
export function zoomed(box, factor, at, whole) {
  const wanted = box.map(([low, high], j) => /** @type {Interval} */ ([at[j] + factor * (low - at[j]), at[j] + factor * (high - at[j])]));
  const fits = wanted.every((range, j) => {
    const share = width(range) / width(whole[j]);
    return factor > 1 ? share <= MOST : share >= LEAST && width(range) > FINEST * Math.max(...range.map(Math.abs));
  });
  return fits ? tidied(wanted) : box;
}

/** The window moved by shares of its own widths.
 *  @type {(box: Box, shares: Point) => Box} */
export const moved = (box, shares) =>
  tidied(box.map((range, j) => /** @type {Interval} */ (range.map((end) => end + shares[j] * width(range)))));

/** The window as an address has it: its ends in a row, none for the whole map.
 *  @type {(box: Box, whole: Box) => number[]} */
export const told = (box, whole) => (String(box) === String(whole) ? [] : box.flat());

/** Its ends in a row as a window.
 *  @type {(ends: number[]) => Box} */
export const boxOf = ([left, right, low, high]) => [[left, right], [low, high]];

/** @type {(range: Interval) => number} */
const width = ([low, high]) => high - low;

/** Ends with no more digits than can be seen, so that an address stays short.
 *  @type {(box: Box) => Box} */
function tidied(box) {
  return box.map((range) => {
    const places = Math.max(0, DIGITS - Math.floor(Math.log10(width(range))));
    return /** @type {Interval} */ (range.map((end) => (places > 100 ? end : Number(end.toFixed(places)))));
  });
}
