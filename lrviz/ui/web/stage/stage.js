// The stage: receives films, answers to hands and keys, and asks the server only when it must.

import { loadPlotly, styled } from "../lib/library.js";
import { mounting } from "../lib/mount.js";
import { Stage } from "./view.js";

/** @type {Map<string, Scene>} */
const scenes = new Map(); // by id; they outlive a page change, so a scene is sent once a visit
const stylesheet = new URL("./stage.css", import.meta.url).href;

/** Only what has begun is called the stage: beside one that plays already, from before Streamlit
 *  came, the place that Streamlit made for it is none.
 *  @type {(root: StageRoot, plotlyUrl: string) => Stage} */
function begun(root, plotlyUrl) {
  root.dataset.testid = "stage";
  const stage = new Stage(root, scenes);
  styled(stylesheet).then(() => stage.begin(() => loadPlotly(plotlyUrl)));
  return stage;
}

export const { receive, dispose } = mounting(".lr-descent", begun);
