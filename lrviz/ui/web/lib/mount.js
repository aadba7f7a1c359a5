// How a component stands on the page: Streamlit hands it what the server sent, its place and the
// page's paper change, and one day it is taken away. Every component does this in the same way.

import { adopted, unsettled } from "./early.js";
import { decode } from "./film.js";
import { asker } from "./history.js";
import { scale } from "./lecture.js";
import { isDark } from "./skin.js";

const RESIZING = 60; // Milliseconds after which a size counts as settled.
const REPAINTING = 400; // Milliseconds between two looks at the page's paper.

/** What stands in the element that Streamlit made for it. */
export class Mounted {
  /** @type {Ask} */
  ask;

  /** @type {ResizeObserver | undefined} */
  observer;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  resizing;

  /** @type {ReturnType<typeof setInterval> | undefined} */
  repainting;

  dark = false; // the paper that it was drawn for
  larger = scale(); // how much larger than at a desk
  gone = false; // it has been taken away

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
  }

  /** From now on `resized` is called when one of the elements has another size, and `repaint`
   *  when what is drawn stands on other paper.
   *  @type {(elements?: Iterable<Element | null>) => void} */
  watch(elements = [this.root]) {
    this.observer = new ResizeObserver(() => {
      clearTimeout(this.resizing);
      this.resizing = setTimeout(() => this.resized(), RESIZING);
    });
    for (const element of elements) if (element) this.observer.observe(element);
    this.repainting = setInterval(() => {
      if (!this.isDrawn) return;
      const larger = scale();
      if (isDark(this.root) === this.dark && larger === this.larger) return;
      this.larger = larger;
      this.repaint();
    }, REPAINTING);
  }

  /** Whether something is drawn.
   *  @returns {boolean} */
  get isDrawn() {
    throw new Error("a component says whether it is drawn");
  }

  /** Whether the server hears what is asked; before Streamlit has come, nobody does.
   *  @type {(heard: boolean) => void} */
  connected() {}

  /** @type {(message: any) => void} */
  take() {
    throw new Error("a component takes what it is sent");
  }

  /** @type {() => void} */
  resized() {}

  /** @type {() => void} */
  repaint() {}

  dispose() {
    this.gone = true;
    this.observer?.disconnect();
    clearTimeout(this.resizing);
    clearInterval(this.repainting);
  }
}

/** What Streamlit calls: on every update of the component, and when it leaves the page.
 *  @template {HTMLElement} R
 *  @param {string} selector of the component's root
 *  @param {(root: R, plotlyUrl: string) => Mounted} make */
export function mounting(selector, make) {
  /** @type {WeakMap<Element, Mounted>} */
  const mounted = new WeakMap();
  /** @type {(component: Component) => R | null | undefined} */
  const rootOf = (component) => component.parentElement?.querySelector(selector);

  /** @type {(component: Component, plotlyUrl: string) => void} */
  function receive(component, plotlyUrl) {
    const heard = Boolean(component.setTriggerValue);
    const waiting = heard && unsettled();
    if (waiting) {
      waiting.then(() => receive(component, plotlyUrl));
      return;
    }
    const place = rootOf(component);
    if (!place) return;
    const root = heard ? adopted(place, selector, (each) => mounted.has(each)) : place;
    const found = mounted.get(root) ?? make(root, plotlyUrl);
    mounted.set(root, found);
    if (heard) found.ask = asker(component, root);
    else found.connected(false);
    found.take(decode(component.data));
    if (heard) found.connected(true);
  }

  /** @type {(component: Component) => void} */
  function dispose(component) {
    const root = rootOf(component);
    if (!root || root.isConnected) return; // of a call that the next one has overtaken
    mounted.get(root)?.dispose();
    mounted.delete(root);
  }

  return { receive, dispose };
}
