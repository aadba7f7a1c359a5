"""All that a page shows, as lines of text that can be compared with another page's."""

from playwright.sync_api import Page

# Every element of the component with its attributes, and what HTML does not hold: the state of its
# fields. The names that plotly makes up anew for every drawing are left out.
PICTURE = r"""() => {
  const lines = [];
  const roots = ["stage", "data"].map((name) => document.querySelector(`[data-testid='${name}']`));
  const made = new Map();
  for (const div of document.querySelectorAll(".js-plotly-plot")) {
    if (div._fullLayout) made.set(div._fullLayout._uid, "");
    for (const trace of div._fullData ?? []) made.set(trace.uid, "");
  }
  const plain = (text) => [...made.keys()]
    .reduce((t, uid) => t.replaceAll(uid, ""), text).replace(/lr-clip-\w+/g, "lr-clip");
  const passing = ["id", "data-testid"];
  for (const name of ["redraws", "asking", "wired", "unformatted", "math"]) {
    passing.push(`data-${name}`);
  }
  const walk = (node, depth) => {
    if (node.nodeType === 3) {
      if (node.data.trim()) lines.push(`${" ".repeat(depth)}"${node.data.trim()}"`);
      return;
    }
    const drawn = "path, rect, line, circle, image, use";
    if (node.tagName === "g" && !node.querySelector(drawn) && !node.textContent.trim()) return;
    const aside = ".hoverlayer, .zoomlayer, [data-part='still'], defs";
    if (node.nodeType !== 1 || node.matches(aside)) return;
    const said = [...node.attributes]
      .filter(({ name }) => !passing.includes(name))
      .map(({ name, value }) => `${name}=${plain(value)}`).sort();
    if (node.matches("input, select")) said.push(`value=${node.value} checked=${node.checked}`);
    lines.push(`${" ".repeat(depth)}${node.tagName.toLowerCase()} ${said.join(" | ")}`);
    for (const child of node.childNodes) walk(child, depth + 1);
  };
  for (const root of roots) if (root) walk(root, 0);
  for (const div of document.querySelectorAll("[data-testid='stage'] .js-plotly-plot")) {
    const { xaxis, yaxis, yaxis2 } = div._fullLayout;
    for (const axis of [xaxis, yaxis, yaxis2]) {
      if (!axis) continue;
      const { _id, type, range, _offset, _length } = axis;
      lines.push(`${div.dataset.part} ${_id} ${type} ${range} ${_offset} ${_length}`);
    }
  }
  const rest = document.querySelector("[data-testid='stMain']").innerText.split("\n");
  return [...lines, ...rest.map((text) => text.trim()).filter(Boolean)];
}"""


def picture(page: Page) -> list[str]:
    """What the page shows now."""
    lines: list[str] = page.evaluate(PICTURE)
    return lines
