// What the modules hand one another, for the type checker alone: nothing of this is served.

type Point = number[];
type Interval = [number, number];
type Box = Interval[];
type Verdict = (typeof import("../../lrviz/ui/web/lib/known.js").VERDICTS)[number];
type BandKind = Verdict | "mixed";
type Regime = (typeof import("../../lrviz/ui/web/lib/known.js").REGIMES)[number];
type View = (typeof import("../../lrviz/ui/web/lib/known.js").VIEWS)[number];
type Question = (typeof import("../../lrviz/ui/web/lib/known.js").QUESTIONS)[number];
type Texts = Record<string, string>;
type Patches = [(string | number)[], unknown][];
type Moved = (point: Point, settled: boolean) => void;
type Ask = (value: Record<string, unknown>) => void;

/** What Streamlit hands a component; before it has come, nobody hears what a component asks. */
interface Component {
  parentElement: HTMLElement;
  data: Uint8Array;
  setTriggerValue?(name: string, value: unknown): void;
}

// plotly.js, as far as it is used. Names with an underscore are its own, not public.

interface PlotlyModule {
  react(div: Element, data: Trace[], layout: Layout, config: object): Promise<unknown>;
  animate(div: Element, frame: { data: Trace[]; traces: number[] }, options: object): Promise<unknown>;
  restyle(div: Element, values: object, traces: number[]): Promise<unknown>;
  purge(div: Element): void;
  toImage(div: Element, options: object): Promise<string>;
  downloadImage(figure: Spec, options: object): Promise<string>;
  relayout(div: Element, values: object): Promise<unknown>;
  Fx: { unhover(div: Element): void };
  PlotSchema: Schema;
}

interface Schema {
  findArrayAttributes: ((trace: Trace) => string[]) & { plain?: (trace: Trace) => string[] };
}

interface Trace {
  name?: string;
  type?: string;
  marker?: Record<string, unknown>;
  line?: Record<string, unknown>;
  [attribute: string]: unknown;
}

interface LayoutAxis {
  range: Interval;
  type?: string;
  [attribute: string]: unknown;
}

interface Layout {
  xaxis: LayoutAxis;
  yaxis: LayoutAxis;
  yaxis2?: LayoutAxis;
  margin: { l: number; r: number; t: number; b: number };
  annotations: object[];
  shapes: object[];
  [attribute: string]: unknown;
}

interface Spec {
  data: Trace[];
  layout: Layout;
}

interface DrawnAxis {
  range: (number | string)[];
  _offset: number;
  _length: number;
  _inputRange?: (number | string)[] | null;
  p2d(pixel: number): number;
  d2p(value: number): number;
  r2d?(end: number | string): number | string;
}

interface PlotArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface PlotDiv extends HTMLElement {
  _fullLayout?: { xaxis: DrawnAxis; yaxis: DrawnAxis; width: number; height: number; _skipDefaults?: boolean };
  _hoverdata?: Hovered[];
  _fullData?: FullTrace[];
  data: Trace[];
  layout: Layout;
  emit?: () => void;
}

interface FullTrace {
  uid: string;
  type: string;
  visible: boolean | string;
  x: unknown[];
  y: unknown[];
  _length?: number;
}

interface Hovered {
  data?: Trace;
  pointNumber?: number;
  customdata?: unknown;
}

interface Window {
  Plotly?: PlotlyModule;
}

// The film and its scene, as film.py and scene.py pack them.

/** The name of a quantity, or a sign and its operands. */
type Expression = string | Expression[];

/** How the steps from step `first` on are written; steps count from 1. */
interface Stage {
  first: number;
  step: Expression;
  direction: Expression;
}

interface Film {
  kind: "film";
  id: string;
  dim: number;
  names: string[];
  axes: number[] | null;
  optimizer: string;
  rule: { stages: Stage[]; numbers: Record<string, number>; moving: string[] };
  minibatch: boolean;
  setting: string[];
  steps: number;
  domain: Box;
  lr: number[];
  length: number[];
  blown: boolean[];
  extra: number | null;
  dropped?: number;
  minimum: (number | null)[];
  base: number[];
  final: (number | null)[];
  start: Point;
  presets: Record<Regime, number | null>;
  bands: [BandKind, number, number][];
  axis_bands: [BandKind, number, number][];
  marks: Record<string, number>;
  verdict: (Verdict | "")[];
  sentence: string[];
  estimate: boolean[];
  hints: string[];
  hint: number[];
  scene: string;
  veils?: string[];
  live?: boolean;
  still?: string;
  show?: Show;
  scene_data?: Scene;
  exact?: Exact;
  /** The rate of which no more digits come. */
  inexact?: number;
  slopes?: Slopes;
  arrays: { w: Float32Array; gap: Float32Array; lr?: Float32Array };
  doubles: Record<string, Float64Array>;
}

