// Whether the one thing to do is done, as the address says: the rules of lrviz/lessons/tasks.py.

import { readNumber } from "../lib/numbers.js";

const ALL_ROWS = "rb"; // The setting of which 0 stands for all there are.

/** @type {(task: LessonTask, search: string) => boolean} */
export function done(task, search) {
  const { key, comparison, value, was } = task;
  const now = new URLSearchParams(search).get(key);
  if (now === null) return false;
  const changed = was !== null && !same(was, now);
  if (comparison === "changed") return changed;
  if (comparison === "is") return same(now, value);
  if (comparison === "within") {
    const [low, high] = numbers(value);
    return changed && lookedAt(task, numbers(now)).filter((each) => low < each && each < high).length >= task.count;
  }
  const [[given], [bound]] = [numbers(now), numbers(value)];
  if (given === undefined || bound === undefined) return false;
  const found = key === ALL_ROWS && given === 0 ? Infinity : given;
  return comparison === "at least" ? found >= bound : found <= bound;
}

/** What of the numbers of a setting is compared with two bounds.
 *  @type {(task: LessonTask, found: number[]) => number[]} */
function lookedAt({ after, squares }, found) {
  if (squares.length) return [squares.slice(0, found.length).reduce((sum, factor, i) => sum + factor * found[i] ** 2, 0)];
  return found.filter((_, i) => i >= after.length && after.every((each, j) => found[i - after.length + j] === each));
}

/** Equal as numbers where both are, else as text.
 *  @type {(one: string, other: string) => boolean} */
function same(one, other) {
  const [a, b] = [numbers(one), numbers(other)];
  return a.length && b.length ? a.length === b.length && a.every((x, j) => x === b[j]) : one === other;
}

/** The numbers of a list with commas; none where one of them is no number.
 *  @type {(text: string) => number[]} */
function numbers(text) {
  const read = text.split(",").filter((part) => part.trim()).map(readNumber);
  return read.every((each) => "value" in each) ? read.map((each) => ("value" in each ? each.value : NaN)) : [];
}
