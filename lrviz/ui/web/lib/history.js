// The address says everything, and changes with every setting that comes to rest. Streamlit
// makes each change a step of the browser's history, so that Back would undo one setting's
// address, which the page at once writes again: one could never leave. Here only another page
// is a step; a setting changes the address in place.

// A first visit is offered the course in one line; from the second on the page is known.
try {
  const fresh = !localStorage.getItem("lrviz-visited") && !location.pathname.endsWith("/lessons");
  if (fresh) document.documentElement.dataset.lrNew = "true";
  localStorage.setItem("lrviz-visited", "true");
} catch { /* a browser that keeps nothing is not asked again and again */ }

const pushed = history.pushState.bind(history);

/** The stop of the course that an address is about, or the place in a list of such.
 *  @type {(url: URL) => string | null} */
const stopOf = (url) => url.searchParams.get("nth") ?? url.searchParams.get("stop");

/** Whether two addresses are one step of the history: a stop is a step as a page is.
 *  @type {(now: URL, next: URL) => boolean} */
const one = (now, next) => now.pathname === next.pathname && (stopOf(now) === null || stopOf(now) === stopOf(next));

let shown = new URL(location.href);

history.pushState = (state, title, url) => {
  const next = new URL(url ?? "", location.href);
  if (one(new URL(location.href), next)) history.replaceState(state, title, url);
  else pushed(state, title, url);
  shown = next;
  dispatchEvent(new Event("lrviz:address")); // for whoever watches what is set
};

// Back to another stop: its address says everything, so the page begins with it.
addEventListener("popstate", () => {
  const now = new URL(location.href);
  if (now.pathname === shown.pathname && stopOf(now) !== stopOf(shown)) location.reload();
  shown = now;
});

// A question that a page sends while it is being left comes to the server under the old page's
// name, and its answer takes the new page's elements away again. So such questions are dropped.

const LEAVING = 1500; // milliseconds for which a page that was left may still be standing
/** @type {WeakMap<Element, number>} */
const births = new WeakMap(); // by a component's root, when it was made
let left = -Infinity;

addEventListener("popstate", () => { left = performance.now(); }, { capture: true });
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
    component.setTriggerValue("ask", value);
  };
}
