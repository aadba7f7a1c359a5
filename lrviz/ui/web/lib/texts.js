// The texts that come with a picture, filled in as `say` does it in Python.

/** A template with its {placeholders} filled in, and of {count:one|many} the word for the count.
 *  @type {(text: string, values: Record<string, string | number>) => string} */
export const filled = (text, values) => text
  .replace(/\{(\w+):([^{}|]+)\|([^{}|]+)\}/g, (_, name, one, many) => (String(values[name]) === "1" ? one : many))
  .replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
