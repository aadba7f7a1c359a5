// Where the words of theory's marks stand beside their lines, clear of the curve and of one another.

/** Of a plot's area: pixels, and how much larger its letters are than at a desk.
 *  @typedef {{ width: number, height: number, larger?: number }} Room
 *  @typedef {{ text: string, at: number }} Word a mark's word, and where its line is, as a share of the width
 *  @typedef {{ top: number, left: boolean }} Place the word's upper edge as a share of the height, and its side */

const [LETTER, WIDE, LINE, AWAY] = [6.3, 12, 15, 3]; // Pixels of a letter, of one of Chinese, of a line, and from the mark.
const USUAL = { width: 430, height: 100 };
const TOPS = [1, 0.84, 0.68, 0.52, 0.36, 0.2]; // Heights at which a word is tried, as shares of the picture, the highest first.
const DENSE = 4; // So many places between two points of the curve are looked at.

/** A place for each word: the first at the head, to the right of its line where there is room, the
 *  others lower and to the left; where the curve, a word or another line would be crossed, the next
 *  that is free, if need be across a line. Where none is, the first stays at its head if there is
 *  room beside its line, and of the others, which the track of rates names too, the line alone is
 *  drawn: null.
 *  @type {(words: Word[], curve: Point[], room?: Room) => (Place | null)[]} */
export function beside(words, curve, { width, height, larger = 1 } = USUAL) {
  const dots = dense(curve);
  const line = Math.min(0.5, (LINE * larger) / height);
  /** @type {Point[]} */
  const taken = [];
  return words.map((word, n) => {
    const long = (AWAY + larger * [...word.text.replace(/<[^>]*>/g, "")].reduce((sum, letter) => sum + (letter > "\u2e80" ? WIDE : LETTER), 0)) / width;
    const lines = words.filter((other) => other !== word).map(({ at }) => at);
    /** @type {(place: Place) => Point} */
    const box = ({ top, left }) => [left ? word.at - long : word.at, top - line, left ? word.at : word.at + long, top];
    /** @type {(place: Place) => boolean} */
    const between = (place) => !lines.some((x) => x > box(place)[0] && x < box(place)[2]);
    /** @type {(place: Place) => boolean} */
    const free = (place) => {
      const [x0, y0, x1, y1] = box(place);
      if (x0 < 0 || x1 > 1 || y0 < 0) return false;
      if (dots.some(([x, y]) => x > x0 && x < x1 && y > y0 && y < y1)) return false;
      return !taken.some(([a0, b0, a1, b1]) => x0 < a1 && a0 < x1 && y0 < b1 && b0 < y1);
    };
    const usual = { top: TOPS[Math.min(n, 1)], left: n > 0 || word.at + long > 1 };
    const tops = [usual.top, ...TOPS];
    const places = [usual.left, !usual.left].flatMap((left) => tops.map((top) => ({ top, left }))).filter(free);
    const [left, , right] = box(usual);
    const found = places.find(between) ?? places[0] ?? (n || left < 0 || right > 1 ? null : usual);
    if (found) taken.push(box(found));
    return found;
  });
}

/** The curve with places between its points.
 *  @type {(curve: Point[]) => Point[]} */
const dense = (curve) =>
  curve.flatMap(([x, y], j) => {
    const [u, v] = curve[j + 1] ?? [x, y];
    return Array.from({ length: DENSE }, (_, n) => [x + ((u - x) * n) / DENSE, y + ((v - y) * n) / DENSE]);
  });
