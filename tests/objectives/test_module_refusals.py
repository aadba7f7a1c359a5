"""What cannot be an objective is refused in one sentence that says what to do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss

from lrviz import descend, module
from lrviz.objectives.modules.checks import MAX_PARAMETERS

X = torch.linspace(-1, 1, 18).reshape(6, 3)
Y = X.sum(1, keepdim=True)
MSE = nn.MSELoss()


class Does(nn.Module):
    """A linear layer, and whatever is done with what it puts out."""

    def __init__(self, then: Callable[[Tensor], Any] = lambda z: z, **parts: Any) -> None:
        super().__init__()
        self.layer, self.then, self.passes = nn.Linear(3, 1), then, 0
        for name, part in parts.items():
            setattr(self, name, part)

    def forward(self, x: Tensor) -> Any:
        return self.then(self.layer(x))


class Counts(Does):
    """Another function at each pass, without a random number."""

    def forward(self, x: Tensor) -> Tensor:
        self.passes += 1
        return self.layer(x) * self.passes


class Remembers(Does):
    """Writes down what it has seen."""

    def forward(self, x: Tensor) -> Tensor:
        self.seen.add_(x.abs().sum())
        return self.layer(x)


class Twice(nn.Module):
    """Two parameters in one memory."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.other = nn.Linear(3, 1), nn.Linear(3, 1)
        self.other.weight.data = self.one.weight.data

    def forward(self, x: Tensor) -> Tensor:
        return self.one(x) + self.other(x)


def linear(scale: float = 1.0) -> nn.Module:
    layer = nn.Linear(3, 1)
    layer.weight.data *= scale
    return layer


def into(*parts: nn.Module) -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), *parts, nn.Linear(4, 1))


# a net, a loss, X and y -> the words of the sentence, those that say what to do among them
REFUSED: dict[str, tuple[Any, Any, Any, Any, str]] = {
    "no net": ("net", MSE, X, Y, "`net` must be a torch.nn.Module; got 'net'"),
    "a class": (nn.Linear, MSE, X, Y, "got the class Linear"),
    "dropout": (into(nn.Dropout(0.2)), MSE, X, Y, r"dropout 1 \(p = 0.2\) draws .* call net.eval"),
    "batch norm": (into(nn.BatchNorm1d(4)), MSE, X, Y, "BatchNorm1d 1 uses the .* net.eval"),
    "batch statistics for ever": (
        into(nn.BatchNorm1d(4, track_running_stats=False)).eval(), MSE, X, Y, "use LayerNorm",
    ),
    "statistics that are updated": (
        nn.Sequential(nn.Unflatten(1, (1, 3)), nn.InstanceNorm1d(1, track_running_stats=True),
                      nn.Flatten(), nn.Linear(3, 1)),
        MSE, X, Y, r"a pass changes 1\.running_(mean|var): call net.eval",
    ),
    "random": (Does(lambda z: z + 0 * torch.rand(1)), MSE, X, Y, "draws random numbers"),
    "rrelu": (into(nn.RReLU()), MSE, X, Y, "draws random numbers"),
    "recurrent dropout": (
        nn.Sequential(nn.Unflatten(1, (3, 1)), nn.GRU(1, 2, 2, dropout=0.5, batch_first=True)),
        lambda output, y: output[0].sum(), X, Y, "draws random numbers .* set dropout to 0",
    ),
    "counts": (Counts(), MSE, X, Y, "counts its passes"),
    "remembers": (Remembers(seen=nn.Buffer(torch.zeros(1))), MSE, X, Y, "a pass changes seen"),
    "writes into X": (
        nn.Sequential(nn.ReLU(inplace=True), nn.Linear(3, 1)), MSE, X, Y, "leave `X` and `y`",
    ),
    "no parameters": (nn.Flatten(), MSE, X, Y, "1 to 100,000 parameters .* got 0"),
    "all held": (linear().requires_grad_(False), MSE, X, Y, "with requires_grad; got 0"),
    "too many": (nn.Linear(3, MAX_PARAMETERS), MSE, X, Y, "got 400,000"),
    "complex": (nn.Linear(3, 1, dtype=torch.complex64), MSE, X, Y, "weight is complex"),
    "meta": (nn.Linear(3, 1, device="meta"), MSE, X, Y, "weight is without values"),
    "nan inside": (linear(torch.nan), MSE, X, Y, "finite parameters; weight"),
    "one memory": (Twice(), MSE, X, Y, "one.weight and other.weight share memory"),
    "lazy": (nn.LazyLinear(1), MSE, X, Y, r"weight is lazy: call net\(X\) first"),
    "left out": (Does(spare=nn.Linear(2, 1)), MSE, X, Y, "on spare.weight, spare.bias: switch"),
    "no way back": (Does(Tensor.detach), MSE, X, Y, "on layer.weight, layer.bias"),
    "single precision": (Does(Tensor.float), MSE, X, Y, "keep the float64 .* is torch.float32"),
    "no copy": (Does(hold=(each for each in ())), MSE, X, Y, "can be copied; TypeError: cannot"),
    "no loss": (linear(), 3, X, Y, "`loss` must be a function .* got 3"),
    "loss as a class": (linear(), nn.MSELoss, X, Y, "got the class MSELoss"),
    "loss that learns": (linear(), nn.PReLU(), X, Y, "no parameters of its own; got PReLU"),
    "not one number": (linear(), nn.MSELoss(reduction="none"), X, Y, r"got the shape \(6, 1\)"),
    "a float": (linear(), lambda output, y: float(output.sum()), X, Y, "a tensor of torch; got"),
    "infinite": (linear(), lambda output, y: (output / 0).abs().sum(), X, Y, "finite .* got inf"),
    "other lengths": (linear(), MSE, X, Y[:5], "each of the 6 rows of `X`; got 5"),
    "other columns": (linear(), MSE, X[:, :2], Y, r"`X` \(6, 2\).* shapes cannot be multiplied"),
    "no rows": (linear(), MSE, X[:0], Y[:0], "one row or more"),
    "one number": (linear(), MSE, 3.0, Y, "one row or more"),
    "words": (linear(), MSE, [["a", "b"]], [1], "`X` must be a table of numbers"),
    "ragged": (linear(), MSE, [[1, 2, 3], [1, 2]], [1, 2], "all rows of one length"),
    "nan in X": (linear(), MSE, X / X.abs().clamp(max=0), Y, r"`X` must be finite; got .*\[0, 0\]"),
    "nan in y": (linear(), MSE, X, [1, 2, 3, 4, 5, float("nan")], r"`y` must .* got nan at \[5\]"),
    "every pair": (linear(), MSE, X, Y[:, 0], r"y.reshape\(6, 1\) fits"),
    "every pair, by hand": (
        linear(), lambda output, y: (output - y).square().mean(), X, Y[:, 0],
        r"every output with every target: y.reshape\(6, 1\) fits",
    ),
}  # fmt: skip


