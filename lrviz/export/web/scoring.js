// How near an answer is to the truth, where no server can say: the rules of lrviz/lessons/scoring.py.

import { number, readNumber } from "../../ui/web/lib/numbers.js";
import { slopes } from "../../ui/web/lib/program.js";

/** @typedef {{ kind: "word" | "order" | "number" | "tap" | "ring", truth: any, right: number, near: number, far: number,
 *    names: string[], unit: number, from: Point, program: Program, circles: Record<"part" | "places" | "farthest" | "halvings" | "digits", number>, words: Record<string, string>, line: string, refused: Record<string, string> }} Rule
 *  @typedef {{ share: number, word: "right" | "near" | "far", miss: number | null }} Score */

/** The score of an answer as the address writes it; in words why it is none.
 *  @type {(rule: Rule, said: string) => Score | string} */
export function scored(rule, said) {
  switch (rule.kind) {
    case "word": return chosen(rule, said);
    case "order": return ordered(rule, said.split(","));
    case "number": return estimated(rule, said);
    default: return tapped(rule, said.split(",").map(Number));
  }
}

/** How the answer did, in a sentence or two.
 *  @type {(rule: Rule, score: Score) => string} */
export function outcome({ kind, words, line }, { word, miss }) {
  if (miss === null || (word === "right" && kind === "order")) return words[word];
  if (kind === "number" && number(miss, 2) === "1") return words[word]; // as near as words can tell
  return line.replace("{word}", words[word]).replace("{miss}", number(miss, 2));
}

/** @type {(miss: number, right: number, near: number) => "right" | "near" | "far"} */
const named = (miss, right, near) => (miss <= right ? "right" : miss <= near ? "near" : "far");

/** @type {(share: number) => number} */
const within = (share) => Math.min(1, Math.max(0, share));

/** @type {(refusal: string, said: string) => string} */
const refusing = (refusal, said) => refusal.replace("{given}", JSON.stringify(said));

/** @type {(rule: Rule, said: string) => Score | string} */
function chosen({ truth, names, refused }, said) {
  if (!names.includes(said)) return refusing(refused.one_of, said);
  return { share: Number(said === truth), word: said === truth ? "right" : "far", miss: null };
}

/** @type {(rule: Rule, names: string[]) => Score | string} */
function ordered({ truth, refused }, names) {
  if (String([...names].sort()) !== String([...truth].sort())) return refusing(refused.order, names.join(","));
  let [pairs, wrong] = [0, 0];
  for (let i = 0; i < truth.length; i += 1) {
    for (let j = i + 1; j < truth.length; j += 1) {
      pairs += 1;
      wrong += Number(names.indexOf(truth[i]) > names.indexOf(truth[j]));
    }
  }
  return { share: 1 - wrong / pairs, word: named(wrong, 0, pairs / 3), miss: wrong };
}

/** @type {(rule: Rule, said: string) => Score | string} */
function estimated({ truth, right, near, refused }, said) {
  const found = readNumber(said);
  if (!("value" in found) || !(found.value > 0)) return unread(refused, said, found);
  const given = found.value;
  const miss = Math.max(given / truth, truth / given);
  const [low, none] = [Math.log(right), 2 * Math.log(near)];
  return { share: within((none - Math.log(miss)) / (none - low)), word: named(miss, right, near), miss };
}

/** Why a typed number is none, in the words of the course.
 *  @type {(refused: Record<string, string>, said: string, found: import("../../ui/web/lib/numbers.js").Reading) => string} */
function unread(refused, said, found) {
  const [why, [one, other]] = "reason" in found ? [found.reason, found.readings] : ["negative", []];
  if (why === "two") return refusing(refused.two.replace("{one}", one).replace("{other}", other), said);
  return refusing(why === "large" || why === "small" ? refused.limits : refused.number, said);
}

/** @type {(rule: Rule, place: Point) => Score | string} */
function tapped(rule, place) {
  const { kind, truth, right, near, far, unit, from, refused } = rule;
  if (place.length !== 2 || !place.every(Number.isFinite)) return refusing(refused.place, place.join(","));
  if (kind === "ring" && distance(place, from) < unit) return refused.elsewhere;
  const miss = kind === "ring" ? offRing(rule, place) : distance(place, truth) / unit;
  return { share: within((far - miss) / (far - right)), word: named(miss, right, near), miss };
}

/** The distance to the ring, in units: the least circle round the tap that it meets.
 *  @type {(rule: Rule, place: Point) => number} */
function offRing({ truth, unit, program, circles: { part, places, farthest, halvings, digits } }, [x, y]) {
  const below = (/** @type {Point} */ point) => slopes(program, point).loss < truth;
  const inward = below([x, y]);
  const meets = (/** @type {number} */ radius, /** @type {number[]} */ angles) => angles.filter((angle) =>
    below([x + radius * unit * Math.cos(angle), y + radius * unit * Math.sin(angle)]) !== inward);
  /** @type {(radius: number, angles: number[]) => [number, number]} */
  const least = (radius, angles) => {
    let [low, high] = [0, radius];
    for (let i = 0; i < halvings; i += 1) {
      const middle = (low + high) / 2;
      if (meets(middle, angles).length) high = middle;
      else low = middle;
    }
    const found = meets(high, angles);
    return [high, found[Math.floor(found.length / 2)]];
  };
  const turn = Array.from({ length: places }, (_, i) => (2 * Math.PI * i) / places);
  for (let i = 1; i * part < farthest; i += 1) {
    if (!meets(i * part, turn).length) continue;
    const [radius, angle] = least(i * part, turn);
    return Number(least(radius, turn.map((each) => angle + ((each - Math.PI) / places) * 2))[0].toFixed(digits));
  }
  return Infinity;
}

/** @type {(one: Point, other: Point) => number} */
const distance = (one, other) => Math.hypot(...one.map((x, j) => x - other[j]));
