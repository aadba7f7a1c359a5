// Elements with their attributes: what is said is always text, never markup.

/** @typedef {Record<string, string | boolean | null | ((event: any) => void)>} Attributes */

/** @template {keyof HTMLElementTagNameMap} N
 *  @param {N} name @param {Attributes} [attributes] @param {string} [text]
 *  @returns {HTMLElementTagNameMap[N]} */
export function element(name, attributes = {}, text = "") {
  const made = document.createElement(name);
  if (name === "button") made.setAttribute("type", "button");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.replace(/^on/, ""), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  if (text) made.textContent = text;
  return made;
}

/** An element and what stands in it.
 *  @template {keyof HTMLElementTagNameMap} N
 *  @param {N} name @param {Attributes} attributes @param {(Element | string)[]} parts
 *  @returns {HTMLElementTagNameMap[N]} */
export function filled(name, attributes, parts) {
  const made = element(name, attributes);
  made.append(...parts);
  return made;
}
