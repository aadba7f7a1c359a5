// What was answered, kept in this browser alone, and carried by a link where a person wants it.

const [ANSWERS, LAST] = ["lrviz-lessons", "lrviz-lessons-last"];
const CARRIED = "progress"; // The part of a link that carries it.
const [BETWEEN, WITHIN] = ["!", "~"]; // They stand between a link's pairs, and between their parts.
const MOST = 200; // A link may carry so many answers.

/** @typedef {{ said: string, word: string, share: number }} Kept */

export class Progress {
  constructor() {
    /** @type {Record<string, Kept>} */
    this.answers = stored(ANSWERS) ?? {};
    this.import(carried);
  }

  /** @type {(id: string, said: string, stop: LessonStop) => void} */
  keep(id, said, { word = "", share = 0 }) {
    this.answers[id] = { said, word, share };
    store(ANSWERS, this.answers);
  }

  /** What was answered at a stop; null where nothing was.
   *  @type {(id: string) => string | null} */
  said(id) {
    return this.answers[id]?.said ?? null;
  }

  /** @type {(id: string) => string} */
  word(id) {
    return this.answers[id]?.word ?? "";
  }

  /** Remembers the stop on show; without a name, says it.
   *  @type {(id?: string) => string} */
  last(id) {
    if (id) store(LAST, id);
    return String(stored(LAST) ?? "");
  }

  /** How many are answered, and the points they have.
   *  @type {() => { done: number, points: number }} */
  total() {
    const all = Object.values(this.answers);
    return { done: all.length, points: Math.round(10 * all.reduce((sum, { share }) => sum + share, 0)) / 10 };
  }

  /** A link to the present stop that carries the answers.
   *  @type {() => string} */
  link() {
    const url = new URL(location.href);
    const pairs = Object.entries(this.answers).map(([id, { said, word, share }]) => [id, said, word, share.toFixed(2)].join(WITHIN));
    url.searchParams.set(CARRIED, pairs.join(BETWEEN));
    return url.href;
  }

  /** Takes the answers that a link carries beside those of this browser, which win.
   *  @type {(text: string) => void} */
  import(text) {
    for (const pair of text.split(BETWEEN).slice(0, MOST)) {
      const [id, said, word, share] = pair.split(WITHIN);
      const fits = /^[a-z0-9-]+$/.test(id) && ["right", "near", "far", "waived"].includes(word);
      if (fits && !this.answers[id]) this.answers[id] = { said, word, share: Math.min(1, Math.max(0, Number(share) || 0)) };
    }
    if (text) store(ANSWERS, this.answers);
  }
}

// The address is written anew as soon as the page stands.
const carried = new URLSearchParams(globalThis.location?.search ?? "").get(CARRIED) ?? "";

/** @type {(key: string) => any} */
function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch { // a browser that keeps nothing, or what another program has written
    return null;
  }
}

/** @type {(key: string, value: unknown) => void} */
function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch { /* a browser that keeps nothing */ }
}
