// The words and numbers under the data: the model, the losses, where the epochs stand.

import { all, byPart, one } from "../lib/markup.js";
import { beyond, number } from "../lib/numbers.js";
import { filled } from "../lib/texts.js";

/** @typedef {import("./model.js").Model} Model */

const MARKUP = `
<div class="lr-data-plot" data-part="plot" role="img" data-testid="data-plot"><div class="lr-layer" data-part="base"></div></div>
<div class="lr-data-below">
  <div class="lr-data-pictures" role="group" data-part="pictures" hidden>
    <button type="button" data-look="plane" data-testid="data-as-plane" data-text="as_plane"></button><button type="button" data-look="fit" data-testid="data-as-fit" data-text="as_fit"></button>
  </div>
  <p class="lr-data-note" data-part="outside" data-testid="data-outside" hidden></p>
</div>
<div class="lr-data-words">
  <p class="lr-data-model" data-part="equation" data-testid="data-equation"></p>
  <p class="lr-data-exact" data-part="exact" data-testid="data-exact"></p>
  <p class="lr-data-scaling" data-part="scaling" data-testid="data-scaling"></p>
  <p data-part="count" data-testid="data-count"></p>
  <table class="lr-data-losses" data-testid="data-losses"><tbody data-part="losses"></tbody></table>
  <p class="lr-data-focus" data-part="focus" data-testid="data-focus" aria-live="polite"></p>
  <p class="lr-data-touch" data-part="touch" data-testid="data-touch" data-text="touch"></p>
</div>
<div class="lr-data-options">
  <label><input type="checkbox" data-option="squares" data-testid="data-squares"> <span data-text="squares"></span></label>
  <label data-part="rings-option"><input type="checkbox" data-option="rings" data-testid="data-rings"> <span data-text="rings"></span></label>
  <label data-part="fan-option"><input type="checkbox" data-option="fan" data-testid="data-fan"> <span data-text="fan"></span></label>
</div>`;

/** @type {(root: HTMLElement) => DataParts} */
export function build(root) {
  root.innerHTML = MARKUP;
  return /** @type {DataParts} */ (byPart(root));
}

/** @type {(name: string) => string} */
const short = (name) => name.replace(/\s*[(\uff08][^()\uff08\uff09]*[)\uff09]$/, "");

/** price = 2.98·size + 34.5, in original units; for labels, the log-odds.
 *  @type {(model: Model, own: Point) => string} */
export function equation(model, own) {
  const { names, target, texts } = model.data;
  const terms = [...names.map((name) => `·${short(name)}`), ""];
  const right = terms.map((of, n) => {
    const value = n < names.length ? own[n] : own[own.length - 1];
    const size = beyond(Math.abs(value));
    const sign = value < 0 ? "− " : n ? "+ " : "";
    return `${sign}${size}${of}`;
  });
  const left = model.data.model === "logistic" ? filled(texts.odds, { target: short(target) }) : short(target);
  return `${left} = ${right.join(" ")}`;
}

export const OPTIONS = /** @type {const} */ (["squares", "rings", "fan"]);

/** @type {(root: Element, name: string) => HTMLInputElement} */
const optionOf = (root, name) => /** @type {HTMLInputElement} */ (one(root, `[data-option='${name}']`));

/** What does not move: labels, which options there are, the exact solution.
 *  @type {(parts: DataParts, root: HTMLElement, model: Model) => void} */
export function label(parts, root, model) {
  const { texts, look, batch, rows, exact, model: kind } = model.data;
  const { picture } = model;
  /** @type {(name?: string) => string} */
  const said = (name = "") => texts[`${picture}_${name}`] ?? texts[name];
  for (const found of all(root, "[data-text]")) found.textContent = said(found.dataset.text);
  for (const name of OPTIONS) optionOf(root, name).checked = look[name];
  parts["rings-option"].hidden = batch === rows || kind !== "linear";
  parts["fan-option"].hidden = batch === rows || !model.batchCount;
  /** @type {HTMLElement} */ (optionOf(root, "squares").parentElement).hidden = kind !== "linear";
  pictured(parts, model);
  parts.plot.dataset.movable = String(picture !== "fit" && !model.data.veils);
  parts.touch.hidden = parts.plot.dataset.movable !== "true";
  parts.exact.dataset.drawn = String(picture !== "fit" && Boolean(exact));
  parts.scaling.textContent = model.data.scaling;
  root.dataset.veils = (model.data.veils ?? []).join(" ");
  if (model.hides("minimum")) parts.exact.textContent = "";
  else parts.exact.textContent = exact ? filled(texts[kind === "linear" ? "exact" : "found"], { equation: equation(model, exact) }) : texts.no_minimum;
}

