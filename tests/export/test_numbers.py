"""The numbers of a page, read back by pandas and numpy: they are the engine's own."""

import io
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lrviz
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.export.errors import ExportError
from lrviz.export.numbers import numbers_of
from lrviz.export.options import Options
from lrviz.export.sheets import Numbers, Sheet
from lrviz.export.slides import slide_of
from lrviz.export.snapshot import PAGES, Snapshot, snapshot
from lrviz.export.tables import as_csv, as_json, as_npz
from lrviz.objectives.data import DATASETS
from lrviz.objectives.standardise import standardise
from lrviz.text import LANGUAGES
from lrviz.text.notices import ConfigError, Notice

ADAM = "objective=rosenbrock&lr=0.02&steps=40&optimizer=adam&start=-1,1.5"
HOUSES = "data=houses&rb=16&epochs=3&eta=0.05&share=0.1"


def frame(page: Snapshot, sheet: str = "") -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(as_csv(numbers_of(page), sheet)), comment="#")


def npz(page: Snapshot) -> Any:
    return np.load(io.BytesIO(as_npz(numbers_of(page))), allow_pickle=False)


def test_a_descent_is_the_run_of_the_engine_in_every_format() -> None:
    page = snapshot("descent", ADAM)
    run = lrviz.descend("rosenbrock", lr=0.02, steps=40, optimizer="adam", start=(-1, 1.5))
    table, arrays, text = frame(page), npz(page), json.loads(as_json(numbers_of(page)))
    np.testing.assert_array_equal(table[["w.x", "w.y"]].to_numpy(), run.w)
    np.testing.assert_array_equal(table["loss"], run.loss)
    np.testing.assert_array_equal(table["lr"][1:], run.lr)
    for name in ("w", "loss", "grad", "lr"):
        np.testing.assert_array_equal(arrays[name], getattr(run, name))
        np.testing.assert_array_equal(text["arrays"][name], getattr(run, name))
    np.testing.assert_array_equal(arrays["state.exp_avg"], run.state["exp_avg"])
    assert text["verdict"] == lrviz.diagnose(run).verdict.value
    header = json.loads(str(arrays["header"]))
    assert header["query"] == text["query"] == page.query
    assert snapshot("descent", page.query).config == page.config


def test_the_sweep_has_the_verdict_of_each_rate() -> None:
    page = snapshot("descent", "objective=bowl&lr=0.1&steps=30")
    table, arrays = frame(page, "sweep"), npz(page)
    for i in range(0, len(table), 17):
        run = lrviz.descend("bowl", lr=float(table["lr"][i]), steps=30)
        assert lrviz.diagnose(run).verdict == table["verdict"][i]
        assert run.steps == table["length"][i]
        np.testing.assert_allclose(arrays["sweep.w"][i, : run.steps + 1], run.w, rtol=1e-12)


def test_a_regression_has_its_batches_and_its_original_units() -> None:
    page = snapshot("regression", HOUSES)
    table, batches, data = (frame(page, name) for name in ("run", "batches", "data"))
    arrays = npz(page)
    fit = data[data["held"] == 0]
    X, y = DATASETS["houses"].load(rows=200, seed=0, noise=12.0)
    kept = np.isin(np.arange(1, 201), fit["row"])
    assert kept.sum() == 180
    np.testing.assert_array_equal(fit.iloc[:, 1], X[kept, 0])
    goal = lrviz.linear_regression(standardise(X[kept, :1]).values, y[kept])
    run = lrviz.descend(goal, lr=0.05, steps=len(batches), batch_size=16, seed=0)
    np.testing.assert_allclose(table[["w.w_1", "w.b"]], run.w, rtol=1e-12)
    assert run.batch_index is not None
    for i, each in enumerate(run.batch_index):
        assert batches["batch_index"][i] == " ".join(map(str, each.tolist()))
        part = arrays["batch_index"][slice(*arrays["batch_offsets"][i : i + 2])]
        np.testing.assert_array_equal(part, each)
    predicted = table[["original.w_1", "original.b"]].iloc[-1].to_numpy() @ [50.0, 1.0]
    used = (50.0 - X[kept, 0].mean()) / X[kept, 0].std()
    assert predicted == pytest.approx(run.w[-1] @ [used, 1.0])


