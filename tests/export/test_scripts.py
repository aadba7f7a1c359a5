"""The scripts and notebooks of every page, run where there is neither lrviz nor what it needs."""

import ast
import json
from collections.abc import Iterable

import nbformat
import numpy as np
import pytest
import torch

from lrviz import OPTIMIZERS, SCHEDULES
from lrviz.export.comparisons import comparison_numbers, lanes_of
from lrviz.export.errors import ExportError
from lrviz.export.notebook import notebook_of
from lrviz.export.scripts import script_of
from lrviz.export.snapshot import Snapshot, snapshot
from lrviz.objectives.layers import ACTIVATIONS
from tests import fresh

# Nothing of ours and none of what we need but torch, numpy and matplotlib is to be had.
ALONE = """
import sys
class Nothing:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in ("lrviz", "streamlit", "plotly", "pandas", "IPython"):
            raise ImportError(name)
sys.meta_path.insert(0, Nothing())
import matplotlib
matplotlib.use("Agg")
scripts = {scripts!r}
for each in scripts:
    exec(each, {{}})
    print("end of script")
"""


# The loss has a value where this begins, and no slope: the run is its start alone.
NO_SLOPE = "formula=cbrt(x)%2By^2&start=0,1"


def outputs(scripts: Iterable[str]) -> list[str]:
    """What each script prints, one interpreter for all."""
    program = ALONE.format(scripts=[*scripts])
    return fresh.output(program).split("end of script\n")[:-1]


def ends(printed: str) -> list[list[float]]:
    lines = [line.partition("w = ")[2] for line in printed.splitlines() if "w = [" in line]
    return [ast.literal_eval(line) for line in lines]


def test_every_page_ends_where_the_engine_ends() -> None:
    descent = snapshot("descent", "objective=beale&lr=0.01&steps=20&optimizer=adam")
    regression = snapshot("regression", "data=tips&epochs=2&rb=16&moved=3,-1,9.5")
    network = snapshot("network", "nsteps=25&nwidth=3&nbatch=16&nopt=rmsprop&nlr=0.01")
    blown = snapshot("network", "nsteps=40&nwidth=3&nopt=sgd&nlr=1e9")
    rates = snapshot("compare", "objective=bowl&steps=30&lr=0.1&schedule=one_cycle&s.total_steps=9")
    race = snapshot("compare", "compare=optimizers&steps=20&lr=0.1&fair=0&own=adam:0.2")
    steep = [snapshot(page, f"{NO_SLOPE}&lr=0.1&rates=0.1,2") for page in ("descent", "compare")]
    pages = (descent, regression, network, blown, steep[0])
    printed = outputs([script_of(page) for page in (*pages, rates, race, steep[1])])
    for page, text in zip(pages, printed, strict=False):
        np.testing.assert_allclose(ends(text)[-1], page.run.w[-1], rtol=1e-9, atol=1e-9)
    assert printed[4].splitlines()[0] == "0 [0.0, 1.0] 1.0"
    for page, text in zip((rates, race, steep[1]), printed[5:], strict=True):
        for lane, end in zip(lanes_of(page), ends(text), strict=True):
            np.testing.assert_allclose(end, lane.run.w[-1], rtol=1e-9, atol=1e-9)


def test_a_gradient_a_map_of_basins_and_a_diagram_are_those_of_the_page() -> None:
    gradient = snapshot("gradient", "objective=rosenbrock&lr=0.01&start=0.5,2")
    query = "compare=basins&objective=himmelblau&lr=0.01&steps=60&starts=100"
    other = query.replace("himmelblau", "wave") + "&start=-9"
    basins, flat = (snapshot("compare", q) for q in (query, other))
    momentum = snapshot("compare", "compare=momentum&objective=bowl&nesterov=1&lr=0.1")
    printed = outputs([script_of(page) for page in (gradient, basins, flat, momentum)])
    expected = gradient.objective.gradient(torch.tensor(gradient.point)).numpy()
    np.testing.assert_allclose(ends(printed[0])[-1], gradient.point - 0.01 * expected, rtol=1e-12)
    found = comparison_numbers(basins).arrays
    label, minima = found["label"].ravel(), found["minima"]
    where = np.array(ends(printed[1]))
    near = np.abs(where[:, None] - minima).sum(-1).argmin(1)
    assert (near[label >= 0] == label[label >= 0]).all()
    assert (label >= 0).mean() > 0.5
    rows = np.array(ends(printed[2]))
    found = comparison_numbers(flat).arrays
    rates = [line.partition(" w = ")[0] for line in printed[2].splitlines()]
    np.testing.assert_allclose([float(rate[5:]) for rate in rates], found["lr"], rtol=1e-12)
    settled = found["label"] >= 0
    apart = np.abs(rows[..., None] - found["minima"][:, 0]).argmin(-1)
    assert (apart[settled] == found["label"][settled]).all()
    table = np.array(ast.literal_eval(printed[3].partition("radius = ")[2]))
    np.testing.assert_allclose(table, comparison_numbers(momentum).arrays["radius"][::10, ::10])


