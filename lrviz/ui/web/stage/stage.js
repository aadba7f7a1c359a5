// The stage: receives films, answers to hands and keys, and asks the server only when it must.

import { decode } from "../lib/film.js";
import { asker } from "../lib/history.js";
import { loadPlotly, styled } from "../lib/library.js";
import { Stage } from "./view.js";

/** @type {WeakMap<Element, Stage>} */
const stages = new WeakMap();
/** @type {Map<string, Scene>} */
const scenes = new Map(); // by id; they outlive a page change, so a scene is sent once a visit
const stylesheet = new URL("./stage.css", import.meta.url).href;

/** Called by Streamlit on every update of the component.
 *  @type {(component: Component, plotlyUrl: string) => void} */
export function receive(component, plotlyUrl) {
  const root = rootOf(component);
  if (!root) return;
  const stage = stages.get(root) ?? begun(root, plotlyUrl);
  const ask = asker(component, root);
  stage.ask = (value) => ask({ ...value, turn: stage.turn ?? 0, stands: stage.stood });
  stage.take(decode(component.data));
}

/** @type {(root: StageRoot, plotlyUrl: string) => Stage} */
function begun(root, plotlyUrl) {
  const stage = new Stage(root, scenes);
  stages.set(root, stage);
  styled(stylesheet).then(() => stage.begin(() => loadPlotly(plotlyUrl)));
  return stage;
}

/** @type {(component: Component) => StageRoot | null | undefined} */
const rootOf = (component) => component.parentElement?.querySelector("[data-testid='stage']");

/** Called when the component leaves the page.
 *  @type {(component: Component) => void} */
export function dispose(component) {
  const root = rootOf(component);
  if (!root || root.isConnected) return; // of a call that the next one has overtaken
  stages.get(root)?.dispose();
  stages.delete(root);
}
