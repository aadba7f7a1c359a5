// The lecturer's desk: open a room, put questions, see the answers, reveal.

import { mounting } from "../lib/mount.js";
import { styled } from "../lib/library.js";
import { Desk } from "./desk.js";

const stylesheet = new URL("./classroom.css", import.meta.url).href;

export const { receive, dispose } = mounting("[data-testid='classroom']", (root) => {
  styled(stylesheet);
  return new Desk(root);
});
