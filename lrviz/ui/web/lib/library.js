// What a component fetches once for all of its kind: a stylesheet, and plotly.js.

import "./history.js";
import "./spotlight.js";
import { completed, wholeOf } from "./bundle.js";
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

const FACE = '14px "Source Sans"';
const PATIENCE = 4000; // Milliseconds that a picture waits for its letters.

/** Resolves once the page's own letters are there, or cannot be had in time. plotly measures what
 *  it writes and remembers it: what was measured in other letters would stand apart for good.
 *  @returns {Promise<unknown>} */
function lettered() {
  const coming = document.fonts.load(FACE).catch(() => {});
  return Promise.race([coming, new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
}

/** @type {Promise<PlotlyModule> | null} */
let plotly = null;

/** plotly.js, once per page, and the letters it writes in; rejects where it cannot be had. The
 *  first page has begun to load it.
 *  @type {(url: string) => Promise<PlotlyModule>} */
export async function loadPlotly(url) {
  lettered(); // both are fetched at once
  const Plotly = await (plotly ??= loaded(url));
  await lettered();
  return Plotly;
}

/** @type {(url: string) => Promise<PlotlyModule>} */
async function loaded(url) {
  const Plotly = await (window.Plotly ? prepared(window.Plotly) : run(url, document.getElementById("lr-plotly")));
  const whole = wholeOf(url);
  return whole ? completed(Plotly, () => run(whole, null)) : Plotly;
}

/** Runs the script at `url`; `begun` is its element where it has one.
 *  @type {(url: string, begun: HTMLElement | null) => Promise<PlotlyModule>} */
function run(url, begun) {
  return new Promise((resolve, reject) => {
    const script = begun ?? Object.assign(document.createElement("script"), { src: url });
    const failed = () => { plotly = null; reject(new Error("plotly")); };
    script.addEventListener("load", () => (window.Plotly ? resolve(prepared(window.Plotly)) : failed()));
    script.addEventListener("error", failed);
    if (!begun) document.head.append(script);
  });
}

/** @type {(Plotly: PlotlyModule) => PlotlyModule} */
function prepared(Plotly) {
  remembering(Plotly.PlotSchema);
  return Plotly;
}
