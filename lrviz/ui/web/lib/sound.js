// A run to be heard: each step is a short tone, the higher the loss the higher its pitch. An
// oscillation is heard as one, a divergence climbs.

const [LOWEST, OCTAVES] = [220, 4]; // Hertz of the lowest loss, and the octaves from it to the highest.
const [SECONDS, LOUD] = [0.14, 0.12]; // Seconds of a tone, and its loudness.
const SILENT = 1e-4; // A loudness that falls exponentially ends at this.

/** Where a loss stands between two others, 0 to 1: by its logarithm where all are above 0.
 *  @type {(value: number, low: number, high: number) => number} */
export function share(value, low, high) {
  if (!Number.isFinite(value)) return 1;
  const logs = low > 0 && value > 0;
  const [at, from, to] = logs ? [value, low, high].map(Math.log) : [value, low, high];
  return to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 0;
}

/** Hertz of a share.
 *  @type {(part: number) => number} */
export const pitch = (part) => LOWEST * 2 ** (OCTAVES * part);

export class Sound {
  on = false;

  /** @type {AudioContext | undefined} made when first wanted: a page may not sound unasked */
  context;

  /** @param {() => AudioContext} make */
  constructor(make) {
    this.make = make;
  }

  /** @type {(on: boolean) => void} */
  turn(on) {
    this.on = on;
    if (on) this.context ??= this.make();
  }

  /** A tone now.
   *  @type {(hertz: number) => void} */
  tone(hertz) {
    if (!this.on || !this.context) return;
    const { context, context: { currentTime: now } } = this;
    const [voice, loudness] = [context.createOscillator(), context.createGain()];
    voice.frequency.setValueAtTime(hertz, now);
    loudness.gain.setValueAtTime(LOUD, now);
    loudness.gain.exponentialRampToValueAtTime(SILENT, now + SECONDS);
    voice.connect(loudness).connect(context.destination);
    voice.start(now);
    voice.stop(now + SECONDS);
  }
}
