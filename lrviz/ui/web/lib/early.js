// What plays on the first page before Streamlit has come, and how Streamlit's place takes it in.

const PLACE = "#lr-first"; // It stands there until then; nothing else does.

/** @type {Promise<unknown> | undefined} while it begins: a component waits for it */
let beginning;

/** @type {Promise<unknown> | undefined} while a hand is on it: it is not moved from under it */
let held;

/** From now on components wait until `work` is done, whatever comes of it.
 *  @type {(work: Promise<unknown>) => void} */
export function begins(work) {
  beginning = work.catch(() => {}).finally(() => { beginning = undefined; });
  addEventListener("pointerdown", grasp, { capture: true });
}

function grasp() {
  held ??= new Promise((resolve) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, resolve, { capture: true, once: true });
  }).then(() => { held = undefined; });
}

/** What a component waits for before it may take its place, if anything.
 *  @returns {Promise<unknown> | undefined} */
export const unsettled = () => beginning ?? held;

/** The root that plays already, moved to the place of `root`; `root` itself where none does.
 *  @template {HTMLElement} R
 *  @param {R} root @param {string} selector @param {(found: R) => boolean} stands
 *  @returns {R} */
export function adopted(root, selector, stands) {
  const place = document.querySelector(PLACE);
  const found = /** @type {R | null | undefined} */ (place?.querySelector(selector));
  if (!place || !found || found === root || !stands(found) || !root.isConnected) return root;
  const seen = place.scrollTop;
  moved(found, root);
  delete found.dataset.early;
  place.remove();
  removeEventListener("pointerdown", grasp, { capture: true });
  scrolled(found, seen);
  return found;
}

/** Puts `found` in the place of `root`; what has the focus keeps it.
 *  @type {(found: HTMLElement, root: HTMLElement) => void} */
function moved(found, root) {
  const focused = document.activeElement;
  const parent = /** @type {any} */ (root.parentElement);
  if (parent.moveBefore) parent.moveBefore(found, root);
  else parent.insertBefore(found, root);
  root.remove();
  if (focused instanceof HTMLElement && found.contains(focused)) focused.focus({ preventScroll: true });
}

/** What was in view stays in view.
 *  @type {(element: HTMLElement, seen: number) => void} */
function scrolled(element, seen) {
  if (!seen) return;
  for (let each = element.parentElement; each; each = each.parentElement) {
    if (each.scrollHeight > each.clientHeight && /auto|scroll/.test(getComputedStyle(each).overflowY)) {
      each.scrollTop = seen;
      return;
    }
  }
}
