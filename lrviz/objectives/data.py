"""Data to fit: generators, and a table that ships with plotly.

Titles, notes and what the columns are called are in the text catalogs under
``data.<name>``.
"""

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from lrviz.objectives.design_matrix import Floats, sealed
from lrviz.objectives.tables import read_table
from lrviz.text import say

__all__ = ["DATASETS", "Dataset"]

Data = tuple[Floats, Floats]


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A table of features and a target.

    Attributes:
        name: identifier, unique in the registry.
        features: the columns of X.
        target: what y is.
        units: of the features and then the target; "" where there is none.
        source: where the numbers come from, and under which licence.
        simulated: whether they are drawn from a formula instead of measured.
        labels: whether the target is a label, 0 or 1, for logistic regression.
        make: the data; simulated ones take their settings by name.
    """

    name: str
    features: tuple[str, ...]
    target: str
    units: tuple[str, ...]
    source: str
    simulated: bool
    labels: bool = False
    make: Callable[..., Data]

    def load(self, **settings: Any) -> Data:
        """X ``(n, d)`` and y ``(n,)``, read-only; simulated data take rows, seed and more.

        >>> X, y = DATASETS["textbook"].load(rows=5)
        >>> X.shape, y.shape
        ((5, 2), (5,))
        """
        X, y = self.make(**settings)
        return sealed(X), sealed(y)

    def title(self, language: str = "en") -> str:
        """What a person calls it."""
        return say(f"data.{self.name}.title", language)

    def note(self, language: str = "en") -> str:
        """One sentence on what it is; simulated data say that they are."""
        return say(f"data.{self.name}.note", language)

    def label(self, column: str, language: str = "en") -> str:
        """What a person calls a column, with its unit."""
        return say(f"data.{self.name}.{column}", language)


def textbook(
    *,
    rows: int = 1000,
    w: Sequence[float] = (2.0, -3.4),
    b: float = 4.2,
    noise: float = 0.01,
    seed: int = 0,
) -> Data:
    """y = ⟨w, x⟩ + b + ε with features N(0, 1) and ε of standard deviation ``noise``."""
    random = _random(rows, noise, seed)
    weights = np.asarray(w, dtype=np.float64)
    X = random.standard_normal((rows, len(weights)))
    return X, X @ weights + b + noise * random.standard_normal(rows)


def houses(*, rows: int = 200, noise: float = 12.0, seed: int = 0) -> Data:
    """price = 40 + 3·size − 0.5·age + ε: simulated homes, many small and few large.

    Size in m², age in years, price in thousands; ε has the standard deviation ``noise``.
    """
    random = _random(rows, noise, seed)
    size = 12 + random.gamma(1.2, 18.0, rows)
    age = random.exponential(12.0, rows)
    price = 40 + 3 * size - 0.5 * age + noise * random.standard_normal(rows)
    return np.column_stack([size, age]), price


def two_groups(*, rows: int = 200, distance: float = 2.0, seed: int = 0) -> Data:
    """Two round clouds whose centres are ``distance`` apart, labelled 0 and 1."""
    random = _random(rows, distance, seed)
    y = (np.arange(rows) % 2).astype(np.float64)
    side = distance / 2 * (2 * y - 1)[:, None] * np.array([0.8, 0.6])
    return side + random.standard_normal((rows, 2)), y


def tips() -> Data:
    """The tips one waiter was given, from the copy inside plotly, which is not imported.

    Raises:
        ModuleNotFoundError: plotly is not installed.
    """
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the tips data ship inside plotly, which is not installed")
    packed = Path(spec.origin).parent / "package_data" / "datasets" / "tips.csv.gz"
    table = read_table(gzip.decompress(packed.read_bytes()), columns=["total_bill", "size", "tip"])
    place = [table.names.index(name) for name in ("total_bill", "size", "tip")]
    values = table.values[:, place]
    return values[:, :2].copy(), values[:, 2].copy()


DATASETS: Mapping[str, Dataset] = {
    each.name: each
    for each in (
        Dataset(
            name="textbook",
            features=("x_1", "x_2"),
            target="y",
            units=("", "", ""),
            source="Simulated: y = 2x₁ − 3.4x₂ + 4.2 + N(0, 0.01), the example of Zhang et al., "
            "Dive into Deep Learning, section 3.2.",
            simulated=True,
            make=textbook,
        ),
        Dataset(
            name="houses",
            features=("size", "age"),
            target="price",
            units=("m²", "years", "thousands"),
            source="Simulated: price = 40 + 3·size − 0.5·age + N(0, 12²); no real homes.",
            simulated=True,
            make=houses,
        ),
        Dataset(
            name="tips",
            features=("total_bill", "size"),
            target="tip",
            units=("US$", "persons", "US$"),
            source="Bryant and Smith, Practical Data Analysis: Case Studies in Business "
            "Statistics (1995); 244 rows, the copy inside plotly.py (MIT licence).",
            simulated=False,
            make=tips,
        ),
        Dataset(
            name="two_groups",
            features=("x_1", "x_2"),
            target="group",
            units=("", "", ""),
            source="Simulated: two normal clouds of unit variance, 2 apart; the setting of "
            "Fisher, The use of multiple measurements in taxonomic problems (1936).",
            simulated=True,
            labels=True,
            make=two_groups,
        ),
    )
}


def _random(rows: int, size: float, seed: int) -> np.random.Generator:
    if not (isinstance(rows, int) and rows >= 1):
        raise ValueError(f"`rows` must be a whole number, 1 or more; got {rows!r}")
    if not 0 <= size < float("inf"):
        raise ValueError(f"`noise` and `distance` must be 0 or more and finite; got {size!r}")
    return np.random.default_rng(seed)
