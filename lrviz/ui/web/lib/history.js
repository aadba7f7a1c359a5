// The address says everything, and changes with every setting that comes to rest. Streamlit makes
// each change a step of the browser's history; here a setting is one, so that Back and Forward undo
// and redo it, and what merely plays is none: it changes the address in place. So does what the
// page adds to the address it was asked for with, or the first Back would lead nowhere.

import { typing } from "./keys.js";

// A first visit is offered the course in one line; from the second on the page is known.
try {
  const fresh = !localStorage.getItem("lrviz-visited") && !location.pathname.endsWith("/lessons");
  if (fresh) document.documentElement.dataset.lrNew = "true";
  localStorage.setItem("lrviz-visited", "true");
} catch { /* a browser that keeps nothing is not asked again and again */ }

const pushed = history.pushState.bind(history);
const replaced = history.replaceState.bind(history);
const PLAYED = ["step", "at", "nframe", "npiece", "beat", "trial"]; // Playing moves these settings.
const HEARD = 5000; // Milliseconds after which an answer does not come any more.
const WAITING = 300; // Milliseconds in which a page is left, if there is one to go back to.

/** The stop of the course that an address is about, or the place in a list of such.
 *  @type {(url: URL) => string | null} */
const stopOf = (url) => url.searchParams.get("nth") ?? url.searchParams.get("stop");

/** Whether another address is a step of the history: another page, another stop of the course, or
 *  another setting; beside the course settings are none.
 *  @type {(now: URL, next: URL) => boolean} */
export function isStep(now, next) {
  if (now.pathname !== next.pathname) return true;
  if (stopOf(now) !== null) return stopOf(now) !== stopOf(next);
  const both = [...next.searchParams].filter(([key]) => now.searchParams.has(key) && !PLAYED.includes(key));
  return both.some(([key, value]) => now.searchParams.get(key) !== value);
}

/** How many settings of this page can be undone. */
const undoable = () => Number(history.state?.lrviz ?? 0);

let shown = new URL(location.href);
let left = -Infinity; // when a page was last left
/** @type {(query: string) => void} */
let begun = () => {};
let going = false; // a person has gone back, and the server has not heard of it yet
/** @type {ReturnType<typeof setTimeout> | undefined} */
let unheard;

history.pushState = (state, title, url) => {
  const [now, next] = [new URL(location.href), new URL(url ?? "", location.href)];
  if (going && now.pathname === next.pathname) return; // what was before, said once more
  const step = isStep(now, next);
  const depth = now.pathname === next.pathname ? undoable() + Number(step) : 0;
  (step ? pushed : replaced)({ ...state, lrviz: depth }, title, url);
  shown = next;
  dispatchEvent(new Event("lrviz:address")); // for whoever watches what is set
};

/** From now on `begin(query)` hears which address of this page a person has gone back to.
 *  @type {(begin: (query: string) => void) => void} */
export function returning(begin) {
  begun = begin;
}

/** The server has begun with the address that was gone back to. */
export function returned() {
  clearTimeout(unheard);
  going = false;
}

let owed = 0; // steps that have been asked for and not begun
let until = 0; // by when the step under way has come, if there is one to be taken

/** Undoes the last setting of this page (-1), or does again what was undone (1). Presses in quick
 *  succession are taken one by one: until a step has come the browser says nothing of where it leads.
 *  @type {(way: number) => void} */
function stepped(way) {
  const waits = performance.now() < until;
  owed = waits ? owed + way : way;
  if (!waits) taken();
}

function taken() {
  const way = Math.sign(owed);
  owed = way < 0 && !undoable() ? 0 : owed - way;
  if (!way || (way < 0 && !undoable())) return;
  until = performance.now() + WAITING;
  history.go(way);
}

addEventListener("popstate", () => {
  until = 0;
  if (owed) taken();
});

export const undo = () => stepped(-1);
export const redo = () => stepped(1);

/** What the page was asked for with lies behind what it made of it: one more step leaves it. */
function leave() {
  const stays = String(shown);
  history.back();
  setTimeout(() => { if (!new URL(location.href).searchParams.has("lang")) replaced(history.state, "", stays); }, WAITING);
}

// Streamlit runs the page with this address, which says nothing to it: settings are the visit's. What
// that run writes is the address of before.
addEventListener("popstate", () => {
  const now = new URL(location.href);
  if (now.pathname !== shown.pathname) {
    [left, shown] = [performance.now(), now];
    return;
  }
  if (stopOf(now) !== stopOf(shown)) location.reload(); // its address says everything: the page begins with it
  if (stopOf(now) !== null || stopOf(shown) !== null) {
    shown = now;
    return;
  }
  if (!now.searchParams.has("lang")) {
    leave();
    return;
  }
  shown = now;
  going = true;
  clearTimeout(unheard);
  unheard = setTimeout(returned, HEARD);
  begun(now.search);
}, { capture: true });

addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
  if (!(ctrlKey || metaKey) || altKey || typing(/** @type {HTMLElement} */ (target))) return;
  const again = (key.toLowerCase() === "z" && shiftKey) || (key === "y" && ctrlKey);
  if (!again && key !== "z") return;
  event.preventDefault();
  (again ? redo : undo)();
});

// A question that a page sends while it is being left comes to the server under the old page's
// name, and its answer takes the new page's elements away again. So such questions are dropped.

const LEAVING = 1500; // Milliseconds for which a page that was left may still be standing.
/** @type {WeakMap<Element, number>} */
const births = new WeakMap(); // by a component's root, when it was made

addEventListener("click", (event) => {
  const link = event.target instanceof Element ? /** @type {HTMLAnchorElement | null} */ (event.target.closest("a[href]")) : null;
  if (!link || link.target === "_blank" || event.ctrlKey || event.metaKey) return;
  if (new URL(link.href).pathname !== location.pathname) left = performance.now();
}, { capture: true });

/** How the component at `root` asks the server: not once its page is being left.
 *  @type {(component: Component, root: Element) => Ask} */
export function asker(component, root) {
  const made = births.get(root) ?? performance.now();
  births.set(root, made);
  return (value) => {
    if (left > made && performance.now() - left < LEAVING) return;
    component.setTriggerValue?.("ask", value);
  };
}
