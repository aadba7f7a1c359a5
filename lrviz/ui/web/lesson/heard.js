// Whether what the panel has said shows in what it is sent: other answers come in between, of runs
// of the page that began before, and what was said meanwhile may be lost.

/** @type {(said: Record<string, unknown>, show: Pick<LessonShow, "stop" | "said" | "list" | "problem">) => boolean} */
export function shows({ kind, stop, at }, show) {
  if (show.problem) return true; // it was refused
  if (kind === "item") return show.list?.place === Number(at) + 1;
  if (show.stop?.id !== stop) return false;
  if (kind === "again") return show.said === null;
  return kind === "answer" ? show.said !== null : true;
}
