// The stage: receives films, answers to hands and keys, and asks the server only when it must.

import { decode } from "./film.js";
import { asker } from "./history.js";
import { loadPlotly, styled } from "./library.js";
import { Stage } from "./view.js";

const stages = new WeakMap();
const scenes = new Map(); // by id; they outlive a page change, so a scene is sent once a visit
const stylesheet = new URL("./stage.css", import.meta.url).href;

/** Called by Streamlit on every update of the component. */
export function receive(component, plotlyUrl) {
  const root = component.parentElement.querySelector("[data-testid='stage']");
  if (!root) return;
  let stage = stages.get(root);
  if (!stage) {
    stage = new Stage(root, (value) => stage.ask(value), plotlyUrl, scenes);
    stages.set(root, stage);
    styled(stylesheet).then(() => stage.begin(() => loadPlotly(plotlyUrl)));
  }
  const ask = asker(component, root);
  stage.ask = (value) => ask({ ...value, turn: stage.turn ?? 0, stands: stage.stood ?? false });
  stage.take(decode(component.data));
}

/** Called when the component leaves the page. */
export function dispose(component) {
  const root = component.parentElement?.querySelector("[data-testid='stage']");
  stages.get(root)?.dispose();
  stages.delete(root);
}
