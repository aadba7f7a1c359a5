// What is said to the server while the page is at work on something else may be lost: Streamlit
// begins anew with the newest wish. What has to be heard is said again until it has been.

const AGAIN = 800; // Milliseconds between two looks at whether it has.
const AT_WORK = "[data-testid='stApp'][data-test-script-state='running']";

/** Whether the server is at work on this page. */
export const atWork = () => Boolean(document.querySelector(AT_WORK));

/** Looks again and again, until the function that it returns is called.
 *  @type {(look: () => void) => () => void} */
export function repeated(look) {
  const repeating = setInterval(look, AGAIN);
  return () => clearInterval(repeating);
}

/** Says it now, and again while nothing is under way and `heard()` is false, so many `times` at most;
 *  `ended()` hears that it is said no more. Returns what ends it.
 *  @type {(tell: () => void, heard: () => boolean, times: number, ended?: () => void) => () => void} */
export function insisted(tell, heard, times, ended = () => {}) {
  let left = times;
  const say = () => {
    left -= 1;
    tell();
  };
  const cease = repeated(() => {
    if (left < 1 || heard()) stop();
    else if (!atWork()) say();
  });
  const stop = () => {
    cease();
    ended();
  };
  say();
  return stop;
}
