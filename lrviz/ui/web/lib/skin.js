// Light or dark: the specs come as the light ones and what differs in the dark.

/** A deep copy of `spec` with the patches [[path, value], …] applied.
 *  @template T
 *  @param {T} spec @param {Patches} patches
 *  @returns {T} */
export function patched(spec, patches) {
  const copy = structuredClone(spec);
  for (const [path, value] of patches) {
    const parent = path.slice(0, -1).reduce((/** @type {any} */ node, key) => node[key], copy);
    parent[path[path.length - 1]] = value;
  }
  return copy;
}

/** Whether the page behind `element` is dark, by Streamlit's own colours.
 *  @type {(element: Element) => boolean} */
export function isDark(element) {
  const colour = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  return luminance(colour || getComputedStyle(document.body).backgroundColor) < 0.4;
}

/** @type {(colour: string) => number} */
export function luminance(colour) {
  const hex = /^#([0-9a-f]{6})/i.exec(colour);
  const parts = hex
    ? [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16))
    : (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
  return (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]) / 255;
}
