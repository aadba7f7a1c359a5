// The texts that come with a picture, filled in as `say` does it in Python.

/** A template with its {placeholders} filled in, and of {count:one|many} the word for the count.
 *  @type {(text: string, values: Record<string, string | number>) => string} */
export const filled = (text, values) => text
  .replace(/\{(\w+):([^{}|]+)\|([^{}|]+)\}/g, (_, name, one, many) => (String(values[name]) === "1" ? one : many))
  .replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));

/** What is said to readers of the screen in the words of `words`: theirs to ours, {} for a name.
 *  @type {(said: string, words: Record<string, string>) => string} */
export function voiced(said, words) {
  for (const [theirs, ours] of Object.entries(words)) {
    const [before, after] = theirs.split("{}");
    if (said === theirs) return ours;
    if (after === "" && said.startsWith(before)) return ours.replace("{}", said.slice(before.length));
  }
  return said;
}