def test_a_comparison_has_every_lane_and_a_race_each_ones_sweep() -> None:
    rates = frame(snapshot("compare", "objective=bowl&lr=0.1&steps=20&rates=0.05,0.3,0.7"), "runs")
    for i, lr in enumerate((0.05, 0.3, 0.7)):
        run = lrviz.descend("bowl", lr=lr, steps=20)
        lane = rates[rates["name"] == i]
        np.testing.assert_allclose(lane["loss"], run.loss, rtol=1e-12)
    race = snapshot("compare", "compare=optimizers&racers=sgd,adam&objective=bowl&lr=0.1&steps=20")
    assert set(frame(race, "sweep")["name"]) == {"sgd", "adam"}
    lanes, arrays = frame(race), npz(race)
    run = lrviz.descend("bowl", optimizer="adam", lr=float(lanes["lr"][1]), steps=20)
    np.testing.assert_allclose(arrays["w"][1], run.w, rtol=1e-12)
    for tab, column in (("basins", "label"), ("momentum", "radius")):
        found = frame(snapshot("compare", f"compare={tab}&objective=bowl&lr=0.1&steps=20"))
        assert np.isfinite(found[column]).all()


@pytest.mark.parametrize(
    ("surface", "axes"),
    [
        ("objective=himmelblau&lr=0.02", ["start.x", "start.y"]),
        ("objective=wave", ["start.x", "lr"]),
    ],
)
def test_the_axes_of_a_map_of_basins_are_called_what_they_are(
    surface: str, axes: list[str]
) -> None:
    page = snapshot("compare", f"compare=basins&steps=5&{surface}")
    numbers, table = numbers_of(page), frame(page)
    for i, name in enumerate(axes):
        assert name in numbers.arrays
        np.testing.assert_allclose(numbers.arrays[name], np.unique(table.iloc[:, i]), rtol=1e-12)
        assert table.columns[i] == name
    if "lr" in axes:
        assert "learning rate" in numbers.header["columns"]["lr"]
    assert "target" not in str(numbers.header["columns"])


def test_a_loss_is_said_to_be_on_the_rows_that_it_is_on() -> None:
    """With rows kept back, the loss, the gradient and the numbers of a batch are of the others."""
    numbers = numbers_of(snapshot("regression", HOUSES))
    fit = numbers.arrays["X"]
    assert len(fit) == 180
    assert numbers.arrays["batch_index"].max() == len(fit) - 1
    for name in ("loss", "grad", "batch_index"):
        assert "fitted" in numbers.header["columns"][name]


def test_a_gradient_is_that_of_the_point_and_its_quotients_come_near() -> None:
    page = snapshot("gradient", "formula=x^2%2B3y^2&lr=0.1&start=1,2")
    table, quotients = frame(page), frame(page, "quotients")
    assert table["symbolic"].tolist() == [2.0, 12.0]
    assert table["move"].tolist() == pytest.approx([-0.2, -1.2])
    assert abs(quotients["central_error"]).min() < 1e-9


def test_a_network_has_the_loss_on_rows_it_never_saw() -> None:
    page = snapshot("network", "nsteps=25&nwidth=4&nrows=32")
    table, arrays = frame(page), npz(page)
    run = lrviz.descend(page.objective, optimizer="adam", lr=0.05, steps=25, seed=2)
    np.testing.assert_array_equal(table["loss"], run.loss)
    predicted = page.net.on(arrays["X_held"], arrays["y_held"])
    import torch

    with torch.no_grad():
        known = float(predicted.loss(torch.tensor(run.w[-1])))
    assert table["held_loss"].iloc[-1] == pytest.approx(known)


