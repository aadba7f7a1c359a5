"""Every format of every page taken home: how long it takes, and how large it is.

Beside each stands what a person has without lrviz's own way: plotly's own stand-alone page, and a
film of the same frames by matplotlib.
"""

from collections.abc import Callable
from importlib.metadata import version
from time import perf_counter

import matplotlib as mpl
import numpy as np
from matplotlib import animation
from matplotlib import pyplot as plt

from benchmarks.measure import machine, table
from lrviz.export.formats import FORMATS, formats_for
from lrviz.export.options import Options
from lrviz.export.site import site_files
from lrviz.export.snapshot import Snapshot, snapshot
from lrviz.figures import descent_figure
from lrviz.figures.theme import LIGHT

PAGES = {
    "descent": "objective=rosenbrock&lr=0.002&steps=60&start=-1.2,1",
    "compare": "objective=himmelblau&lr=0.01&steps=60",
    "regression": "rb=16&epochs=4",
    "gradient": "objective=rosenbrock&lr=0.001",
    "network": "nsteps=200",
}
FRAMES = 60


def main() -> None:
    """Print the table."""
    rows = [_row(name, suffix) for name in PAGES for suffix in formats_for(name)]
    page = snapshot("descent", PAGES["descent"])
    rows.append(_timed("descent", "plotly's own html", lambda: _plotly(page)))
    rows.append(_timed("descent", f"gif by matplotlib, {FRAMES} frames", lambda: _matplotlib(page)))
    rows.append(_timed("lessons", "the site, all files", _site))
    rows.append(_timed("notebook", "an output by itself", lambda: _output(page)))
    print("\n## export\n")
    known = {name: version(name) for name in ("resvg-py", "pillow", "plotly")}
    print(machine(**known), "\n", sep="\n")
    print(table(("page", "what", "time", "size"), rows))


def _row(name: str, suffix: str) -> tuple[str, ...]:
    film = suffix in ("gif", "mp4")
    options = Options(frames=FRAMES) if film else Options()
    what = f".{suffix}, {FRAMES} frames" if film else f".{suffix}"
    page = snapshot(name, PAGES[name])
    return _timed(name, what, lambda: FORMATS[suffix].make(page, options, lambda _share: None))


def _timed(name: str, what: str, make: Callable[[], bytes]) -> tuple[str, ...]:
    begun = perf_counter()
    size = len(make())
    return name, what, f"{perf_counter() - begun:.2f} s", f"{size / 1e3:,.0f} kB"


def _site() -> bytes:
    return b"".join(content for _, content in site_files("en"))


def _output(page: Snapshot) -> bytes:
    return str(page.run._repr_html_()).encode()  # type: ignore[attr-defined]


def _plotly(page: Snapshot) -> bytes:
    figure = descent_figure(page.run, step=page.run.steps, theme=LIGHT)
    return str(figure.to_html(include_plotlyjs=True)).encode()


def _matplotlib(page: Snapshot) -> bytes:
    """The same path over contours, as many frames of the same size."""
    mpl.use("Agg")
    figure, axis = plt.subplots(figsize=(12.8, 7.2), dpi=100)
    (x, y), w = (np.linspace(low, high, 200) for low, high in page.objective.domain), page.run.w
    X, Y = np.meshgrid(x, y)
    axis.contourf(X, Y, np.log1p((1 - X) ** 2 + 100 * (Y - X**2) ** 2), 24)
    (line,) = axis.plot([], [], "o-")
    film = animation.FuncAnimation(
        figure, lambda k: line.set_data(*w[: k + 1].T) or (line,), frames=FRAMES
    )
    path = "/dev/shm/lrviz-benchmark.gif"
    film.save(path, writer="pillow", fps=10)
    plt.close(figure)
    with open(path, "rb") as made:
        return made.read()
