// Whose rooms these are: the keys stay in this browser, the server has only their digests.

const PLACE = "lrviz-classrooms";
const HOURS = 12; // A room lives for so many hours.

/** @typedef {{ code: string, key: string, opened: number }} RoomKey */

/** The rooms opened here that may still be there, the newest first.
 *  @returns {RoomKey[]} */
export function known(now = Date.now()) {
  try {
    const found = /** @type {RoomKey[]} */ (JSON.parse(localStorage.getItem(PLACE) ?? "[]"));
    return found.filter(({ opened }) => now - opened < HOURS * 3_600_000);
  } catch { // nothing is kept here, or by somebody else
    return [];
  }
}

/** @type {(room: RoomKey) => void} */
export function keep(room) {
  put([room, ...known().filter(({ code }) => code !== room.code)]);
}

/** @type {(code: string) => void} */
export function forget(code) {
  put(known().filter((room) => room.code !== code));
}

/** @type {(rooms: RoomKey[]) => void} */
function put(rooms) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(rooms.slice(0, 20)));
  } catch { // a browser that keeps nothing: the room lasts as long as the page
  }
}

/** The end of an address that lets a second screen follow: it never leaves the browsers.
 *  @type {(room: RoomKey) => string} */
export const followed = ({ code, key, opened }) => `#room=${code}.${key}.${opened}`;

/** The room that such an address names; null for any other.
 *  @type {(hash: string) => RoomKey | null} */
export function following(hash) {
  const [, code, key, opened] = /^#room=([A-Z0-9]{5})\.([\w-]{10,40})\.(\d{10,15})$/.exec(hash) ?? [];
  return code ? { code, key, opened: Number(opened) } : null;
}
