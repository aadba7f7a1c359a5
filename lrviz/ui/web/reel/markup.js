// The reel's elements. Texts come from the catalogs with the reel; see `label`.

import { choices, ICONS } from "../lib/markup.js";
import { SPEEDS } from "../lib/player.js";

const BUTTONS = /** @type {const} */ (["reset", "back", "play", "forward"]);

/** Fills `root`; returns its elements.
 *  @type {(root: HTMLElement, show: ReelShow) => ReelParts} */
export function build(root, { plots, frames, columns, height }) {
  root.replaceChildren();
  root.style.setProperty("--columns", String(columns));
  root.style.setProperty("--height", height);
  /** @type {Omit<ReelParts, "alert" | "player">} */
  const parts = { plots: {}, captions: {}, titles: {} };
  const board = add(root, "div", "lr-board");
  for (const { name, wide, height: own } of plots) {
    const figure = add(board, "figure", wide ? "lr-wide" : "");
    if (own) figure.style.setProperty("--height", own);
    parts.titles[name] = add(figure, "figcaption", "lr-reel-title");
    parts.plots[name] = add(figure, "div", "lr-plot");
    parts.plots[name].dataset.testid = `reel-plot-${name}`;
    parts.captions[name] = add(figure, "p", "lr-caption");
    parts.captions[name].dataset.testid = `reel-caption-${name}`;
  }
  const bar = frames > 1 ? player(root) : null;
  const alert = add(root, "p", "lr-alert");
  Object.assign(alert, { hidden: true, role: "alert" });
  return { ...parts, player: bar, alert };
}

/** @type {(root: Element) => PlayerParts} */
function player(root) {
  const bar = add(root, "div", "lr-player");
  const group = add(bar, "div", "lr-buttons");
  group.setAttribute("role", "group");
  const buttons = Object.fromEntries(BUTTONS.map((act) => {
    const button = add(group, "button", act === "play" ? "lr-go" : "");
    Object.assign(button, { type: "button", innerHTML: ICONS[act] });
    Object.assign(button.dataset, { act, testid: `reel-${act}` });
    return [act, button];
  }));
  const step = add(bar, "input", "");
  Object.assign(step, { type: "range", min: 0, step: 1 });
  step.dataset.testid = "reel-step";
  const count = add(bar, "output", "lr-count");
  const options = add(bar, "div", "lr-options");
  const choice = add(options, "label", "");
  const speedWord = add(choice, "span", "");
  const speed = add(choice, "select", "");
  speed.dataset.testid = "reel-speed";
  return { group, buttons, step, count, speedWord, speed };
}

/** Puts the reel's texts where they belong.
 *  @type {(parts: ReelParts, show: ReelShow) => void} */
export function label(parts, { plots, texts, speed }) {
  for (const { name, title, alt } of plots) {
    parts.titles[name].textContent = title;
    parts.titles[name].hidden = !title;
    parts.plots[name].setAttribute("role", "img");
    parts.plots[name].setAttribute("aria-label", alt);
  }
  parts.alert.textContent = texts.no_plotly;
  const { player: bar } = parts;
  if (!bar) return;
  bar.group.setAttribute("aria-label", texts.player);
  bar.step.setAttribute("aria-label", texts.clock);
  bar.speedWord.textContent = `${texts.speed} `;
  choices(bar.speed, SPEEDS.map((n) => [n, texts.per_second.replace("{n}", String(n))]), bar.speed.value || speed);
  for (const [act, button] of Object.entries(bar.buttons)) {
    Object.assign(button, { title: texts[act] });
    button.setAttribute("aria-label", texts[act]);
  }
}

/** @template {keyof HTMLElementTagNameMap} T
 *  @param {Element} parent @param {T} tag @param {string} name
 *  @returns {HTMLElementTagNameMap[T]} */
function add(parent, tag, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}
