// The page that plays by itself: it hands the stage what a server would have sent, from within.

/** @typedef {{ module: string, root: string, film: boolean }} Part
 *  @typedef {{ language: string, title: Record<string, string>, parts: Part[] }} About
 *  @typedef {{ kind?: string, asked?: number, lr?: number, step?: number }} Asks */

const about = /** @type {About} */ (JSON.parse(text("about")));
const page = document.documentElement;
/** @type {Map<string, Promise<Uint8Array>>} */
const unpacked = new Map();

/** What stands in the page under a name.
 *  @type {(name: string) => string} */
function text(name) {
  return document.getElementById(`lr-alone-${name}`)?.textContent ?? "";
}

/** The bytes that stand in the page under a name, packed; once each.
 *  @type {(name: string) => Promise<Uint8Array>} */
function bytes(name) {
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
  const written = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(written.length / 4) * 4;
  const whole = new Uint8Array(4 + length + tail.length).fill(32, 4, 4 + length);
  new DataView(whole.buffer).setUint32(0, length, true);
  whole.set(written, 4);
  whole.set(tail, 4 + length);
  return whole;
}

/** What the address says behind its #.
 *  @type {() => URLSearchParams} */
const said = () => new URLSearchParams(location.hash.slice(1));

let language = said().get("lang") ?? about.language;

/** One component, and what it is answered.
 *  @type {(part: Part, i: number, plotly: string) => Promise<() => Promise<void>>} */
async function mounted(part, i, plotly) {
  const module = await import(part.module);

  /** @type {(data: Uint8Array) => void} */
  const send = (data) => module.receive({ data, parentElement: document.body, setTriggerValue: answer }, plotly);

  /** @type {(name: string, change?: (header: any) => void) => Promise<void>} */
  async function send_named(name, change) {
    send(joined(await bytes(`${i}-${name}-${language}`), await bytes(`${i}-${name}`), change));
  }

  /** @type {(trigger: string, asks: Asks) => void} */
  function answer(_trigger, asks) {
    if (!part.film) return;
    if (asks.kind === "view") note(asks);
    if (asks.kind === "film") send_named("film");
    else if (asks.kind === "slopes") send_named("slopes");
    else setTimeout(() => send(joined(new TextEncoder().encode(JSON.stringify({ kind: "same", asked: asks.asked, arrays: [] })), new Uint8Array())));
  }

  const shown = () => send_named("film", part.film ? resume : undefined);
  await shown();
  return shown;
}

/** The rate and the step of the address in the place of the film's own.
 *  @type {(header: any) => void} */
function resume(header) {
  const [rate, step] = ["lr", "step"].map((name) => Number(said().get(name)));
  if (rate > 0) header.show.lr = rate;
  if (Number.isInteger(step) && step > 0) header.show.step = step;
}

/** The address says what is shown: reloaded or handed on, the page is the same.
 *  @type {(shown: Asks) => void} */
function note({ lr, step }) {
  const now = new URLSearchParams({ ...Object.fromEntries(said()), lr: String(lr), step: String(step), lang: language });
  history.replaceState(null, "", `#${now}`);
}

/** @type {(chosen: string) => void} */
function speak(chosen) {
  language = chosen;
  page.lang = chosen;
  document.title = about.title[chosen];
  document.querySelectorAll("[data-speak]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-speak") === chosen));
  });
}

export async function begin() {
  speak(language);
  const script = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (await bytes("plotly"))], { type: "text/javascript" });
  const plotly = URL.createObjectURL(script);
  /** @type {(() => Promise<void>)[]} */
  const again = [];
  for (const [i, part] of about.parts.entries()) again.push(await mounted(part, i, plotly));
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-speak], [data-paper]");
    const chosen = button?.getAttribute("data-speak");
    if (button?.hasAttribute("data-paper")) page.dataset.theme = night() ? "light" : "dark";
    if (!chosen || chosen === language) return;
    speak(chosen);
    again.forEach((show) => show());
  });
}

/** Whether the paper is dark now. */
function night() {
  return (page.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}
