// plotly.js asks for every trace of a plot, and again at every animated frame, which of its
// attributes hold arrays, and finds out by walking through the whole schema of the trace's type.
// The answer depends on nothing but the type and on where the trace holds arrays: here it is
// remembered, which takes a third off the price of a frame.

const DEEPEST = 4; // Parts within parts are described so deep.

/** Makes `schema` (Plotly.PlotSchema) remember; `plain` of the new function is the old one.
 *  @type {(schema: Schema) => void} */
export function remembering(schema) {
  const plain = schema.findArrayAttributes;
  if (!plain || plain.plain) return;
  /** @type {Map<string, string[]>} */
  const answers = new Map();
  schema.findArrayAttributes = (trace) => {
    const kind = `${trace.type}:${arrays(trace)}`;
    const answer = answers.get(kind) ?? plain(trace);
    answers.set(kind, answer);
    return [...answer];
  };
  schema.findArrayAttributes.plain = plain;
}

/** The paths at which something holds arrays, its private parts left out.
 *  @type {(value: Record<string, any>, depth?: number) => string} */
function arrays(value, depth = 0) {
  let found = "";
  for (const name in value) {
    const part = name[0] === "_" ? null : value[name];
    if (typeof part !== "object" || part === null) continue;
    const list = Array.isArray(part) || ArrayBuffer.isView(part);
    if (list) found += `${name},`;
    const inner = list ? nested(part) : part;
    if (inner && depth < DEEPEST) found += `${name}(${arrays(inner, depth + 1)})`;
  }
  return found;
}

/** A list of containers, whose own attributes may hold arrays; null for plain values.
 *  @type {(list: any) => any} */
const nested = (list) => (list[0]?.constructor === Object ? list : null);
