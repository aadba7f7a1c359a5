"""All that a page shows, as lines of text that can be compared with another page's."""

from playwright.sync_api import Page

# Every element of the components with its attributes, what HTML does not hold, the state of its
# fields, and the axes of its plots; then the fields and the words of the rest of the page. Left out
# are what is hidden, the names that plotly makes up anew for every drawing, what a pointer shows in
# passing, what is said until it has been done, and why something typed was refused: it says what
# was done, not where that led.
PICTURE = r"""() => {
  const lines = [];
  const roots = document.querySelectorAll(
    "[data-testid='stage'], [data-testid='data'], .lr-reel, .lr-probe");
  const made = new Map();
  for (const div of document.querySelectorAll(".js-plotly-plot")) {
    if (div._fullLayout) made.set(div._fullLayout._uid, "");
    for (const trace of div._fullData ?? []) made.set(trace.uid, "");
  }
  // A style as its declarations in order, without the pointer's looks and what plotly leaves of a
  // filled mark on one that has only a line.
  const styled = (style) => style.split(/; ?/).filter((each) => each && !/^cursor:/.test(each)
    && !(/^fill-opacity:/.test(each) && /fill: none/.test(style))).sort().join("; ");
  // Names of six digits there are, too: within a number they are none.
  const names = new RegExp(`(?<![\\d.])(${[...made.keys()].join("|") || "$^"})`, "g");
  const plain = (text) => text.replace(names, "").replace(/lr-clip-\w+/g, "lr-clip")
    .replace(/#g\w*-cb\w*/g, "#colours") // a colour bar's, by the plot and the trace
    .replace(/-?\d+\.\d{6,}/g, (x) => String(Number(Number(x).toPrecision(7))));
  // Names stand in any order.
  const key = (node) => ["class", "transform"].map((name) => node.getAttribute?.(name))
    .toSpliced(1, 0, node.textContent).join(" ");
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
    const aside = ".hoverlayer, .zoomlayer, [data-part='still'], .lr-guide, .lr-pointer, defs";
    if (node.nodeType !== 1 || node.matches(aside)) return;
    if (node.hidden) {
      lines.push(`${" ".repeat(depth)}${node.tagName.toLowerCase()} hidden`);
      return;
    }
    const said = [...node.attributes]
      .filter(({ name }) => !passing.includes(name))
      .map(({ name, value }) => [name, name === "style" ? styled(plain(value)) : plain(value)])
      .filter(([name, value]) => name !== "style" || value)
      .map(([name, value]) => `${name}=${value}`).sort();
    if (node.matches("input, select")) said.push(`value=${node.value} checked=${node.checked}`);
    lines.push(`${" ".repeat(depth)}${node.tagName.toLowerCase()} ${said.join(" | ")}`);
    const children = [...node.childNodes];
    const loose = ".infolayer, .gridlayer g, [class*='axislayer']"; // in any order
    if (node.matches(loose)) children.sort((one, other) => (key(one) < key(other) ? -1 : 1));
    for (const child of children) walk(child, depth + 1);
  };
  for (const root of roots) walk(root, 0);
  for (const root of roots) for (const div of root.querySelectorAll(".js-plotly-plot")) {
    if (div.hidden || !div._fullLayout) continue;
    const { xaxis, yaxis, yaxis2 } = div._fullLayout;
    for (const axis of [xaxis, yaxis, yaxis2]) {
      if (!axis) continue;
      const { _id, type, range, _offset, _length } = axis;
      const ends = range.map((end) => (typeof end === "number" ? end.toPrecision(12) : end));
      lines.push(`${div.dataset.part ?? ""} ${_id} ${type} ${ends} ${_offset} ${_length}`);
    }
  }
  const main = document.querySelector("[data-testid='stMain']");
  for (const field of main.querySelectorAll("input, [role='radio']")) {
    if ([...roots].some((root) => root.contains(field))) continue;
    const { value, checked, disabled } = field;
    const said = [field.getAttribute("aria-label") ?? field.textContent, value, checked, disabled];
    lines.push(`field ${said.join(" | ")} ${field.getAttribute("aria-checked") ?? ""}`);
  }
  const rest = main.cloneNode(true);
  const told = "[data-testid='stElementContainer']:has([data-testid='stAlertContentError'])";
  const own = "[data-testid='stage'], [data-testid='data'], .lr-reel, .lr-probe, style, script";
  for (const each of rest.querySelectorAll(`${told}, ${own}`)) each.remove();
  const words = document.createTreeWalker(rest, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) lines.push(words.currentNode.data.trim());
  return lines.filter(Boolean);
}"""


def picture(page: Page) -> list[str]:
    """What the page shows now."""
    lines: list[str] = page.evaluate(PICTURE)
    return lines
