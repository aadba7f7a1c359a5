// The reel's elements. Texts come from the catalogs with the reel; see `label`.

import { choices, ICONS } from "../stage/markup.js";
import { SPEEDS } from "../stage/player.js";

const BUTTONS = ["reset", "back", "play", "forward"];

/** Fills `root`; returns its elements. */
export function build(root, { plots, frames, columns, height }) {
  root.replaceChildren();
  root.style.setProperty("--columns", columns);
  root.style.setProperty("--height", height);
  const parts = { plots: {}, captions: {}, titles: {}, buttons: {} };
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
  if (frames > 1) player(root, parts);
  parts.alert = add(root, "p", "lr-alert");
  Object.assign(parts.alert, { hidden: true, role: "alert" });
  return parts;
}

function player(root, parts) {
  const bar = add(root, "div", "lr-player");
  parts.group = add(bar, "div", "lr-buttons");
  parts.group.setAttribute("role", "group");
  for (const act of BUTTONS) {
    const button = add(parts.group, "button", act === "play" ? "lr-go" : "");
    Object.assign(button, { type: "button", innerHTML: ICONS[act] });
    Object.assign(button.dataset, { act, testid: `reel-${act}` });
    parts.buttons[act] = button;
  }
  parts.step = Object.assign(add(bar, "input", ""), { type: "range", min: 0, step: 1 });
  parts.step.dataset.testid = "reel-step";
  parts.count = add(bar, "output", "lr-count");
  const options = add(bar, "div", "lr-options");
  const choice = add(options, "label", "");
  parts.speedWord = add(choice, "span", "");
  parts.speed = add(choice, "select", "");
  parts.speed.dataset.testid = "reel-speed";
}

/** Puts the reel's texts where they belong. */
export function label(parts, { plots, texts, frames, speed }) {
  for (const { name, title, alt } of plots) {
    parts.titles[name].textContent = title;
    parts.titles[name].hidden = !title;
    parts.plots[name].setAttribute("role", "img");
    parts.plots[name].setAttribute("aria-label", alt);
  }
  parts.alert.textContent = texts.no_plotly;
  if (frames < 2) return;
  parts.group.setAttribute("aria-label", texts.player);
  parts.step.setAttribute("aria-label", texts.clock);
  parts.speedWord.textContent = `${texts.speed} `;
  choices(parts.speed, SPEEDS.map((n) => [n, texts.per_second.replace("{n}", n)]), parts.speed.value || speed);
  for (const [act, button] of Object.entries(parts.buttons)) {
    Object.assign(button, { title: texts[act] });
    button.setAttribute("aria-label", texts[act]);
  }
}

function add(parent, tag, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}
