"""The data sets, each with its source, and standardising with the way back."""

import csv
import gzip
from importlib.resources import files

import numpy as np
import pytest

from lrviz.objectives.data import DATASETS
from lrviz.objectives.standardise import standardise
from lrviz.text import LANGUAGES
from tests import fresh

SIMULATED = [name for name, data in DATASETS.items() if data.simulated]


@pytest.mark.parametrize("name", DATASETS)
def test_a_data_set_is_a_table_of_finite_numbers_that_nobody_can_change(name: str) -> None:
    data = DATASETS[name]
    X, y = data.load()
    assert X.shape == (len(y), len(data.features))
    assert len(data.units) == len(data.features) + 1
    assert np.isfinite(X).all()
    assert np.isfinite(y).all()
    assert not X.flags.writeable
    assert not y.flags.writeable
    assert data.labels == (set(y.tolist()) == {0.0, 1.0})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DATASETS)
def test_a_data_set_explains_itself_and_names_its_source(name: str, language: str) -> None:
    data = DATASETS[name]
    assert data.name == name
    assert len(data.source) > 20
    assert all(
        text.strip()
        for text in (
            data.title(language),
            data.note(language),
            *(data.label(column, language) for column in (*data.features, data.target)),
        )
    )


@pytest.mark.parametrize("name", SIMULATED)
def test_simulated_data_say_so_and_come_back_with_their_seed(name: str) -> None:
    data = DATASETS[name]
    assert "Simulated" in data.source
    assert "Simulated" in data.note("en")
    (X, y), (same_X, same_y), (other, _) = data.load(seed=3), data.load(seed=3), data.load(seed=4)
    assert (same_X == X).all()
    assert (y == same_y).all()
    assert not (other == X).all()


def test_the_textbook_line_is_the_one_of_the_notes() -> None:
    X, y = DATASETS["textbook"].load()
    noise = y - (2 * X[:, 0] - 3.4 * X[:, 1] + 4.2)
    assert X.shape == (1000, 2)
    assert noise.std() == pytest.approx(0.01, rel=0.1)
    assert X.std(0) == pytest.approx([1, 1], abs=0.1)


def test_the_textbook_line_can_be_another() -> None:
    X, y = DATASETS["textbook"].load(rows=7, w=[1.0, 2.0, 3.0], b=-1.0, noise=0.0)
    assert np.allclose(y, X @ [1, 2, 3] - 1, rtol=1e-14)


@pytest.mark.parametrize("distance", [0.0, 2.0, 6.0])
def test_two_groups_lie_apart_by_their_distance_the_ones_to_the_upper_right(
    distance: float,
) -> None:
    X, y = DATASETS["two_groups"].load(rows=4000, distance=distance)
    apart = X[y == 1].mean(0) - X[y == 0].mean(0)
    assert apart == pytest.approx([0.8 * distance, 0.6 * distance], abs=0.15)
    assert X[y == 1].std(0) == pytest.approx([1, 1], abs=0.1)


def test_houses_are_possible_houses() -> None:
    for seed in range(10):
        X, y = DATASETS["houses"].load(seed=seed)
        assert X[:, 0].min() >= 12
        assert X[:, 1].min() >= 0
        assert y.min() > 0


@pytest.mark.parametrize("settings", [{"rows": 0}, {"rows": 2.5}, {"noise": -1.0}])
def test_impossible_settings_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        DATASETS["textbook"].load(**settings)


def test_tips_are_plotlys_to_the_last_digit() -> None:
    packed = files("plotly") / "package_data" / "datasets" / "tips.csv.gz"
    rows = list(csv.DictReader(gzip.decompress(packed.read_bytes()).decode().splitlines()))
    X, y = DATASETS["tips"].load()
    assert X[:, 0].tolist() == [float(row["total_bill"]) for row in rows]
    assert X[:, 1].tolist() == [float(row["size"]) for row in rows]
    assert y.tolist() == [float(row["tip"]) for row in rows]
    assert len(y) == 244


def test_reading_tips_does_not_import_plotly() -> None:
    program = (
        "import sys; from lrviz.objectives.data import DATASETS; DATASETS['tips'].load(); "
        "assert 'plotly' not in sys.modules"
    )
    fresh.output(program)


def test_standardised_columns_have_mean_zero_and_deviation_one() -> None:
    X, _ = DATASETS["houses"].load()
    values = standardise(X).values
    assert np.allclose(values.mean(0), 0, atol=1e-14)
    assert np.allclose(values.std(0), 1, rtol=1e-14)
    assert not values.flags.writeable


def test_weights_go_back_to_the_original_units_with_the_same_predictions() -> None:
    X, _ = DATASETS["houses"].load()
    units = standardise(X)
    path = np.random.default_rng(0).normal(size=(5, 4, 3))
    back = units.back(path)
    here = path[..., :2] @ units.values.T + path[..., 2:]
    there = back[..., :2] @ X.T + back[..., 2:]
    assert back.shape == path.shape
    assert np.allclose(there, here, rtol=1e-12, atol=1e-12)
    assert np.allclose(units.forward(back), path, rtol=1e-12, atol=1e-12)


def test_a_constant_column_becomes_zero_and_keeps_the_way_back() -> None:
    units = standardise([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]])
    assert units.values[:, 0].tolist() == [0, 0, 0]
    assert units.scale[0] == 1
    assert np.isfinite(units.back([1.0, 2.0, 3.0])).all()


def test_weights_without_a_bias_have_no_way_back() -> None:
    with pytest.raises(ValueError, match="2 weights and b, last"):
        standardise([[1.0, 2.0], [3.0, 4.0]]).back([1.0, 2.0])
