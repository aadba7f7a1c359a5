"""The exported scripts: really run, they end where the engine ends."""

import ast
import warnings

import pytest

from lrviz import OPTIMIZERS, SCHEDULES, FormulaError, descend
from lrviz.export.script import export_lrviz, export_script
from lrviz.export.torch_code import torch_code
from lrviz.settings.config import RunConfig
from tests import fresh

# Wherever a formula takes its functions from: each of them, with and without variables.
FORMULAS = [
    "abs(x) + sqrt(y^2 + 2) + exp(-x) + log(y^2 + 3)",
    "sin(x) + cos(y) + tan(x/9) + sinh(y/4) + cosh(x/4) + tanh(y)",
    "max(x, y, 0.5) + min(x, -y) + sigmoid(x) + relu(y) + softplus(x - 2) + sign(x)",
    "exp(1)x^2 + max(1, 2)*y^2 + pi + e^x/100 + softplus(3)",
    "2^x/9 + (x^2)^1.5 + 1/(1 + y^2) - -x/7",
    "w_1² + 2ｗ２²",
    "w^2",
    "log2(x^2 + 1) + log10(y^2 + 2) + log1p(x^2) + expm1(-x/9) + erf(y) + erfc(x) + sinc(y)",
    "atan(x) + asin(y/9) + acos(x/9) + atan2(y, x) + asinh(x) + acosh(y^2 + 2) + atanh(y/9)",
    "cbrt(x - 20) + floor(y) + ceil(x) + round(y) + x^2 + cbrt(2) + sinc(1) + atan2(1, 2)",
    "elu(x) + gelu(y) + silu(x) + mish(y) + leaky_relu(x - 1) + sec(y/9) + clip(x, -1, 1)",
    "θ₀² + 2θ₁² + λ^2",
]

# No gradient at the start, a root at its tip, a step out of the domain.
ENDS_EARLY = [
    ("x^x", (-4,)),
    ("sqrt(x^2 + y^2) + (y - 1)^2", (0, 0)),
    ("sqrt(abs(x)) + y^2 + (x^2)^(1/2) + 1/(1 + x^4)^0.5", (0, 1)),
    ("sqrt(x)", (0,)),
    ("sqrt(x) + x^2", (0.1,)),
    ("(x - 1)^(1/3)", (1,)),
    ("x - x", (3,)),
]


def _runs() -> list[RunConfig]:
    """Every objective form, optimizer, schedule and gradient at least once."""
    surfaces = ["bowl", "parabola", "wave", "rosenbrock", "beale", "ackley", "goldstein_price"]
    rates = {"rosenbrock": 1e-3, "goldstein_price": 1e-5, "beale": 1e-2}
    tuned = {"momentum": 0.9, "nesterov": True}
    return [
        *(RunConfig(objective=name, lr=rates.get(name, 0.05)) for name in surfaces),
        *(RunConfig(formula=text, lr=0.03, steps=12) for text in FORMULAS),
        *(RunConfig(objective="booth", optimizer=name, lr=0.02) for name in OPTIMIZERS),
        *(RunConfig(schedule=name, lr=0.2, steps=40) for name in SCHEDULES),
        RunConfig(hyperparameters=tuned, start=(3, -1)),
        RunConfig(optimizer="adamw", hyperparameters={"betas": (0.5, 0.9), "amsgrad": True}),
        RunConfig(start="random", seed=7, objective="himmelblau", lr=0.01),
        RunConfig(gradient="numeric", objective="matyas"),
        RunConfig(gradient="autograd", objective="matyas", steps=1),
        RunConfig(
            schedule="warmup_cosine",
            schedule_hyperparameters={"warmup": 0, "T_max": 7, "eta_min": 0.01},
        ),
        RunConfig(schedule="one_cycle", schedule_hyperparameters={"total_steps": 11}),
        RunConfig(
            objective="saddle",
            schedule="reduce_on_plateau",
            schedule_hyperparameters={"patience": 1, "factor": 0.5},
        ),
        RunConfig(lr=1e150, steps=9),  # blows up within a few steps
        *(RunConfig(formula=text, start=start, lr=0.2, steps=9) for text, start in ENDS_EARLY),
        RunConfig(formula="x^x", lr=0.03, steps=40, gradient="numeric"),
    ]


def _last_points(scripts: list[str]) -> list[list[float]]:
    """Where each script ends; one interpreter for all, each with names of its own."""
    program = f"scripts = {scripts!r}\nfor each in scripts:\n    exec(each, {{}})\n"
    lines = fresh.output(program).splitlines()
    return [ast.literal_eval(line[4:]) for line in lines if line.startswith("w = ")]


def test_the_plain_torch_script_ends_where_the_engine_ends() -> None:
    configs = _runs()
    ends = _last_points([export_script(config) for config in configs])
    assert len(ends) == len(configs)
    for config, end in zip(configs, ends, strict=True):
        expected = descend(**config.descend_arguments()).w[-1]
        tolerance = 1e-9 if config.gradient != "numeric" else 1e-8
        assert end == pytest.approx(expected.tolist(), rel=tolerance, abs=tolerance), config


def test_the_script_prints_every_step_as_the_engine_records_it() -> None:
    config = RunConfig(start=(-5, -2), steps=3)
    lines = fresh.output(export_script(config)).splitlines()
    run = descend(**config.descend_arguments())
    for i, line in enumerate(lines[:-1]):
        step, rest = line.split(" ", 1)
        point, loss = rest.rsplit(" ", 1)
        assert int(step) == i
        assert ast.literal_eval(point) == pytest.approx(run.w[i].tolist(), rel=1e-12)
        assert float(loss) == pytest.approx(run.loss[i], rel=1e-12)
    assert len(lines) == 5


def test_the_lrviz_script_makes_exactly_the_same_run() -> None:
    configs = [
        RunConfig(formula="x^2 + '", start=(-5, -2)).replace(formula="x^2+2y^2"),
        RunConfig(optimizer="adam", hyperparameters={"betas": (0.8, 0.9)}, start="random", seed=3),
        RunConfig(schedule="cosine", schedule_hyperparameters={"T_max": 5}, language="zh"),
    ]
    for config in configs:
        names: dict[str, object] = {}
        with warnings.catch_warnings():
            exec(export_lrviz(config), names)  # noqa: S102
        expected = descend(**config.descend_arguments())
        assert (names["run"].w == expected.w).all()


def test_the_plain_script_imports_torch_and_the_standard_library_only() -> None:
    tree = ast.parse(export_script(RunConfig(schedule="warmup_cosine")))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert imported == {"math", "torch"}


def test_what_was_typed_never_becomes_code() -> None:
    hostile = 'x^2\n__import__("os").system("echo")'
    with pytest.raises(FormulaError):
        export_script(RunConfig(formula=hostile))
    with pytest.raises(FormulaError):
        export_lrviz(RunConfig(formula=hostile))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x^2 + 2y^2", "x ** 2 + 2.0 * y ** 2"),
        ("(x+1)^2", "(x + 1.0) ** 2"),
        ("max(x, 0, y)", "torch.maximum(torch.maximum(x, torch.tensor(0.0)), y)"),
        ("sqrt(2)*x", "torch.sqrt(torch.tensor(2.0)) * x"),
        ("sqrt(x) + x^(1/2) + x^-0.5", "sqrt(x) + sqrt(x) + 1 / sqrt(x)"),
        ("pi*x", "torch.pi * x"),
    ],
)
def test_a_formula_is_written_out_as_torch_code(text: str, code: str) -> None:
    assert torch_code(text) == code
