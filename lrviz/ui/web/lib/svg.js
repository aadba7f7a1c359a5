// Elements of SVG, made and set.

/** @typedef {Record<string, string | number>} Attributes */

const SPACE = "http://www.w3.org/2000/svg";

/** @template {keyof SVGElementTagNameMap} N
 *  @param {N} name @param {Attributes} [attributes] @param {Element | null} [parent]
 *  @returns {SVGElementTagNameMap[N]} */
export function element(name, attributes = {}, parent = null) {
  const made = document.createElementNS(SPACE, name);
  set(made, attributes);
  parent?.append(made);
  return made;
}

/** Sets attributes; one whose number cannot be known is taken away.
 *  @type {(target: Element, attributes: Attributes) => void} */
export function set(target, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (Number.isNaN(value)) target.removeAttribute(key);
    else target.setAttribute(key, String(value));
  }
}
