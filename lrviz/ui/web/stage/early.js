// The stage on the first page before Streamlit has come: the page fetches its films, a light one and
// the whole one, and nobody hears yet what it asks.

import { begins } from "../lib/early.js";
import { receive } from "./stage.js";

/** Plays the films in `first` as they come; Streamlit's stage goes on with it.
 *  @type {(first: HTMLElement, films: Promise<ArrayBuffer>[], plotlyUrl: string) => Promise<void>} */
export async function begin(first, films, plotlyUrl) {
  const [light, whole] = films;
  /** @type {(film: ArrayBuffer) => void} */
  const show = (film) => {
    if (first.isConnected) receive({ data: new Uint8Array(film), parentElement: first }, plotlyUrl);
  };
  const playing = light.then(show);
  begins(playing.then(() => whole).then(show));
  await playing;
}
