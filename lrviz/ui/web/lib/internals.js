// What plotly.js knows of a plot and does not promise to tell. Its private names are said here and
// nowhere else; at start-up the script that is served is asked for each of them. Without them:
//
// _fullLayout, _offset, _length, p2d, d2p, r2d   nothing can be laid over a plot or dragged on it
// _hoverdata                                     a click on a picture names no run
// _inputRange                                    a smaller range drawn anew has a wider map than it should
// _fullData                                      a trace that gets its first point may lie on top
// _fullData, _skipDefaults, _length              a frame takes a third longer

/** What stands for an axis that cannot be known. */
const NOWHERE = { range: [], _offset: NaN, _length: NaN, p2d: () => NaN, d2p: () => NaN };
/** @type {(axis: DrawnAxis | undefined) => DrawnAxis} */
const known = (axis) => (axis && Object.keys(NOWHERE).every((name) => name in axis) ? axis : NOWHERE);

/** @type {(div: PlotDiv) => DrawnAxis[]} */
const axes = ({ _fullLayout: layout }) => [known(layout?.xaxis), known(layout?.yaxis)];

/** The rectangle of the axes inside the div, in pixels; NaN before it is drawn.
 *  @type {(div: PlotDiv) => PlotArea} */
export function areaOf(div) {
  const [across, up] = axes(div);
  return { x: across._offset, y: up._offset, width: across._length, height: up._length };
}

/** How wide and how tall it is drawn; undefined before it is.
 *  @type {(div: PlotDiv) => [number?, number?]} */
export const sizeOf = ({ _fullLayout: layout }) => [layout?.width, layout?.height];

/** What the axes show: numbers, or the categories' names.
 *  @type {(div: PlotDiv) => (number | string)[][]} */
export const rangesOf = (div) => axes(div).map(({ range }) => range);

/** Lets axes that share a scale forget which range they were once given: plotly takes a smaller
 *  one, when all is drawn anew, for that range narrowed, and widens the room instead.
 *  @type {(div: PlotDiv) => void} */
export function forgetRanges({ _fullLayout: layout }) {
  for (const axis of [layout?.xaxis, layout?.yaxis]) if (axis) axis._inputRange = null;
}

/** The data coordinates under a pointer event over a plotly div.
 *  @type {(div: PlotDiv, event: MouseEvent) => [number, number]} */
export function under(div, event) {
  const [across, up] = axes(div);
  const { left, top } = div.getBoundingClientRect();
  return [across.p2d(event.clientX - left - across._offset), up.p2d(event.clientY - top - up._offset)];
}

/** Pixels inside the div of a data point.
 *  @type {(div: PlotDiv, point: Point) => [number, number]} */
export function pixels(div, [x, y]) {
  const [across, up] = axes(div);
  return [across._offset + across.d2p(x), up._offset + up.d2p(y)];
}

/** Whether data coordinates are in view, on axes of any kind.
 *  @type {(div: PlotDiv, at: Point) => boolean} */
export function inView(div, at) {
  return axes(div).every((axis, j) => {
    const [low, high] = axis.range.map((end) => axis.r2d?.(end) ?? end).sort((a, b) => Number(a) - Number(b));
    return typeof at[j] !== "number" || Number.isNaN(Number(low)) || (at[j] >= Number(low) && at[j] <= Number(high));
  });
}

/** The point under the pointer, if there is one.
 *  @type {(div: PlotDiv) => Hovered | undefined} */
export const hovered = (div) => div._hoverdata?.[0];

/** The class of each trace's group in the picture, in their order.
 *  @type {(div: PlotDiv) => string[]} */
export const traceClasses = (div) => (div._fullData ?? []).map(({ uid }) => `trace${uid}`);

/** Spares plotly what takes longer than drawing a frame: to find all defaults of all traces and axes
 *  anew. Where lists take the place of lists, and nothing else changes, they are those that it found
 *  before. What is drawn next is to be that frame.
 *  @type {(div: PlotDiv, data: Trace[], traces: number[]) => void} */
export function keepDefaults({ _fullData: full, _fullLayout: layout }, data, traces) {
  if (!full || !layout || !traces.every((index, n) => listsOnly(full[index], data[n]))) return;
  traces.forEach((index, n) => {
    handLists(full[index], data[n]);
    full[index]._length = Math.min(full[index].x.length, full[index].y.length);
  });
  layout._skipDefaults = true;
}

/** All defaults are found anew again.
 *  @type {(div: PlotDiv) => void} */
export function findDefaults({ _fullLayout: layout }) {
  if (layout) delete layout._skipDefaults;
}

/** Whether what comes is a scatter's lists in the place of its lists, and what it has already.
 *  @type {(trace: FullTrace | undefined, data: Trace) => boolean} */
const listsOnly = (trace, data) => trace?.type === "scatter" && trace.visible === true && "_length" in trace && sameButLists(trace, data);

/** @type {(owner: any, values: object) => boolean} */
const sameButLists = (owner, values) => Object.entries(values).every(([name, value]) => {
  if (Array.isArray(value)) return Array.isArray(owner[name]);
  if (value && typeof value === "object") return owner[name] && typeof owner[name] === "object" && sameButLists(owner[name], value);
  return owner[name] === value;
});

/** @type {(owner: any, values: object) => void} */
function handLists(owner, values) {
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) owner[name] = value;
    else if (value && typeof value === "object") handLists(owner[name], value);
  }
}
