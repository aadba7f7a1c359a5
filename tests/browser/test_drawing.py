"""A plot that goes while plotly is at it still ends in silence.

That any other failure is told is tested in tests/js.
"""

from tests.browser.stage import Stage

# Draws a plot whose margins plotly finds by drawing twice, and does something to it meanwhile.
OVERTAKEN = """async (what) => {
  const { drawn, fitted, taken } = await import(new URL(
    "lrviz-static/lib/drawing.js", document.baseURI).href);
  const place = document.createElement("div");
  place.style.cssText = "width: 300px; height: 200px";
  document.body.append(place);
  const axis = { automargin: true, title: { text: "a long word" } };
  const data = [{ x: ["a long name", "another long name"], y: [1e6, 2e6], showlegend: true }];
  const title = { text: "t", automargin: true };
  const spec = { data, layout: { xaxis: axis, yaxis: axis, title } };
  const told = [];
  const note = (event) => told.push(String(event.reason));
  addEventListener("unhandledrejection", note);
  for (let wait = 0; wait < 12; wait += 1) {
    const first = drawn(Plotly, place, spec, {});
    const again = what === "again" ? drawn(Plotly, place, spec, {}) : null;
    if (what === "fitted") fitted(Plotly, place);
    for (let n = 0; n < wait; n += 1) await null;
    taken(Plotly, place);
    await Promise.all([first, again]);
  }
  for (let n = 0; n < 12; n += 1) await new Promise((done) => requestAnimationFrame(done));
  removeEventListener("unhandledrejection", note);
  place.remove();
  return told;
}"""


def test_a_plot_taken_away_while_it_is_drawn_fails_nowhere(desktop: Stage) -> None:
    for what in ("once", "again", "fitted"):
        assert desktop.page.evaluate(OVERTAKEN, what) == []


# Draws a map of one scale in several windows, one after the other, or each in a place of its own.
WINDOWS = """async (anew) => {
  const { drawn, framed, taken } = await import(new URL(
    "lrviz-static/lib/drawing.js", document.baseURI).href);
  const place = document.createElement("div");
  place.style.cssText = "width: 400px; height: 200px";
  document.body.append(place);
  const told = [];
  for (const half of [5, 1, 5, 8, 2]) {
    if (anew) taken(Plotly, place);
    const axis = { range: [-half, half], constrain: "domain" };
    const layout = { xaxis: axis, yaxis: { ...axis, scaleanchor: "x", scaleratio: 1 } };
    await drawn(Plotly, place, { data: [{ x: [0, 1], y: [0, 1] }], layout }, {});
    const { range, _offset, _length } = place._fullLayout.xaxis;
    told.push([...range, _offset, _length].map((x) => x.toPrecision(9)));
    if (half === 8) framed(Plotly, place, [[-9, 9], [-9, 9]]);
  }
  taken(Plotly, place);
  place.remove();
  return told;
}"""


def test_another_window_of_a_map_is_drawn_as_it_would_be_first(desktop: Stage) -> None:
    """A smaller one, too, which plotly would draw wider than it was asked for."""
    one_by_one, anew = (desktop.page.evaluate(WINDOWS, each) for each in (False, True))
    assert one_by_one == anew


# The loss axis over ranges of every size, from wide to some in which numbers differ late: how far
# from the plot's edge the first of its numbers begins, at the least.
NUMBERS = """async () => {
  const at = new URL("lrviz-static/lib/margin.js", document.baseURI).href;
  const { edgeOf } = await import(at);
  const place = document.createElement("div");
  place.style.cssText = "width: 400px; height: 150px";
  document.body.append(place);
  const { yaxis, margin, font } = document.querySelector("[data-part='loss']").layout;
  let least = Infinity;
  for (const size of [3e-9, 0.0021, 7, 4321, 5e7, 3e23]) {
    for (const share of [2, 1e-2, 1e-6]) {
      for (const [low, high] of [[size, size * (1 + share)], [-size, size * (share - 1)]]) {
        const layout = { font, margin: { ...margin, l: edgeOf([low, high], false) } };
        layout.yaxis = { ...yaxis, type: "linear", range: [low, high] };
        await Plotly.react(place, [{ x: [0, 1], y: [low, high] }], layout);
        for (const text of place.querySelectorAll(".ytick text")) {
          const left = text.getBoundingClientRect().left - place.getBoundingClientRect().left;
          least = Math.min(least, left);
        }
      }
    }
  }
  Plotly.purge(place);
  place.remove();
  return least;
}"""


