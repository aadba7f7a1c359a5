// Which key does what. Typing into a field is never a command.

/** @type {Record<string, string>} */
const ACTIONS = {
  " ": "play",
  ArrowRight: "forward",
  ArrowLeft: "back",
  "[": "slower",
  "]": "faster",
  "+": "zoom_in",
  "=": "zoom_in",
  "-": "zoom_out",
  0: "zoom_whole",
  "?": "keys",
  r: "reset",
  R: "reset",
  1: "tiny",
  2: "good",
  3: "large",
  4: "too_large",
};

/** @type {Record<string, string>} with the Shift key */
const SHIFTED = { ArrowRight: "pan_right", ArrowLeft: "pan_left", ArrowUp: "pan_up", ArrowDown: "pan_down" };

/** The action of a keyboard event, or null. A focused control keeps the keys it needs.
 *  @type {(event: KeyboardEvent) => string | null} */
export function action(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const table = event.shiftKey && Object.hasOwn(SHIFTED, event.key) ? SHIFTED : ACTIONS;
  const wanted = Object.hasOwn(table, event.key) ? table[event.key] : null;
  return wanted && !owned(/** @type {HTMLInputElement | null} */ (event.target), event.key) ? wanted : null;
}

/** Whether what is typed goes into this element.
 *  @type {(target: HTMLElement | null) => boolean} */
export function typing(target) {
  const input = /** @type {HTMLInputElement | null} */ (target);
  return Boolean(target?.isContentEditable || ["TEXTAREA", "SELECT"].includes(target?.tagName ?? "")
    || (target?.tagName === "INPUT" && !["range", "checkbox", "radio"].includes(input?.type ?? "")));
}

/** @type {(target: HTMLInputElement | null, key: string) => boolean} */
function owned(target, key) {
  if (!target) return false;
  const tag = target.tagName;
  if (tag === "TEXTAREA" || tag === "SELECT" || target.isContentEditable) return true;
  if (target.closest?.("[role='listbox'], [role='combobox'], [role='menu'], [role='tablist']")) return true;
  if (tag === "INPUT" && target.type === "range") return key.startsWith("Arrow");
  if (tag === "INPUT" && target.type !== "checkbox") return true;
  // After a click the space bar still plays; who came by the Tab key means the button.
  return key === " " && ["BUTTON", "A", "SUMMARY", "INPUT"].includes(tag) && target.matches(":focus-visible");
}