interface Slopes {
  kind: "slopes";
  id: string;
  exact?: Exact;
  inexact?: number;
  arrays: { grad: Float32Array; [term: string]: Float32Array };
}

interface Same {
  kind: "same";
  id?: string;
  exact?: Exact;
  inexact?: number;
}

type Answer = Film | Slopes | Same;

/** One run to the last digit, and what each of its steps promised the loss. */
interface Exact {
  lr: number;
  w: Float64Array;
  loss: Float64Array;
  grad: Float64Array;
  rate: Float64Array;
  slope: Float64Array;
  bend: Float64Array;
  [term: string]: Float64Array | number;
}

interface Show {
  lr: number;
  step: number;
  view: View;
  window: Point;
  log: boolean;
  ghosts: boolean;
  split: boolean;
  trail: number;
  speed: number;
  fresh: boolean;
  turn: number;
  waits: boolean;
}

type SpecName = "rings" | "path" | "loss" | "loss_log" | "sweep";
type PlotName = "rings" | "path" | "loss" | "sweep" | "solid";

interface Scene {
  id: string;
  base: string;
  name: string;
  box: Box;
  whole: Box;
  specs: Record<SpecName, Spec> & { solid?: Spec };
  dark: Record<string, Patches>;
  colours: { light: Colours; dark: Colours };
  texts: Texts;
  formula: string;
  program: Program | null;
  alt: string;
}

interface Colours {
  verdicts: Record<BandKind, string>;
  bands: Record<BandKind, string>;
  marks: Record<Verdict, string>;
  path: string;
  future: string;
  ink: string;
  faint: string;
  paper: string;
}

interface Options {
  log: boolean;
  ghosts: boolean;
  split: boolean;
  trail: number;
  view: View;
  window: Point;
  speed: number;
}

interface StageParts {
  map: HTMLElement;
  still: HTMLElement;
  formula: HTMLElement;
  setting: HTMLElement;
  hint: HTMLElement;
  guide: HTMLElement;
  pointer: HTMLElement;
  keys: HTMLDialogElement;
  rings: PlotDiv;
  path: PlotDiv;
  solid: PlotDiv;
  loss: PlotDiv;
  sweep: PlotDiv;
  handle: HTMLElement;
  word: HTMLElement;
  sentence: HTMLElement;
  why: HTMLAnchorElement;
  because: HTMLDetailsElement;
  reason: HTMLElement;
  update: HTMLElement;
  number: HTMLInputElement;
  bands: HTMLElement;
  rate: HTMLInputElement;
  ticks: HTMLElement;
  step: HTMLInputElement;
  count: HTMLElement;
  speed: HTMLSelectElement;
  trail: HTMLSelectElement;
  log: HTMLInputElement;
  ghosts: HTMLInputElement;
  sound: HTMLInputElement;
  parts: HTMLInputElement;
  alert: HTMLElement;
}

/** What is asked of the server. */
interface Asked {
  kind: Question;
  again?: number;
  [detail: string]: unknown;
}

/** The map as the path's data need it. */
interface MapFrame {
  box: Box;
  area: Point;
  taken?: Point[];
  pixel: (point: Point) => Point;
}

/** A trace's new data; the first four decide its markers. */
interface Drawn {
  x: (number | null)[];
  y: (number | null)[];
  text?: string[];
  angles?: number[];
  done?: boolean[];
  heads?: (number | false)[]; // angles, where there is a head
  colours?: string[];
  [attribute: string]: unknown;
}

type Drawing = Record<string, Drawn>;

/** A point off the map: where it stands at the edge, and how its arrow points. */
interface Edge {
  at: Point;
  side: Point;
  angle: number;
  textposition: string;
}

/** A step taken apart: parts by their texts' keys, and the step itself. */
interface Split {
  parts: [string, Point][];
  move: Point;
}

/** What the stage tells whoever else is on the page. */
interface Shown {
  root: StageRoot;
  film: Film;
  i: number;
  k: number;
  w: Point;
  options: Options;
  plots: StagePlots | undefined;
}

type StagePlots = import("../../lrviz/ui/web/stage/plots.js").Plots;

interface StageRoot extends HTMLElement {
  lrviz?: Shown;
  lossAt?: (at: Point) => number | null; // of the map's two axes, where the data know it
}

interface DocumentEventMap {
  "lrviz:show": CustomEvent<Shown>;
  "lrviz:tap": CustomEvent<Point>;
}

// The data of a regression, as regression/view.py packs them.

type ModelKind = (typeof import("../../lrviz/ui/web/regression/model.js").MODELS)[number];
type PictureKind = (typeof import("../../lrviz/ui/web/regression/model.js").PICTURES)[number];