def test_no_number_along_the_loss_is_cut_off(desktop: Stage) -> None:
    assert desktop.page.evaluate(NUMBERS) >= 4


# Frames of traces that grow, shrink, come and go, on a place of their own, and what stands there
# after each; and the same drawn anew. Whether plotly found all defaults anew is told beside.
FRAMES = """async () => {
  const { drawn, exchanged, fitted, taken } = await import(new URL(
    "lrviz-static/lib/drawing.js", document.baseURI).href);
  const place = document.createElement("div");
  place.style.cssText = "width: 300px; height: 200px";
  document.body.append(place);
  const range = [-2, 9];
  const layout = { xaxis: { range: [...range] }, yaxis: { range: [...range] }, showlegend: false };
  const looks = [
    { mode: "lines+markers", marker: { size: 5, color: "red" } },
    { mode: "markers+text", marker: { size: [7], color: ["blue"], opacity: [1] } },
    { mode: "lines", line: { dash: "dot" } },
  ];
  const rows = (n, shift) => Array.from({ length: n }, (_, k) => (k % 4 === 3 ? null : k + shift));
  const data = (n, shift) => looks.map((look, which) => {
    const length = Math.max(0, n - 2 * which);
    const x = rows(length, shift), y = rows(length, which);
    const customdata = x.map((at) => [at, `row ${at}`]);
    if (which !== 1) return { x, y, customdata };
    const all = (value) => x.map(() => value);
    const marker = { size: x.map((_, k) => k + 4), color: all("blue"), opacity: all(0.5) };
    const text = x.map((at) => `w${at}`);
    return { x, y, customdata, text, textposition: all("top left"), marker };
  });
  const spec = (traces) => ({ layout, data: traces.map((each, n) => {
    const { marker, ...look } = looks[n];
    return { type: "scatter", uid: `t${n}`, name: `t${n}`, cliponaxis: false, ...look, ...each,
      ...(marker ? { marker: { ...marker, ...each.marker } } : {}) };
  }) });
  const layers = () => [...place.querySelectorAll(".scatterlayer")];
  const picture = () => layers().map((layer) => layer.outerHTML);
  await drawn(Plotly, place, spec(data(6, 0)), {});
  const told = [];
  for (const [n, shift] of [[6, 1], [12, 0], [3, 0], [1, 4], [0, 0], [9, 0.5], [0, 0], [7, 1]]) {
    const before = place._fullLayout;
    await exchanged(Plotly, place, data(n, shift), [0, 1, 2]);
    const spared = place._fullLayout === before;
    const [framed, hovered] = [picture(), place.calcdata.map((each) => each.length)];
    await drawn(Plotly, place, spec(data(n, shift)), {});
    told.push([framed, hovered, picture(), place.calcdata.map((each) => each.length), spared]);
  }
  const before = place._fullLayout;
  exchanged(Plotly, place, [{ x: [1, 2], y: [3, 4], line: { dash: "solid" } }], [2]);
  place.style.width = "380px";
  await fitted(Plotly, place);
  told.push([before === place._fullLayout, place._fullData[2].line.dash, place._fullLayout.width]);
  const broken = { ...Plotly, animate: async () => { throw new Error("broken off"); } };
  await exchanged(broken, place, data(5, 0), [0, 1, 2]);
  place.style.width = "320px";
  await fitted(Plotly, place);
  told.push(place._fullLayout.width);
  taken(Plotly, place);
  place.remove();
  return told;
}"""


def test_a_frame_leaves_what_drawing_all_anew_leaves(desktop: Stage) -> None:
    *frames, (kept, dash, width), after = desktop.page.evaluate(FRAMES)
    for framed, hovered, anew, hovered_anew, _ in frames:
        assert framed == anew
        assert hovered == hovered_anew
    assert all(spared for *_, spared in frames), "plotly looked for every default at each frame"
    assert (kept, dash, width) == (False, "solid", 380)
    assert after == 320, "what comes after a frame that was broken off is not drawn"