/** The picture's name and kind, and the choice where there are two: a plane takes the arrow keys.
 *  @type {(parts: DataParts, model: Model) => void} */
function pictured({ plot, pictures }, { data, picture }) {
  const turns = picture === "plane";
  plot.dataset.picture = picture;
  plot.setAttribute("aria-label", data.alt[picture]);
  plot.setAttribute("role", turns ? "application" : "img");
  if (turns) plot.tabIndex = 0;
  else plot.removeAttribute("tabindex");
  pictures.hidden = data.picture !== "plane";
  pictures.setAttribute("aria-label", data.texts.pictures);
  for (const button of all(pictures, "button")) button.setAttribute("aria-pressed", String(button.dataset.look === picture));
}

/** @type {(parts: DataParts, model: Model, shown: Heard, more: More & { outside?: number }) => void} */
export function words(parts, model, shown, more) {
  const { data } = model;
  const { texts } = data;
  const own = model.original(shown.w);
  parts.equation.textContent = equation(model, own);
  parts.count.textContent = model.hides("batches", "path", "curves") ? "" : count(data, shown);
  parts.losses.innerHTML = losses(model, shown).map(([key, value]) => `<tr><th>${texts[key]}</th><td data-loss="${key}">${value}</td></tr>`).join("");
  const off = more.outside;
  parts.outside.hidden = !off;
  parts.outside.textContent = !off ? "" : off === Infinity ? texts[`${model.picture}_outside`] : filled(texts.outside, { count: off, of: data.drawn });
  parts.focus.textContent = more.focus ? focused(model, own, more.focus) : more.ghost ? ghost(model, more.ghost) : distance(model, own);
}

/** @type {(data: RegressionData, shown: Heard) => string} */
function count(data, { k, film, i }) {
  const { texts, rows, batch, per_epoch: per, epochs } = data;
  const epoch = Math.min(epochs, Math.floor(Math.max(0, Math.min(k, film.length[i] - 1)) / per) + 1);
  const values = { rows, batch, per, epochs, epoch, k, steps: film.steps };
  return filled(texts[batch < rows ? "count" : "count_full"], values);
}

/** @type {(model: Model, shown: Heard) => [string, string][]} */
function losses(model, { film, i, k, w, loss }) {
  /** @type {[string, string][]} */
  const rows = model.hides("curves") ? [] : [["loss_all", beyond(loss)]];
  const batch = k < film.length[i] ? model.batch(k) : null;
  if (batch) rows.push(["loss_batch", beyond(batch.loss(w))]);
  if (model.held) rows.push(["loss_held", beyond(model.held.loss(w))]);
  return rows;
}

/** @type {(model: Model, own: Point, focus: Focus) => string} */
function focused(model, own, { i, share, part }) {
  const { data } = model;
  const x = model.features("X", i);
  const y = data.doubles.y[i];
  const said = model.predict(own, x);
  return filled(data.texts.focus, {
    row: data.doubles.known[i],
    values: [...data.names, data.target].map((name, j) => `${short(name)} ${number([...x, y][j])}`).join(", "),
    prediction: beyond(said),
    residual: beyond(said - y),
    share: part === null ? "" : `${number(100 * part, 3)} %`,
    gradient: share.map((g) => beyond(g, 3)).join(", "),
  });
}

/** @type {(model: Model, w: Point) => string} */
function ghost(model, w) {
  const { texts } = model.data;
  const own = equation(model, model.original(w));
  const known = model.all ?? model.whole;
  return filled(texts[known ? "ghost" : "ghost_bare"], { equation: own, loss: known ? beyond(known.loss(w)) : "" });
}

/** How far the estimate is from the line that the data come from, where that is known.
 *  @type {(model: Model, own: Point) => string} */
function distance(model, own) {
  const { truth, texts, moved, drawn, rows } = model.data;
  if (truth) return filled(texts.truth, { off: truth.map((x, j) => beyond(own[j] - x, 3)).join(", ") });
  if (moved) return filled(texts.moved, { count: moved });
  return drawn < rows ? filled(texts.drawn, { drawn, rows }) : "";
}