interface RegressionData {
  kind: "data";
  id: string;
  model: ModelKind;
  picture: PictureKind;
  convention: { factor: number; mean: boolean };
  spec: Spec;
  dark: Patches;
  colours: { light: Record<string, string>; dark: Record<string, string> };
  texts: Texts;
  alt: Record<string, string>;
  box: Box;
  held_mark: string;
  names: string[];
  target: string;
  mean: Point | null;
  scale: Point | null;
  best: Point | null;
  exact: Point | null;
  scaling: string;
  rows: number;
  held_rows: number;
  drawn: number;
  batch: number;
  per_epoch: number;
  steps: number;
  epochs: number;
  offsets: number[] | null;
  truth: Point | null;
  moved: number;
  domain: Box;
  lowest: number | null;
  at: Point;
  look: Look;
  veils?: string[];
  doubles: RegressionArrays;
}

interface RegressionArrays {
  X: Float64Array;
  y: Float64Array;
  number: Float64Array;
  known: Float64Array;
  held_X: Float64Array;
  held_y: Float64Array;
  index?: Float64Array;
  Q?: Float64Array;
  held_Q?: Float64Array;
  batch_Q?: Float64Array;
}

interface Look {
  axes: number[];
  held: string;
  squares: boolean;
  fan: boolean;
  rings: boolean;
  plane: boolean;
}

/** The loss of some rows as a function of w. */
interface RowsLoss {
  loss(w: Point): number;
  gradient(w: Point): Point;
}

/** A quadratic over two axes: loss + gradient·u + uᵀHu about `at`. */
interface Slice {
  H: Point[];
  gradient: Point;
  at: Point;
  loss: number;
}

/** One row's part of the gradient, and its share of all. */
interface Focus {
  i: number;
  share: Point;
  part: number | null;
  table: Point | null;
}

/** What is drawn of the data beside the model. */
interface More {
  ghost: Point | null;
  focus: Focus | null;
  rows: number[];
  moving?: Point | null;
  dragged?: import("../../lrviz/ui/web/regression/model.js").Quadratic | null;
  best?: Point | null;
}

/** What the data view has heard from the stage. */
interface Heard extends Shown {
  loss: number;
}

interface DataParts {
  plot: HTMLElement;
  base: HTMLElement;
  pictures: HTMLElement;
  outside: HTMLElement;
  equation: HTMLElement;
  exact: HTMLElement;
  scaling: HTMLElement;
  count: HTMLElement;
  losses: HTMLElement;
  focus: HTMLElement;
  touch: HTMLElement;
  "rings-option": HTMLElement;
  "fan-option": HTMLElement;
}

interface Angles {
  azimuth: number;
  elevation: number;
}

interface Pose {
  data?: string;
  home: Angles;
  at: Angles;
}

interface Camera {
  place: (at: Point) => [number, number];
  lift: number;
  toward: Point;
}

