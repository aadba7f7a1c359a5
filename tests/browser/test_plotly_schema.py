"""What is remembered of plotly's schema is what plotly itself would say."""

import pytest

from tests.browser.stage import Stage

# The same types again and again, with arrays in other places each time.
TRACES = [
    {"type": "scatter", "x": [1, 2], "y": [1, 2]},
    {"type": "scatter", "x": [1, 2], "y": [1, 2], "marker": {"color": [1, 2], "size": [3, 4]}},
    {"type": "scatter", "x": [1, 2], "y": [1, 2], "marker": {"size": [3, 4]}, "text": ["a", "b"]},
    {"type": "scatter", "y": [1, 2], "marker": {"line": {"width": [1, 2]}}},
    {"type": "scatter", "y": [1, 2], "customdata": [[1, 2], [3, 4]], "textposition": ["top left"]},
    {"type": "scatter", "y": [1, 2], "error_y": {"type": "data", "array": [1, 1]}},
    {"type": "bar", "x": [1, 2], "y": [1, 2]},
    {"type": "bar", "x": [1, 2], "y": [1, 2], "base": [0, 1], "width": [1, 2]},
    {"type": "heatmap", "z": [[1, 2], [3, 4]]},
    {"type": "heatmap", "z": [[1, 2], [3, 4]], "x": [1, 2], "text": [["a", "b"], ["c", "d"]]},
    {"type": "contour", "z": [[1, 2], [3, 4]]},
    {"type": "table", "cells": {"values": [[1], [2]]}, "header": {"values": ["a", "b"]}},
]
COMPARED = """async (traces) => {
  const div = document.createElement("div");
  document.body.append(div);
  const found = [];
  const compare = () => div._fullData.forEach((trace) => {
    const { findArrayAttributes } = Plotly.PlotSchema;
    found.push([trace.type, findArrayAttributes(trace), findArrayAttributes.plain(trace)]);
  });
  for (const each of [...traces, ...traces.toReversed()]) {
    await Plotly.newPlot(div, [structuredClone(each)]);
    compare();
  }
  await Plotly.newPlot(div, structuredClone(traces));
  compare();
  div.remove();
  return found;
}"""


@pytest.fixture
def found(desktop: Stage) -> list[tuple[str, list[str], list[str]]]:
    answers: list[tuple[str, list[str], list[str]]] = desktop.page.evaluate(COMPARED, TRACES)
    return answers


@pytest.mark.whole
def test_what_is_remembered_is_what_plotly_finds(
    found: list[tuple[str, list[str], list[str]]],
) -> None:
    assert len(found) == 3 * len(TRACES)
    for kind, remembered, plain in found:
        assert remembered == plain, kind
    assert len({tuple(plain) for _, _, plain in found}) >= 10  # they do differ
