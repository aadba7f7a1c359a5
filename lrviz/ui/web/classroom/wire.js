// What goes between the desk and the routes of the class.

const base = () => new URL("class", document.baseURI).href;
const WAIT = [500, 1000, 2000, 4000, 8000]; // Milliseconds between tries, each with a jitter.

/** What the server refused, with its own sentence. */
export class RoomRefused extends Error {
  /** @param {number} status @param {string} said */
  constructor(status, said) {
    super(said);
    this.status = status;
  }
}

/** @returns {Promise<{ code: string, key: string, ticket: string, lasting: boolean }>} */
export const open = () => asked("", { method: "POST", body: "{}" });

/** A room's address as students open it; with a ticket as they scan it.
 *  @type {(code: string, ticket?: string) => string} */
export const address = (code, ticket) => `${base()}/${code}${ticket ? `?t=${ticket}` : ""}`;

/** What is typed, short: the host and the path before the code. */
export const door = () => base().replace(/^https?:\/\//, "");

/** The requests of one room's lecturer. */
export class Wire {
  /** @param {import("./rooms.js").RoomKey} room */
  constructor(room) {
    this.room = room;
    this.leaving = new AbortController();
  }

  /** @type {(seen: string, language: string) => Promise<DeskRoom>} */
  look(seen, language) {
    return this.request(`/desk?seen=${seen}&lang=${language}`);
  }

  /** @type {(name: string, language: string, given?: Record<string, string>) => Promise<{ version: number }>} */
  step(name, language, given = {}) {
    return this.request(`/desk/${name}?lang=${language}`, { method: "POST", body: JSON.stringify(given) });
  }

  /** The QR picture of an address, as SVG.
   *  @type {(given: string) => Promise<string>} */
  async qr(given) {
    return (await this.fetched(`/qr.svg?address=${encodeURIComponent(given)}`)).text();
  }

  /** All votes of the room as CSV.
   *  @returns {Promise<Blob>} */
  async votes() {
    return (await this.fetched("/votes.csv")).blob();
  }

  /** @type {(path: string, more?: RequestInit) => Promise<any>} */
  request(path, more = {}) {
    return asked(`/${this.room.code}${path}`, { ...more, signal: this.leaving.signal }, this.room.key);
  }

  /** @type {(path: string) => Promise<Response>} */
  fetched(path) {
    return answered(`/${this.room.code}${path}`, { signal: this.leaving.signal }, this.room.key);
  }

  /** The same for one more step, with nobody waiting for news of the room any more. */
  alone() {
    this.dispose();
    return new Wire(this.room);
  }

  dispose() {
    this.leaving.abort();
  }
}

/** How long to wait before the next try.
 *  @type {(failures: number) => Promise<void>} */
export const later = (failures) => new Promise((resolve) => {
  setTimeout(resolve, WAIT[Math.min(failures, WAIT.length) - 1] * (0.5 + Math.random()));
});

/** @type {(path: string, how: RequestInit, key?: string) => Promise<any>} */
const asked = async (path, how, key) => (await answered(path, how, key)).json();

/** @type {(path: string, how: RequestInit, key?: string) => Promise<Response>} */
async function answered(path, how, key = "") {
  const headers = { accept: "application/json", "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) };
  const answer = await fetch(base() + path, { ...how, headers });
  if (answer.ok) return answer;
  const said = await answer.json().then((found) => String(found.said), () => String(answer.status));
  throw new RoomRefused(answer.status, said);
}
