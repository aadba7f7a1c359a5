// Which keys there are, as a table that a reader can open.

import { all } from "./markup.js";

/** Fills a dialog with `table`, a text of lines "keys | what they do".
 *  @type {(dialog: HTMLElement, title: string, table: string) => void} */
export function listed(dialog, title, table) {
  const rows = table.split("\n").map((line) => line.split("|").map((part) => part.trim())).filter(([, what]) => what);
  const heading = Object.assign(document.createElement("h2"), { textContent: title });
  const body = document.createElement("table");
  for (const [keys, what] of rows) {
    const row = body.insertRow();
    row.insertCell().append(...keys.split(" ").flatMap((key) => [key === "–" ? key : Object.assign(document.createElement("kbd"), { textContent: key }), " "]));
    row.insertCell().textContent = what;
  }
  dialog.replaceChildren(heading, body);
}

/** Opens the dialog, or closes it; a click beside it closes it, too.
 *  @type {(dialog: HTMLDialogElement) => void} */
export function toggled(dialog) {
  if (dialog.open) {
    dialog.close();
    return;
  }
  dialog.onclick = (event) => { if (event.target === dialog || all(dialog, "h2").includes(/** @type {HTMLElement} */ (event.target))) dialog.close(); };
  dialog.showModal();
}