def test_text_is_no_formula_for_a_spreadsheet_and_one_cell_for_a_reader() -> None:
    odd = ["=1+1", "+2", "-3 x", "@a", 'say "hi", #1', "two\nlines", "plain"]
    columns = {'=HYPERLINK("x")': odd, "number": [-1.5, None, np.inf, 0.1, 1, 2, 3]}
    made = Numbers(header={"note": "a\nb"}, sheets={"one": Sheet(columns=columns)}, arrays={})
    text = as_csv(made).decode()
    assert text.startswith("# note: a b\n")
    read = pd.read_csv(io.StringIO(text), comment="#")
    assert read.columns.tolist() == ['\'=HYPERLINK("x")', "number"]
    expected = ["'=1+1", "'+2", "'-3 x", "'@a", 'say "hi", #1', "two lines", "plain"]
    assert read.iloc[:, 0].tolist() == expected
    assert read["number"][0] == -1.5
    assert read["number"].isna().sum() == 2


def test_every_page_can_be_read_in_both_languages_and_says_its_columns() -> None:
    for name in PAGES:
        for language in ("en", "zh"):
            page = snapshot(name, f"nsteps=20&steps=20&epochs=2&lang={language}")
            header = numbers_of(page).header
            assert header["columns"]
            assert all(header["columns"].values())


@pytest.mark.parametrize(
    ("page", "query", "word"),
    [
        ("graph", "", "graph"),
        ("regression", "data=csv", "table"),
        ("network", "ndata=csv", "table"),
    ],
)
def test_a_page_that_cannot_be_had_is_refused_by_name(page: str, query: str, word: str) -> None:
    with pytest.raises(ExportError, match=word):
        snapshot(page, query)
    with pytest.raises(ExportError, match="sweep"):
        as_csv(numbers_of(snapshot("descent", "steps=5&lr=0.1")), "nothing")


def test_a_link_without_a_rate_is_taken_home_at_the_pages_good_rate() -> None:
    page = snapshot("descent", "objective=rosenbrock&steps=50")
    assert page.lr != 0.1
    assert page.diagnosis.verdict != "diverges"


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_rule_remembers_has_a_column_that_is_explained(language: str) -> None:
    switches = {"amsgrad": True, "centered": True, "momentum": 0.9}
    for rule, known in OPTIMIZERS.items():
        on = {e.name: switches[e.name] for e in known.hyperparameters if e.name in switches}
        given = "".join(f"&h.{name}={value}" for name, value in on.items())
        query = f"objective=bowl&optimizer={rule}&lr=0.01&steps=3&lang={language}{given}"
        columns = numbers_of(snapshot("descent", query)).header["columns"]
        assert {*known.recorded} <= {*columns}
        assert all(columns.values())


def test_a_map_of_one_parameter_has_the_rates_that_the_page_shows_wherever_its_run_begins() -> None:
    query = "compare=basins&objective=wave&lr=0.05&steps=20&starts=100"
    shown, other = (npz(snapshot("compare", query + start)) for start in ("", "&start=-9"))
    for name in ("lr", "label", "settled"):
        np.testing.assert_array_equal(other[name], shown[name])


@pytest.mark.parametrize("formula", ["x^2%2B1e-12y^2", "cbrt(x)&start=0"])
def test_there_is_no_diagram_of_momentum_where_the_page_has_none(formula: str) -> None:
    page = snapshot("compare", f"compare=momentum&formula={formula}&lr=0.1&lang=zh")
    with pytest.raises(ExportError) as refused:
        numbers_of(page)
    assert refused.value.notice == Notice("export.no_bowl")


@pytest.mark.parametrize("page", ["descent", "compare", "gradient"])
def test_a_start_where_the_loss_is_no_number_is_refused_in_the_readers_language(page: str) -> None:
    with pytest.raises(ConfigError) as refused:
        snapshot(page, "formula=log(x)&start=-1&lr=0.1&lang=zh")
    assert refused.value.notice.sentence("zh").startswith("起点 −1 处的损失是 NaN")


def test_an_infinite_slope_is_no_number_in_tables_and_pictures() -> None:
    page = snapshot("gradient", "formula=sqrt(x)%2By^2&start=0,1&lr=0.1")
    slopes, quotients = (frame(page, name) for name in ("gradient", "quotients"))
    assert slopes[["symbolic", "autograd", "move"]].isna().to_numpy().tolist() == [
        [True] * 3,
        [False] * 3,
    ]
    assert slopes["symbolic"][1] == 2
    assert quotients[["central_error", "forward_error"]].isna().to_numpy().all()
    assert "∂ℓ/∂w = (∞, 2)" in slide_of(page, Options())
