// Playing: which step is due now.

export const SPEEDS = [1, 3, 8, 20, 60]; // Steps a second.

const CALM = 2; // Steps a second at most, where motion is to be reduced: one sees each by itself.

/** How fast it plays: as was chosen, or step by step for who wants little motion.
 *  @type {(speed: number) => number} */
export const paced = (speed) => (matchMedia("(prefers-reduced-motion: reduce)").matches ? Math.min(speed, CALM) : speed);

/** The step after `elapsed` milliseconds at `speed` steps a second from step `from`.
 *  @type {(from: number, elapsed: number, speed: number, last: number) => number} */
export function due(from, elapsed, speed, last) {
  return Math.min(last, from + Math.floor((elapsed * speed) / 1000));
}

/** Calls `show(step)` frame by frame until the run's last step; returns a stop function.
 *  @type {(from: number, last: () => number, speed: number, show: (k: number) => void, done: () => void) => () => void} */
export function play(from, last, speed, show, done) {
  const began = performance.now();
  let frame = requestAnimationFrame(function tick(now) {
    const step = due(from, Math.max(0, now - began), speed, last());
    show(step);
    if (step >= last()) done();
    else frame = requestAnimationFrame(tick);
  });
  return () => cancelAnimationFrame(frame);
}
