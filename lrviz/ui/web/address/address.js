// Tells the server that a person has gone back, or forward, to another address of the page.

import { decode } from "../lib/film.js";
import { returned, returning } from "../lib/history.js";

let told = 0;

/** @type {(component: Component) => void} */
export function receive(component) {
  returning((query) => component.setTriggerValue("ask", { query, told: (told += 1) }));
  if (decode(component.data).told === told) returned();
}

export function dispose() {
  returning(() => {});
}