interface Margin {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

// A reel: plots on one clock, as reel/reel.py packs them.

interface ReelShow {
  kind: "reel";
  id: string;
  key: string;
  frame: number;
  turn: number;
  frames: number;
  columns: number;
  height: string;
  clock: string;
  speed: number;
  asks: string;
  texts: Texts;
  plots: ReelPlot[];
  layout: [string, number, number[]][];
  doubles: Record<string, Float64Array>;
}

interface ReelPlot {
  name: string;
  title: string;
  alt: string;
  captions: string[];
  pick: boolean;
  wide: boolean;
  height: string;
  spec: Spec;
  dark: Patches;
  moving: Record<string, MotionWords>;
}

interface Grow {
  kind: "grow";
  head: boolean;
}

interface Swap {
  kind: "swap";
  text?: unknown[];
  customdata?: unknown[];
  colour?: unknown[];
}

type MotionWords = Grow | Swap;

interface Shaped {
  values: Float64Array;
  shape: number[];
}

/** How one trace moves; `row` and `data` are what it shows now. */
interface Motion {
  name: string;
  words: MotionWords;
  arrays: Record<string, Shaped>;
  length: number;
  row?: number;
  data?: Record<string, Values>;
}

/** New values of a trace. */
interface Values {
  marker?: Record<string, unknown>;
  line?: Record<string, unknown>;
  [attribute: string]: unknown;
}

interface ReelParts {
  plots: Record<string, HTMLElement>;
  captions: Record<string, HTMLElement>;
  titles: Record<string, HTMLElement>;
  alert: HTMLElement;
  player: PlayerParts | null;
}

interface PlayerParts {
  group: HTMLElement;
  buttons: Record<string, HTMLButtonElement>;
  step: HTMLInputElement;
  count: HTMLOutputElement;
  speedWord: HTMLElement;
  speed: HTMLSelectElement;
}

// The probe: a point whose slopes follow the hand, as probe/scene.py packs it.

type Part = (typeof import("../../lrviz/ui/web/probe/probe.js").PARTS)[number];

interface ProbeScene {
  kind: "probe";
  id: string;
  w: Point;
  lr: number;
  angle: number;
  part: Part;
  names: string[];
  program: Program;
  box: Box;
  axes: number[];
  specs: Record<string, Spec>;
  dark: Record<string, Patches>;
  texts: Texts;
  veiled: boolean;
  alt: Record<string, string>;
}

/** A loss as [kind, inputs, numbers] for every node. */
interface Program {
  dim: number;
  output: number;
  nodes: [string, number[], number[]][];
}

interface Operation {
  value: (u: Point, c: Point) => number;
  slopes: (u: Point, c: Point, v: number) => Point;
}

/** The probe's point, its slopes and where a step leads. */
interface Now {
  w: Point;
  lr: number;
  value: number;
  gradient: Point;
  known: boolean;
  next: Point;
}

interface ProbeParts {
  divs: PlotDiv[];
  readouts: HTMLElement[];
  map?: HTMLElement;
  handle?: HTMLElement;
  mapText: HTMLElement;
  angle?: HTMLInputElement;
  angleWord?: HTMLElement;
  alert: HTMLElement;
  plots: Record<string, PlotDiv>;
}

/** New values of the traces of the probe's pictures, and its texts. */
interface Probed {
  above: Record<string, Values> | null;
  sides: { range?: Interval; data: Record<string, Values> }[];
  map: string;
  readouts: string[];
  slope?: number;
  angle?: number;
}

/** A word on a picture: where, what, on which side. */
type Word = [Point, string, string];

// A stop of the course, as lrviz/ui/pages/lessons/answer.py packs it.

interface LessonTask {
  key: string;
  comparison: "is" | "at least" | "at most" | "within" | "changed";
  value: string;
  count: number;
  after: number[];
  squares: number[];
  before: boolean;
  was: string | null;
}

interface LessonOption {
  name: string;
  label: string;
  picture?: { light: string; dark: string };
}

interface LessonStop {
  id: string;
  topic: string;
  place: number;
  of: number;
  back: string | null;
  next: string | null;
  title: string;
  text: string;
  do: string;
  question: string;
  asks: {
    kind: "verdict" | "choice" | "tap" | "ring" | "number" | "order";
    options?: LessonOption[];
    low?: number;
    high?: number;
    unit?: string;
    box?: Box;
    map?: { light: string; dark: string };
    from?: Point;
  };
  task: LessonTask;
  // after the answer
  truth?: string | number | Point | string[];
  outcome?: string;
  word?: string;
  share?: number;
  reveal?: string;
  try?: string;
}

interface LessonChapter {
  title: string;
  stops: { id: string; title: string }[];
}

interface LessonShow {
  kind: "lesson";
  texts: Texts;
  course: LessonChapter[];
  problem: string;
  language: string;
  present: boolean;
  list: { name: string; place: number; stops: (string | null)[]; title: string } | null;
  stop: LessonStop | null;
  said: string | null;
}

// The lecturer's desk, as lrviz/ui/pages/classroom/answer.py packs it.

interface DeskShow {
  kind: "classroom";
  language: string;
  present: boolean;
  texts: Texts;
  course: LessonChapter[];
  asks: { ask: string; page: string; query: string; text: string }[];
  about: { page: string; title: string; missing: string }[];
  live: DeskLive | null;
  paints: { light: Record<string, string>; dark: Record<string, string> };
}

// What lrviz/classroom/desk.py says of a room.

interface DeskTold {
  text: string;
  answer: string;
  name: string;
  place: Point | null;
  at: Point | null; // the place in the map's own numbers
  path: Point[];
  shares: { right?: number; near?: number }[];
}

interface DeskLive {
  stop: string;
  ask: string;
  page: string;
  query: string;
  revealed: boolean;
}

interface DeskWall {
  kind: "word" | "tap" | "number" | "order";
  step: "open" | "closed" | "revealed";
  vote: number;
  number: number;
  title: string;
  text: string;
  loss: string; // MathML, "" for none
  question: string;
  options: { name: string; text: string }[];
  svg: string;
  bars: { name: string; text: string; count: number }[][];
  taps: Point[][]; // in the picture's pixels
  cloud: Point[][]; // in the map's own numbers
  live: DeskLive | null;
  answered: number[];
  told?: DeskTold;
}

interface DeskRoom {
  code: string;
  ticket: string;
  seen: string;
  version: number;
  here: number;
  answered: number;
  ends: number;
  lasting: boolean;
  wall: DeskWall | null;
  gone?: string; // instead of all of it, in one sentence
}
