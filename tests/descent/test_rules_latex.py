"""The formula shown for each optimizer, carried out as written, makes torch's path."""

import math
from typing import Any

import pytest
import torch

from lrviz import OPTIMIZERS
from tests.descent.latex import Rule

NAMES = {  # LaTeX -> torch's argument, or where it stands in one
    r"\mu": "momentum", r"\tau": "dampening", r"\lambda": "weight_decay", r"\epsilon": "eps",
    r"\alpha": "alpha", r"\rho": "rho", r"\psi": "momentum_decay",
    r"\beta_1": ("betas", 0), r"\beta_2": ("betas", 1), r"\eta_-": ("etas", 0),
    r"\eta_+": ("etas", 1),
}  # fmt: skip
CASES: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    *((name, {}, ()) for name in OPTIMIZERS),
    ("sgd", {"momentum": 0.9}, ()),
    ("sgd", {"momentum": 0.9, "dampening": 0.5}, ()),
    ("sgd", {"momentum": 0.9, "nesterov": True}, ("Nesterov",)),
    ("adamw", {"weight_decay": 0.3}, ()),
    ("nadam", {"momentum_decay": 0.1}, ()),
    ("radam", {"betas": (0.8, 0.7)}, ()),
]


def slope(w: float) -> float:
    return w**3 - 2 * w + math.sin(3 * w)


def torchs(name: str, lr: float, steps: int, values: dict[str, Any]) -> list[float]:
    w = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    optimizer = OPTIMIZERS[name].torch_class([w], lr=lr, **values)
    path = [w.item()]
    for _ in range(steps):
        w.grad = torch.tensor(slope(w.item()), dtype=torch.float64)
        optimizer.step()
        path.append(w.item())
    return path


@pytest.mark.parametrize(("name", "values", "said"), CASES)
def test_the_formula_shown_makes_torchs_path(
    name: str, values: dict[str, Any], said: tuple[str, ...]
) -> None:
    record, lr = OPTIMIZERS[name], 0.11
    settled = {each.name: each.default for each in record.hyperparameters} | values
    numbers = {r"\eta": lr}
    for latex, where in NAMES.items():
        key, at = where if isinstance(where, tuple) else (where, None)
        if key in settled:
            numbers[latex] = settled[key] if at is None else settled[key][at]
    if r"\beta_2" in numbers:
        numbers[r"\rho_\infty"] = 2 / (1 - numbers[r"\beta_2"]) - 1
    latex = record.latex.replace(r"\rho_\infty = \tfrac{2}{1-\beta_2} - 1, \quad ", "")
    path = Rule(latex, numbers, slope, *said).run(2.0, 14)
    assert path == pytest.approx(torchs(name, lr, 14, values), rel=1e-9)
