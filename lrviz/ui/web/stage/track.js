// The η track, painted with the regimes of this surface.

import { place } from "../lib/film.js";
import { known } from "../lib/known.js";
import { scale } from "../lib/lecture.js";
import { number } from "../lib/numbers.js";

const KNOB = 14; // Pixels from the knob's middle, with a little air.
const [LETTER, WIDE] = [7, 12]; // Pixels, about, of a letter, and of one of Chinese.
const PADDING = 4; // Pixels beside a word in its band.

/** How wide a word is, in pixels, about.
 *  @type {(text: string, larger?: number) => number} */
export const wordWidth = (text, larger = 1) =>
  larger * [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? WIDE : LETTER), 0);

/** Puts the words of the bands, as they are painted, beside the knob at the index i of the rates;
 *  one that has no room in its band is not written. Of two ticks whose words would meet the first
 *  is named, 2/λ_max. The track is `width` pixels wide.
 *  @type {(bands: HTMLElement, ticks: HTMLElement, width: number, film: Film, i: number) => void} */
export function dodge(bands, ticks, width, film, i) {
  const larger = scale();
  const knob = (i / (film.lr.length - 1)) * width;
  for (const band of /** @type {NodeListOf<HTMLElement>} */ (bands.querySelectorAll("span"))) {
    const [left, across] = [band.style.left, band.style.width].map((share) => (parseFloat(share) / 100) * width);
    const right = left + across;
    const text = band.dataset.word ?? "";
    const word = wordWidth(text, larger) / 2;
    const seen = across > 2 * (word + PADDING) ? text : "";
    if (band.textContent !== seen) band.textContent = seen;
    const covered = Math.abs(knob - (left + right) / 2) < word + KNOB;
    band.style.textAlign = !covered ? "" : right - knob > knob - left ? "right" : "left";
  }
  const [first, ...others] = /** @type {HTMLElement[]} */ ([...ticks.children]);
  for (const tick of others) {
    const away = (Math.abs(parseFloat(tick.style.left) - parseFloat(first.style.left)) / 100) * width;
    tick.hidden = away < (wordWidth(tick.textContent ?? "", larger) + wordWidth(first.textContent ?? "", larger)) / 2;
  }
}

/** Bands under the range input and ticks at the rates that theory names.
 *  @type {(bands: Element, ticks: Element, film: Film, texts: Texts, colours: Record<BandKind, string>) => void} */
export function paint(bands, ticks, film, texts, colours) {
  const last = film.lr.length - 1;
  /** @type {(index: number) => string} */
  const share = (index) => `${(100 * Math.min(last, Math.max(0, index))) / last}%`;
  bands.replaceChildren(
    ...film.bands.map(([verdict, from, to]) => {
      const band = document.createElement("span");
      const [left, right] = [Math.max(0, from - 0.5) / last, Math.min(last, to + 0.5) / last];
      band.style.left = `${100 * left}%`;
      band.style.width = `${100 * (right - left)}%`;
      band.style.setProperty("--regime", known(colours, verdict, "verdict"));
      band.dataset.verdict = verdict;
      band.dataset.word = known(texts, `verdict_${verdict}`, "text");
      return band;
    }),
  );
  ticks.replaceChildren(
    ...Object.entries(film.marks).map(([name, rate]) => {
      const tick = document.createElement("span");
      tick.style.left = share(place(film.lr, rate));
      tick.innerHTML = known(texts, `mark_${name}`, "text");
      tick.title = `${tick.textContent} = ${number(rate)}`;
      tick.dataset.mark = name;
      return tick;
    }),
  );
}
