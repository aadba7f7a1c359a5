// What stands on the desk beside the wall: the way in, the invitation, the questions, the steps.

import { element, filled } from "../lib/elements.js";
import { filled as worded } from "../lib/texts.js";
import { known } from "./rooms.js";
import { door } from "./wire.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Where there is no room yet.
 *  @type {(desk: Desk) => Element[]} */
export function entrance(desk) {
  const { texts } = desk.show;
  return [
    element("h2", {}, texts.title),
    element("p", { class: "lr-class-text" }, texts.intro),
    element("button", { class: "lr-main", "data-testid": "classroom-open", onclick: () => desk.opened() }, texts.open),
    ...known().map((room) => element("button", { "data-testid": "classroom-return", onclick: () => desk.enter(room) }, worded(texts.return, { code: room.code }))),
  ];
}

/** Where to go and what to type, as large as the wall.
 *  @type {(desk: Desk, room: DeskRoom) => Element[]} */
export function invitation(desk, room) {
  const { texts } = desk.show;
  const picture = element("div", { class: "lr-qr", role: "img", "aria-label": texts.qr });
  picture.innerHTML = desk.qr; // drawn by our own server
  return [
    element("h2", {}, texts.join),
    filled("div", { class: "lr-invitation" }, [
      picture,
      filled("div", {}, [
        element("p", { class: "lr-class-door" }, door()),
        element("p", { class: "lr-class-code", "data-testid": "classroom-code" }, room.code),
        element("p", {}, room.lasting ? texts.lasting : texts.memory),
      ]),
    ]),
    element("button", { class: "lr-main", "data-act": "list", onclick: () => desk.turn("list") }, texts.ask),
  ];
}

/** All that can be asked.
 *  @type {(desk: Desk) => Element[]} */
export function questions(desk) {
  const { about, asks, course, texts } = desk.show;
  const button = (/** @type {string} */ text, /** @type {Record<string, string>} */ given) => element("button", {
    class: "lr-question-button", "data-testid": "classroom-ask", "data-ask": given.stop ?? `${given.page}-${given.ask}`, onclick: () => desk.step("ask", given),
  }, text);
  return [
    element("h2", {}, texts.ask),
    ...about.flatMap(({ page, title, missing }) => [
      element("h3", {}, title),
      filled("div", { class: "lr-question-list" }, asks.filter((each) => each.page === page).map(({ text, ...given }) => button(text, given))),
      ...(missing ? [element("p", { class: "lr-class-missing" }, missing)] : []),
    ]),
    ...course.flatMap(({ title, stops }) => [
      element("h3", {}, title),
      filled("div", { class: "lr-question-list" }, stops.map((stop) => button(stop.title, { stop: stop.id }))),
    ]),
  ];
}

/** The code, the counts, and what the lecturer can do now.
 *  @type {(desk: Desk) => Element[]} */
export function side(desk) {
  const { room, show: { texts } } = desk;
  if (!room) return [];
  const picture = element("button", { class: "lr-qr", "data-act": "code", "aria-label": texts.qr, onclick: () => desk.turn("code") });
  picture.innerHTML = desk.qr;
  return [
    picture,
    element("p", { class: "lr-class-door" }, door()),
    element("p", { class: "lr-class-code" }, room.code),
    filled("dl", {}, [
      element("dt", {}, texts.here), element("dd", { "data-testid": "classroom-here" }),
      element("dt", {}, texts.answered), element("dd", { "data-testid": "classroom-answered" }),
    ]),
    filled("div", { class: "lr-class-steps" }, steps(desk, room.wall)),
    more(desk),
  ];
}

/** What comes next, and what else may.
 *  @type {(desk: Desk, wall: DeskWall | null) => Element[]} */
function steps(desk, wall) {
  const { texts } = desk.show;
  const act = (/** @type {string} */ name, /** @type {() => void} */ done, main = false) => element("button", {
    class: main ? "lr-main" : "", "data-act": name, "data-testid": `classroom-${name}`, onclick: done,
  }, texts[name]);
  const list = act("list", () => desk.turn("list"), !wall || wall.step === "revealed");
  if (!wall) return [list];
  if (wall.step === "open") return [act("close", () => desk.step("close"), true), list];
  if (wall.step === "revealed") return [list, ...(wall.told?.path.length && wall.svg ? [act("play", () => desk.replay())] : [])];
  return [...(wall.vote < 2 ? [act("again", () => desk.step("again"))] : []), act("reveal", () => desk.step("reveal"), true), list];
}

/** What is rarely wanted; it stays open when the room moves on and the desk is drawn anew.
 *  @type {(desk: Desk) => Element} */
function more(desk) {
  const { texts } = desk.show;
  const button = (/** @type {string} */ name, /** @type {() => void} */ done) => element("button", { class: "lr-quiet", "data-act": name, "data-testid": `classroom-${name}`, onclick: done }, texts[name]);
  return filled("details", { open: desk.more }, [
    element("summary", { "data-act": "more" }, texts.more),
    button("csv", () => desk.votes()),
    button("picture", () => desk.picture()),
    button("second", () => desk.second()),
    button("leave", () => desk.leave()),
    button("end", () => desk.step("end")),
    element("p", { class: "lr-class-keys" }, texts.keys),
  ]);
}
