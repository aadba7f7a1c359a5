// The η track, painted with the regimes of this surface.

import { place } from "../lib/film.js";
import { known } from "../lib/known.js";
import { number } from "../lib/numbers.js";

const KNOB = 14; // pixels from its middle, with a little air
const LETTER = 7; // pixels, about: of two ticks whose words would meet the first is named, 2/λ_max

/** Puts the words of the bands, as they are painted, beside the knob at the index i of the rates.
 *  @type {(bands: HTMLElement, film: Film, i: number) => void} */
export function dodge(bands, film, i) {
  const width = bands.clientWidth;
  const knob = (i / (film.lr.length - 1)) * width;
  for (const band of /** @type {NodeListOf<HTMLElement>} */ (bands.querySelectorAll("span"))) {
    const [left, across] = [band.style.left, band.style.width].map((share) => (parseFloat(share) / 100) * width);
    const right = left + across;
    const word = (LETTER * (band.textContent?.length ?? 0)) / 2;
    const covered = Math.abs(knob - (left + right) / 2) < word + KNOB;
    band.style.textAlign = !covered ? "" : right - knob > knob - left ? "right" : "left";
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
      if (right - left > 0.085) band.textContent = known(texts, `verdict_${verdict}`, "text");
      return band;
    }),
  );
  /** @type {(mark: [string, number]) => number} */
  const at = ([, rate]) => place(film.lr, rate) / last;
  const marks = Object.entries(film.marks);
  /** @type {(mark: [string, number]) => number} */
  const wide = ([name]) => LETTER * known(texts, `mark_${name}`, "text").replace(/<[^>]*>/g, "").length;
  /** @type {(mark: [string, number], n: number) => boolean} */
  const apart = (mark, n) => n === 0 || Math.abs(at(mark) - at(marks[0])) * bands.clientWidth > (wide(mark) + wide(marks[0])) / 2;
  ticks.replaceChildren(
    ...marks.filter(apart).map(([name, rate]) => {
      const tick = document.createElement("span");
      tick.style.left = share(place(film.lr, rate));
      tick.innerHTML = known(texts, `mark_${name}`, "text");
      tick.title = `${tick.textContent} = ${number(rate)}`;
      tick.dataset.mark = name;
      return tick;
    }),
  );
}
