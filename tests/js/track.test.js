import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { dodge, wordWidth } from "../../lrviz/ui/web/stage/track.js";

const film = { lr: Array.from({ length: 129 }, (_, j) => 10 ** (j / 32 - 3)) };
const band = (word, left, width) => ({ dataset: { word }, style: { left: `${left}%`, width: `${width}%` }, textContent: "" });
const tick = (textContent, left) => ({ textContent, style: { left: `${left}%` }, hidden: false });
/** The track at so many pixels, with the knob at the share `knob` of it. */
function track(width, bands, ticks, knob) {
  dodge({ querySelectorAll: () => bands }, { children: ticks }, width, film, Math.round(128 * knob));
}

test("a word is written where its band has room for all of it", () => {
  for (const [word, wide] of [["oscillates", 70], ["振荡", 24], ["crawls", 42]]) {
    assert.equal(wordWidth(word), wide);
    for (const width of [120, 400, 800]) {
      const one = band(word, 40, 10);
      track(width, [one], [], 0);
      assert.equal(one.textContent, width / 10 > wide ? word : "", `${word} ${width}`);
    }
  }
});

test("beside the knob a word steps to the side with more room", () => {
  for (const [knob, side] of [[0.38, "right"], [0.42, "left"], [0.95, ""]]) {
    const one = band("crawls", 20, 40);
    track(600, [one], [], knob);
    assert.equal(one.style.textAlign, side, `${knob}`);
  }
});

test("of two ticks whose words would meet the first is named, at any width and in any letters", () => {
  for (const words of [["2/λmax", "best, asymptotically"], ["2/λmax", "渐近最佳"]]) {
    for (const width of [200, 500, 1200]) {
      const ticks = words.map((word, n) => tick(word, n ? 50 : 60));
      track(width, [], ticks, 0);
      const [a, b] = words.map((word) => wordWidth(word) / 2);
      assert.deepEqual(ticks.map(({ hidden }) => hidden), [false, width / 10 < a + b], `${words} ${width}`);
    }
  }
});
