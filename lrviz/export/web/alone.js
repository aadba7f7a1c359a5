// The page that plays by itself: it hands the stage what a server would have sent, from within.

/** @typedef {{ module: string, film: boolean, slopes: boolean, keys: Record<string, string> }} Part
 *  @typedef {{ language: string, title: Record<string, string>, sets: Part[][], plotly?: string }} About
 *  @typedef {{ kind?: string, asked?: number, [said: string]: unknown }} Asks
 *  @typedef {{ module: any, component: { parentElement: Element }, show: () => Promise<void> }} Standing */

const about = /** @type {About} */ (JSON.parse(text("about")));
const page = document.documentElement;
const framed = location.protocol === "about:";
/** @type {Map<string, Promise<Uint8Array>>} */
const unpacked = new Map();
/** @type {Standing[]} what stands on the page now */
let standing = [];
/** @type {((language: string) => void)[]} */
const listeners = [];

/** What stands in the page under a name.
 *  @type {(name: string) => string} */
function text(name) {
  return document.getElementById(`lr-alone-${name}`)?.textContent ?? "";
}

/** The bytes that stand in the page under a name, packed; once each.
 *  @type {(name: string) => Promise<Uint8Array>} */
export function bytes(name) {
  const coming = unpacked.get(name) ?? unpack(text(name));
  unpacked.set(name, coming);
  return coming;
}

/** @type {(base64: string) => Promise<Uint8Array>} */
async function unpack(base64) {
  const packed = Uint8Array.from(atob(base64.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A payload of lib/film.js: a header in a language, and the numbers that all languages share.
 *  @type {(head: Uint8Array, tail: Uint8Array, change?: (header: any) => void) => Uint8Array<ArrayBuffer>} */
export function joined(head, tail, change) {
  const header = JSON.parse(new TextDecoder().decode(head));
  change?.(header);
  return written(header, tail);
}

/** @type {(header: object, tail?: Uint8Array) => Uint8Array<ArrayBuffer>} */
export function written(header, tail = new Uint8Array()) {
  const said = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(said.length / 4) * 4;
  const whole = new Uint8Array(4 + length + tail.length).fill(32, 4, 4 + length);
  new DataView(whole.buffer).setUint32(0, length, true);
  whole.set(said, 4);
  whole.set(tail, 4 + length);
  return whole;
}

let kept = ""; // by a frame, which has no address of its own

/** What the address says behind its #.
 *  @type {() => URLSearchParams} */
export const said = () => new URLSearchParams(framed ? kept : location.hash.slice(1));

let language = said().get("lang") ?? about.language;

/** The language that the page speaks. */
export const spoken = () => language;

/** One component, and what it is answered.
 *  @type {(part: Part, name: string, parentElement: Element, plotly: string) => Promise<Standing>} */
async function mounted(part, name, parentElement, plotly) {
  const module = await import(part.module);
  const component = { parentElement, setTriggerValue: answer };

  /** @type {(data: Uint8Array) => void} */
  const send = (data) => module.receive({ ...component, data }, plotly);

  /** @type {(which: string, change?: (header: any) => void) => Promise<void>} */
  async function send_named(which, change) {
    send(joined(await bytes(`${name}-${which}-${language}`), await bytes(`${name}-${which}`), change));
  }

  /** @type {(trigger: string, asks: Asks) => void} */
  function answer(_trigger, asks) {
    if (asks.kind === "view" || asks.kind === "frame" || asks.kind === "point" || asks.kind === "angle") note(part, asks);
    if (!part.film) return;
    if (asks.kind === "film") send_named("film", (header) => resume(part, header));
    else if (asks.kind === "slopes" && part.slopes) send_named("slopes");
    else setTimeout(() => send(written({ kind: "same", asked: asks.asked, inexact: asks.lr, arrays: [] })));
  }

  const show = () => send_named("film", (header) => resume(part, header));
  await show();
  return { module, component, show };
}

/** What the address says in the place of the film's own.
 *  @type {(part: Part, header: any) => void} */
export function resume({ film, keys }, header) {
  const into = film ? header.show : header;
  for (const [name, key] of Object.entries(keys)) {
    const found = (said().get(key) ?? "").split(",").map(Number);
    if (!said().has(key) || !found.every(Number.isFinite)) continue;
    if (name === "w" && found.length === header.w.length) header.w = found;
    else if (name === "frame") header.frame = Math.min(Math.max(0, Math.round(found[0])), header.frames - 1);
    else if (name === "lr" ? found[0] > 0 : found[0] >= 0 && name !== "w") into[name] = name === "lr" ? found[0] : Math.round(found[0]);
  }
}

/** The address says what is shown: reloaded or handed on, the page is the same.
 *  @type {(part: Part, shown: Asks) => void} */
function note({ keys }, shown) {
  const now = said();
  for (const [name, key] of Object.entries(keys)) if (shown[name] !== undefined) now.set(key, String(shown[name]));
  tell(now);
}

/** @type {(now: URLSearchParams) => void} */
export function tell(now) {
  now.set("lang", language);
  if (framed) kept = String(now);
  else history.replaceState(null, "", `#${now}`);
  dispatchEvent(new Event("lrviz:address")); // for whoever watches what is set
}

/** Puts a set of components in the place of the one before.
 *  @type {(k: number) => Promise<void>} */
export async function put(k) {
  const place = /** @type {HTMLElement} */ (document.getElementById("lr-alone-place"));
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(`lr-alone-set-${k}`));
  const gone = standing;
  standing = [];
  place.replaceChildren(template.content.cloneNode(true));
  for (const { module, component } of gone) module.dispose(component);
  const url = await plotly();
  const roots = [...place.querySelectorAll("[data-lr-part]")];
  for (const [i, part] of about.sets[k].entries()) {
    const made = await mounted(part, `${k}-${i}`, roots[i], url);
    if (!roots[i].isConnected) return; // another set has come meanwhile
    standing.push(made);
  }
}

/** @type {Promise<string> | undefined} */
let fetched;

/** Where plotly.js is: beside the page, or within it. */
const plotly = () => fetched ??= about.plotly ? Promise.resolve(about.plotly) : bytes("plotly").then((script) =>
  URL.createObjectURL(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (script)], { type: "text/javascript" })));

/** @type {(chosen: string) => void} */
function speak(chosen) {
  language = chosen;
  page.lang = chosen;
  document.title = about.title[chosen];
  document.querySelectorAll("[data-speak]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-speak") === chosen));
  });
}

/** From now on `hear` is told when the page speaks another language.
 *  @type {(hear: (language: string) => void) => void} */
export function onSpeak(hear) {
  listeners.push(hear);
}

/** @type {(k?: number) => Promise<void>} */
export async function begin(k = 0) {
  speak(language);
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-speak], [data-paper]");
    const chosen = button?.getAttribute("data-speak");
    if (button?.hasAttribute("data-paper")) page.dataset.theme = night() ? "light" : "dark";
    if (!chosen || chosen === language) return;
    speak(chosen);
    tell(said());
    standing.forEach(({ show }) => show());
    listeners.forEach((hear) => hear(chosen));
  });
  await put(k);
}

/** Whether the paper is dark now. */
function night() {
  return (page.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}