def cross_product() -> list[Snapshot]:
    """Every rule, schedule, activation and kind of data, beside minibatches and both forms."""
    queries = [("descent", f"objective=booth&lr=0.02&optimizer={name}") for name in OPTIMIZERS]
    queries += [("descent", f"lr=0.2&steps=40&schedule={name}") for name in SCHEDULES]
    queries += [("compare", f"lr=0.2&steps=40&schedule={name}") for name in SCHEDULES]
    queries += [("compare", f"lr=0.02&steps=30&optimizer={name}") for name in OPTIMIZERS]
    queries += [("compare", "lr=0.1&compare=optimizers&racers=nesterov,adagrad,rprop,adadelta")]
    for batch in (0, 7):
        for name in OPTIMIZERS:
            queries.append(("network", f"nsteps=40&nwidth=5&nbatch={batch}&nopt={name}&nlr=0.01"))
        for name in ACTIVATIONS:
            queries.append(("network", f"nsteps=40&ndepth=2&nact={name}&nbatch={batch}&nlr=0.01"))
        for data in ("houses", "textbook", "tips", "two_groups&model=logistic"):
            queries.append(("regression", f"data={data}&rb={batch}&epochs=2&share=0.2"))
    return [snapshot(page, query) for page, query in queries]


@pytest.mark.whole
def test_every_rule_schedule_network_and_data_set_ends_where_the_engine_ends() -> None:
    pages = cross_product()
    printed = outputs([script_of(page) for page in pages])
    for page, text in zip(pages, printed, strict=True):
        known = [lane.run for lane in lanes_of(page)] if page.page == "compare" else [page.run]
        found = ends(text)[-len(known) :]
        for run, end in zip(known, found, strict=True):
            # Some of these runs make rounding larger from step to step.
            np.testing.assert_allclose(end, run.w[-1], rtol=1e-6, atol=1e-6, err_msg=page.query)


def code_of(book: bytes) -> str:
    """The code of a notebook, as a kernel would run it, after nbformat has found it good."""
    read = nbformat.reads(book.decode(), as_version=4)
    nbformat.validate(read)
    return "\n".join(cell.source for cell in read.cells if cell.cell_type == "code")


def test_the_notebook_of_every_page_is_valid_and_draws_its_picture() -> None:
    queries = [
        ("descent", "objective=bowl&lr=0.1&steps=9&lang=zh"),
        ("descent", "formula=x^2&lr=0.1&steps=9"),
        ("descent", "formula=x^2%2By^2%2Bz^2&lr=0.1&steps=9"),
        ("compare", "steps=9&lr=0.1"),
        ("compare", "compare=basins&objective=himmelblau&lr=0.01&steps=9"),
        ("compare", "compare=basins&objective=wave&lr=0.01&steps=9"),
        ("compare", "compare=momentum&lr=0.1"),
        ("regression", "epochs=2"),
        ("gradient", "lr=0.1"),
        ("network", "nsteps=9"),
    ]
    books = [notebook_of(snapshot(page, query)) for page, query in queries]
    drawn = "\nimport matplotlib.pyplot as plt\nprint('axes', len(plt.gcf().axes))\nplt.close()"
    printed = outputs([code_of(book) + drawn for book in books])
    assert len(printed) == len(books)
    assert all(int(text.rstrip().rpartition(" ")[2]) >= 1 for text in printed)
    about = "".join(json.loads(books[0])["cells"][0]["source"])
    assert snapshot(*queries[0]).diagnosis.word("zh") in about


def test_a_map_of_basins_under_a_schedule_by_the_loss_is_refused() -> None:
    page = snapshot("compare", "compare=basins&schedule=reduce_on_plateau&lr=0.1")
    with pytest.raises(ExportError, match="schedule"):
        script_of(page)
