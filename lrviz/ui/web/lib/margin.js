// The room that the numbers of an upright axis take beside it.

const [EDGE, TICK, DIGIT, POINT, TIMES, RAISED] = [52, 12, 7, 4, 22, 5]; // Pixels of the margin, at least, and of what stands in it.
export const TICKS = 5; // An axis has so many numbers, at most.
const LONGEST = 3; // A power of ten up to this is written out.

/** Pixels left of an upright axis: what its widest number may take, 5.000001×10⁷ for instance. The
 *  margins that plotly finds depend on what was drawn before.
 *  @type {(range: Interval, log: boolean) => number} */
export function edgeOf([low, high], log) {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (log || !(high > low) || !Number.isFinite(size)) return EDGE;
  const power = Math.floor(Math.log10(size));
  const last = Math.floor(Math.log10((high - low) / TICKS));
  const far = Math.abs(power) > LONGEST;
  const digits = far ? power - last + 1 : Math.max(0, power) + 1 + Math.max(0, -last);
  const ten = far ? TIMES + RAISED * String(power).length : 0;
  return Math.max(EDGE, Math.ceil(TICK + DIGIT * (digits + Number(low < 0)) + POINT + ten));
}
