// The map as one picture: plotly's layers and whatever a page has drawn between them, as seen.

import { element, set } from "../lib/svg.js";

const LOOKS = [
  "display", "fill", "fill-opacity", "font-family", "font-size", "font-weight", "opacity", "paint-order", "stroke",
  "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor", "visibility",
];

/** @typedef {{ width: number, height: number }} Size */

/** Hands the map to the reader as a file, "png" (twice the size) or "svg".
 *  @type {(Plotly: PlotlyModule, map: Element, how: { format: "png" | "svg", paper: string, name: string }) => Promise<void>} */
export async function saveMap(Plotly, map, { format, paper, name }) {
  const svg = new XMLSerializer().serializeToString(await pictured(Plotly, map, paper));
  const blob = format === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await painted(svg);
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${name}.${format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // a download may begin late
}

/** @type {(map: Element) => Size} */
export function sizeOf(map) {
  const { width, height } = map.getBoundingClientRect();
  return { width: Math.round(width), height: Math.round(height) };
}

/** All layers of the map in their order, as one SVG.
 *  @type {(Plotly: PlotlyModule, map: Element, paper: string) => Promise<SVGElement>} */
async function pictured(Plotly, map, paper) {
  const size = sizeOf(map);
  const whole = element("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}` });
  element("rect", { ...size, fill: paper }, whole);
  for (const layer of [...map.children].filter((each) => !(each instanceof HTMLElement && each.hidden))) {
    if (layer.matches(".js-plotly-plot")) whole.append(await plotted(Plotly, layer, size));
    if (layer.matches("svg.lr-over")) whole.append(frozen(/** @type {SVGElement} */ (layer), size));
  }
  return whole;
}

/** A plot by plotly's own hand, without what the page hides of it.
 *  @type {(Plotly: PlotlyModule, div: Element, size: Size) => Promise<Element>} */
async function plotted(Plotly, div, size) {
  const text = await Plotly.toImage(div, { format: "svg", ...size, imageDataOnly: true });
  const svg = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  const hidden = [...div.querySelectorAll(".contourlayer")].some((each) => getComputedStyle(each).visibility === "hidden");
  if (hidden) svg.querySelectorAll(".contourlayer").forEach((each) => each.remove());
  return svg;
}

/** A copy of a layer that keeps its looks where no stylesheet is.
 *  @type {(layer: SVGElement, size: Size) => SVGElement} */
function frozen(layer, size) {
  const copy = /** @type {SVGElement} */ (layer.cloneNode(true));
  const copies = /** @type {NodeListOf<SVGElement>} */ (copy.querySelectorAll("*"));
  layer.querySelectorAll("*").forEach((each, n) => {
    const seen = getComputedStyle(each);
    for (const look of LOOKS) copies[n].style.setProperty(look, seen.getPropertyValue(look));
  });
  set(copy, { ...size });
  return copy;
}

/** @type {(svg: string, scale?: number) => Promise<Blob>} */
async function painted(svg, scale = 2) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: scale * image.width, height: scale * image.height });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
  });
}
