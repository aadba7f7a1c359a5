"""The Network page's address, and the network, data and limits it stands for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.objectives.examples import EXAMPLES, CurveDataset
from lrviz.objectives.initialise import INITIALISATIONS
from lrviz.objectives.layers import ACTIVATIONS, count
from lrviz.objectives.network import MAX_DEPTH, MAX_WIDTH, Network, network
from lrviz.objectives.standardise import standardise
from lrviz.settings.fields import MAX_SEED, MAX_STEPS, Setting, choice, flag, positive, whole
from lrviz.states.address import PACE, AddressSettings
from lrviz.text import say

__all__ = [
    "LAST_FRAME",
    "NETWORK",
    "OWN",
    "PLANES",
    "RATES",
    "RECORD_BYTES",
    "SIGMAS",
    "TABS",
    "Data",
    "build",
    "data_of",
    "most_steps",
    "own_data",
]

Floats = NDArray[np.float64]

TABS = ("bends", "landscape", "health", "general", "cost")
PLANES = ("pca", "random", "weights")
OWN = "csv"
RATES = tuple(float(f"{m}e{e}") for e in range(-4, 2) for m in (1, 2, 3, 5, 7))
SIGMAS = tuple(float(f"{m}e{e}") for e in range(-3, 1) for m in (1, 2, 3, 5, 7))
# Simulated data have so many fresh rows to be held out; a table holds out one row in four.
HELD_OUT = 200
# The record of a run in training has at most so many bytes: every weight and gradient of every
# step.
RECORD_BYTES = 2**28
MAX_WEIGHT = 64 * 64 * 12  # A weight's number in an address is at most this.
LAST_FRAME = 100  # The last frame of a film, or of its address where the film is shorter.

NETWORK = AddressSettings(
    "network",
    (
        Setting("data", "ndata", choice("data", (*EXAMPLES, OWN))),
        Setting("activation", "nact", choice("activation", ACTIVATIONS)),
        Setting("depth", "ndepth", whole("depth", 1, MAX_DEPTH)),
        Setting("width", "nwidth", whole("width", 1, MAX_WIDTH)),
        Setting("init", "ninit", choice("init", INITIALISATIONS)),
        Setting("sigma", "nsigma", positive("sigma")),
        Setting("lr", "nlr", positive("lr")),
        Setting("steps", "nsteps", whole("steps", 1, MAX_STEPS)),
        Setting("optimizer", "nopt", choice("optimizer", OPTIMIZERS)),
        Setting("batch", "nbatch", whole("batch", 0, 512)),
        Setting("rows", "nrows", whole("rows", 8, 512)),
        Setting("noise", "nnoise", whole("noise", 0, 100)),
        Setting("seed", "nseed", whole("seed", 0, MAX_SEED)),
        Setting("tab", "tab", choice("tab", TABS)),
        Setting("plane", "nplane", choice("plane", PLANES)),
        Setting("axis1", "naxis1", whole("axis1", 1, MAX_WEIGHT)),
        Setting("axis2", "naxis2", whole("axis2", 1, MAX_WEIGHT)),
        Setting("other", "nother", whole("other", 0, MAX_SEED)),
        Setting("frame", "nframe", whole("frame", 0, LAST_FRAME)),
        Setting("by_hand", "nhand", flag("by_hand")),
        Setting("piece", "npiece", whole("piece", 0, LAST_FRAME)),
        Setting("compare_widths", "nwidths", flag("compare_widths")),
        Setting("compare_rates", "nrates", flag("compare_rates")),
        PACE,
    ),
    {
        "data": "pieces",
        "activation": "relu",
        "depth": 1,
        "width": 12,
        "init": "torch",
        "sigma": 0.01,
        "lr": 0.05,
        "steps": 1000,
        "optimizer": "adam",
        "batch": 0,
        "rows": 64,
        "noise": 0,
        "seed": 2,
        "tab": "bends",
        "plane": "pca",
        "axis1": 1,
        "axis2": 13,
        "other": 1,
        "frame": LAST_FRAME,
        "by_hand": False,
        "piece": 0,
        "compare_widths": False,
        "compare_rates": False,
        "pace": 0,
    },
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Data:
    """What a network is trained on, and what it is not.

    Attributes:
        X, y: the rows it sees, ``(n, d)`` and ``(n,)``.
        held: rows it never sees.
        loss: "mse", or "log_loss" where y is made of labels.
        names: of the columns, and of y.
        truth: the curve behind the points, where it is known.
        standardised: whether the columns are, by the rows that it sees; labels never.
    """

    X: Floats
    y: Floats
    held: tuple[Floats, Floats]
    loss: str
    names: tuple[str, ...]
    truth: Callable[[Floats], Floats] | None = None
    standardised: bool = False

    def called(self, column: int, language: str, written: Callable[[str], str] = str) -> str:
        """A column's name as it is ``written``, and that its numbers are not those of the table."""
        name, label = written(self.names[column]), column in (-1, len(self.names) - 1)
        changed = self.standardised and not (label and self.loss == "log_loss")
        return say("network.standardised", language, name=name) if changed else name

    @property
    def flat(self) -> bool:
        """Whether there is one input, so that the network is a curve."""
        return len(self.X[0]) == 1


def data_of(values: Mapping[str, Any], table: Data | None = None) -> Data:
    """The data of these settings; ``table`` where they are the person's own."""
    if values["data"] == OWN and table is not None:
        return table
    name = values["data"] if values["data"] in EXAMPLES else "pieces"
    chosen = EXAMPLES[name]
    noise = values["noise"] / 100
    X, y = chosen.load(rows=values["rows"], noise=noise, seed=values["seed"])
    held = chosen.load(rows=HELD_OUT, noise=noise, seed=values["seed"] + MAX_SEED)
    return Data(
        X=X,
        y=y,
        held=held,
        loss="log_loss" if chosen.labels else "mse",
        names=(*chosen.features, chosen.target),
        truth=chosen.truth if isinstance(chosen, CurveDataset) else None,
    )


def own_data(X: Floats, y: Floats, names: tuple[str, ...]) -> Data:
    """A person's columns, one row in four held out, standardised by the others; labels stay."""
    labels = bool(np.isin(y, (0, 1)).all()) and X.shape[1] == 2
    kept = np.random.default_rng(0).permutation(len(y)) % 4 != 3
    inputs = _scaled(X, kept)
    target = y if labels else _scaled(y[:, None], kept)[:, 0]
    return Data(
        X=inputs[kept],
        y=target[kept],
        held=(inputs[~kept], target[~kept]),
        loss="log_loss" if labels else "mse",
        names=names,
        standardised=True,
    )


def _scaled(columns: Floats, kept: NDArray[np.bool_]) -> Floats:
    """Columns standardised by the rows ``kept``; one that is constant there is 0 there."""
    known = standardise(columns[kept])
    scaled = (columns - known.mean) / known.scale
    scaled[kept] = known.values
    return scaled


def build(values: Mapping[str, Any], data: Data, **changes: Any) -> Network:
    """The network of these settings; ``changes`` for one that differs in a few."""
    wanted = {**values, **changes}
    return network(
        data.X,
        data.y,
        hidden=(wanted["width"],) * wanted["depth"],
        activation=wanted["activation"],
        loss=data.loss,
        init=wanted["init"],
        sigma=wanted["sigma"],
        seed=wanted["seed"],
    )


def most_steps(net: Network) -> int:
    """How many steps of so many weights may be kept."""
    row = 8 * (4 * count(net.sizes) + 3)  # weights, gradient, and what the rule remembers
    return max(1, min(MAX_STEPS, RECORD_BYTES // row))