def refusal(*given: Any) -> str:
    """What it says; nothing where it is taken."""
    try:
        module(*given)
    except ValueError as error:
        return str(error)
    return ""


def test_each_is_refused_in_one_sentence() -> None:
    said = {name: refusal(*given) for name, (*given, _) in REFUSED.items()}
    other = {name: text for name, text in said.items() if not re.search(REFUSED[name][-1], text)}
    assert not other
    assert not [name for name, text in said.items() if "\n" in text]


def test_what_the_sentences_propose_is_taken() -> None:
    net = into(nn.Dropout(0.2), nn.BatchNorm1d(4))
    assert module(net.eval(), MSE, X, Y).dim == 29
    assert module(into(nn.Dropout(0.0), nn.LayerNorm(4)), MSE, X, Y).dim == 29
    assert module(linear(), MSE, X, Y[:, 0].reshape(6, 1)).reduction == "mean"
    lazy = nn.LazyLinear(1)
    lazy(X)
    assert module(lazy, MSE, X, Y).dim == 4
    spare = Does(spare=nn.Linear(2, 1))
    spare.spare.requires_grad_(False)
    assert module(spare, MSE, X, Y).dim == 4


def test_numbers_may_be_lists_and_whole() -> None:
    goal = module(linear(), MSE, [[0, 0, 1], [1, 0, 1]], [[1], [0]])
    assert (goal.X.dtype, goal.y.dtype) == (torch.float64, torch.float64)
    labels = module(nn.Linear(3, 2), cross_entropy, X.numpy(), [0, 1, 1, 0, 1, 0])
    assert labels.y.dtype == torch.int64
    flat = module(linear(), lambda output, y: mse_loss(output[:, 0], y), X, Y[:, 0].tolist())
    assert flat.reduction == "mean"
    named = module(Does(lambda z: {"out": z}), lambda output, y: MSE(output["out"], y), X, Y)
    assert named.reduction == "mean"


def test_minibatches_are_refused_where_the_loss_is_not_made_of_rows() -> None:
    root = module(linear(), lambda output, y: mse_loss(output, y).sqrt(), X, Y)
    mixed = module(Does(lambda z: z - z.mean()), MSE, X, Y)
    sized = module(Does(lambda z: z.reshape(6, 1)), MSE, X, Y)
    for goal in (root, mixed, sized):
        assert descend(goal, lr=0.1, steps=3).steps == 3
        with pytest.raises(ValueError, match="`batch_size` is for losses that are a mean or a sum"):
            descend(goal, lr=0.1, steps=3, batch_size=2)
