// What a component fetches once for all of its kind: a stylesheet, and plotly.js.

import "./history.js";
import { remembering } from "./schema.js";

/** @type {Map<string, Promise<unknown>>} */
const sheets = new Map(); // by address

/** Puts the stylesheet at `href` on the page; resolves when it is there, or cannot be had.
 *  @type {(href: string) => Promise<unknown>} */
export function styled(href) {
  const coming = sheets.get(href) ?? linked(href);
  sheets.set(href, coming);
  return coming;
}

/** @type {(href: string) => Promise<unknown>} */
function linked(href) {
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const ready = new Promise((resolve) => { link.onload = link.onerror = resolve; });
  document.head.append(link);
  return ready;
}

/** Resolves once what is on the page now has been painted; soon, where nothing is painted. */
export function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 300);
  });
}

/** @type {Promise<PlotlyModule> | null} */
/** Resolves once the page's own letters are there, or cannot be had: plotly measures what it writes.
 *  @returns {Promise<unknown>} */
export function lettered() {
  const faces = ["", "italic "].map((slant) => document.fonts.load(`${slant}14px "Source Sans"`));
  return Promise.allSettled(faces);
}

let plotly = null;

/** plotly.js, once per page; rejects where it cannot be had. The first page has begun to load it.
 *  @type {(url: string) => Promise<PlotlyModule>} */
export function loadPlotly(url) {
  plotly ??= window.Plotly ? Promise.resolve(prepared(window.Plotly)) : new Promise((resolve, reject) => {
    const begun = document.getElementById("lr-plotly");
    const script = begun ?? Object.assign(document.createElement("script"), { src: url });
    const failed = () => { plotly = null; reject(new Error("plotly")); };
    script.addEventListener("load", () => (window.Plotly ? resolve(prepared(window.Plotly)) : failed()));
    script.addEventListener("error", failed);
    if (!begun) document.head.append(script);
  });
  return plotly;
}

/** @type {(Plotly: PlotlyModule) => PlotlyModule} */
function prepared(Plotly) {
  remembering(Plotly.PlotSchema);
  return Plotly;
}
