// The panel of a stop: its text, its question, what comes after the answer, and the course as a list.

import { mounting } from "../lib/mount.js";
import { styled } from "../lib/library.js";
import { Panel } from "./panel.js";

const stylesheet = new URL("./lesson.css", import.meta.url).href;

export const { receive, dispose } = mounting("[data-testid='lesson']", (root) => {
  styled(stylesheet);
  return new Panel(root);
});
