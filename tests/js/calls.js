// Answers the questions of node.py, one a line: {module, body, argument} → {value} or {error}.

import { createInterface } from "node:readline";
import { decode } from "../../lrviz/ui/web/lib/film.js";

const Body = Object.getPrototypeOf(async () => {}).constructor;
const ODD = { NaN, Infinity, "-Infinity": -Infinity };

const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));

function film({ film: whole, slopes }) {
  const decoded = decode(bytes(whole));
  if (slopes) decoded.slopes = decode(bytes(slopes));
  return decoded;
}

async function answered(line) {
  const { module, body, argument } = JSON.parse(line, (_, value) => (value?.odd ? ODD[value.odd] : value));
  const exports = await import(`../../lrviz/ui/web/${module}.js`);
  return new Body("m", "x", "film", body)(exports, argument, argument?.film ? film(argument) : null);
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await answered(line).then((value) => ({ value: value ?? null }), (error) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
