// The answers taken home: a file of their counts, and a picture of what is on the wall.

import { element } from "../lib/svg.js";

/** @type {(blob: Blob, name: string) => void} */
export function handed(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // a download may begin late
}

/** The pictures below one another, with the page's colours written out; null where there is none.
 *  @type {(pictures: SVGSVGElement[], title: string, paints: Record<string, string>) => Blob | null} */
export function pictured(pictures, title, paints) {
  if (!pictures.length) return null;
  const [width, head] = [960, 64];
  const whole = element("svg", { "font-family": "sans-serif" });
  let y = head;
  for (const picture of pictures) {
    const { width: w, height: h } = picture.viewBox.baseVal;
    const copy = /** @type {SVGSVGElement} */ (picture.cloneNode(true));
    copy.setAttribute("x", "0");
    copy.setAttribute("y", String(y));
    copy.setAttribute("width", String(width));
    copy.setAttribute("height", String(Math.round(width * h / w)));
    whole.append(copy);
    y += Math.round(width * h / w) + 16;
  }
  whole.prepend(element("rect", { width, height: y, fill: "var(--paper)" }));
  element("text", { x: 24, y: 40, "font-size": 22, fill: "var(--ink)" }, whole).textContent = title;
  whole.setAttribute("viewBox", `0 0 ${width} ${y}`);
  const text = new XMLSerializer().serializeToString(whole);
  return new Blob([text.replace(/var\(--([a-z0-9]+)\)/g, (_, name) => paints[name] ?? "#888")], { type: "image/svg+xml" });
}
