// A spotlight that follows the pointer: all but what is being talked about grows dim. The key l
// turns it on and off, on every page; typing into a field is no command.

import { typing } from "./keys.js";

const RADIUS = "9rem";
/** @type {HTMLElement | null} */
let light = null;

/** @type {(event: PointerEvent) => void} */
const follow = (event) => {
  light?.style.setProperty("--x", `${event.clientX}px`);
  light?.style.setProperty("--y", `${event.clientY}px`);
};

export function spotlight() {
  if (light) {
    light.remove();
    light = null;
    removeEventListener("pointermove", follow);
    return;
  }
  light = document.createElement("div");
  light.className = "lr-spotlight";
  light.dataset.testid = "spotlight";
  light.style.cssText = `position: fixed; inset: 0; z-index: 1000; pointer-events: none;
    background: radial-gradient(circle ${RADIUS} at var(--x, 50%) var(--y, 40%), transparent 98%, rgb(0 0 0 / 62%))`;
  document.body.append(light);
  addEventListener("pointermove", follow);
}

addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey || typing(/** @type {HTMLElement} */ (target))) return;
  if (key === "l" || key === "L" || (key === "Escape" && light)) spotlight();
});
