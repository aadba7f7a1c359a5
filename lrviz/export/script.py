"""A run as a Python script: in plain torch, or in three lines of lrviz."""

import re
from collections.abc import Mapping, Sequence

from lrviz.descent.checks import random_point
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.schedules import SCHEDULES
from lrviz.export.torch_code import torch_code
from lrviz.objectives import Objective
from lrviz.objectives.formula import Formula
from lrviz.settings.config import RunConfig
from lrviz.text import say

__all__ = ["export_lrviz", "export_script"]

_SCRIPT = """\
# {header}
# python -m lrviz descend --query "{query}"
{imports}import torch

torch.set_default_dtype(torch.float64)


def loss(w):
    {names} = w
    return {formula}

{helper}
w = torch.tensor({start}, requires_grad=True)
optimizer = torch.optim.{optimizer}([w], {arguments})
last = w.tolist()
{scheduler}for step in range({steps} + 1):
    optimizer.zero_grad()
    value = loss(w)
    {backward}
    if not (w.isfinite().all() and value.isfinite() and w.grad.isfinite().all()):
        break
    last = w.tolist()
    print(step, last, value.item())
    if step < {steps}:
        optimizer.step()
{advance}print("w =", last)
"""
_NUMERIC = """
def numeric_gradient(w, h=1e-5):
    with torch.no_grad():
        steps = h * torch.eye(len(w))
        return torch.stack([(loss(w + e) - loss(w - e)) / (2 * h) for e in steps])

"""
_ROOT = """
def sqrt(u):  # as torch.sqrt, but with a finite slope at 0, so that 0 times it is 0
    root = torch.sqrt(u).detach()
    return root + (u - u.detach()) * (0.5 / (root + 2.3e-308))

"""
_CUBE_ROOT = """
def cbrt(u):
    return torch.sign(u) * torch.abs(u) ** (1 / 3)

"""
_OWN_ROOT, _OWN_CUBE_ROOT = (re.compile(rf"(?<![.\w]){name}\(") for name in ("sqrt", "cbrt"))
_LRVIZ = """\
import lrviz

run = lrviz.descend({arguments})
print(run.w[-1].tolist(), lrviz.diagnose(run).sentence({language}))
"""


def export_script(config: RunConfig) -> str:
    """The very same run in plain torch: the loss written out, torch.optim, one loop.

    It prints every step, and last ``w = [...]``, the last finite point of the run.

    Raises:
        FormulaError: the formula of ``config`` cannot be read.
    """
    goal = config.build_objective()
    assert isinstance(goal, Formula)  # whatever a RunConfig can name
    numeric = config.gradient == "numeric"
    scheduler, advance = _scheduler(config)
    code = torch_code(goal.text, None if config.formula.strip() else goal.parameter_names)
    return _SCRIPT.format(
        imports="import math\n\n" if "math." in scheduler else "",
        header=say("cli.script_header", config.language),
        query=config.to_query(),
        names=", ".join(goal.parameter_names) + "," * (goal.dim == 1),
        formula=code,
        helper=_helpers(code) + _NUMERIC * numeric,
        start=list(_start(config, goal)),
        optimizer=OPTIMIZERS[config.optimizer].torch_class.__name__,
        arguments=_arguments({"lr": config.lr, **dict(config.hyperparameters)}),
        scheduler=scheduler,
        steps=config.steps,
        backward="w.grad = numeric_gradient(w)" if numeric else "value.backward()",
        advance=advance,
    )


def _helpers(code: str) -> str:
    """The functions the code calls that torch does not have."""
    return _ROOT * bool(_OWN_ROOT.search(code)) + _CUBE_ROOT * bool(_OWN_CUBE_ROOT.search(code))


def export_lrviz(config: RunConfig) -> str:
    """The very same run in three lines of lrviz.

    Raises:
        FormulaError: the formula of ``config`` cannot be read.
    """
    values = config.descend_arguments()
    del values["objective"], values["schedule"]
    goal = (
        f"lrviz.formula({config.formula!r})" if config.formula.strip() else repr(config.objective)
    )
    given = {name: value for name, value in values.items() if value is not None}
    arguments = f"{goal}, {_arguments(given)}"
    if config.schedule != "constant":
        bound = _arguments(dict(config.schedule_hyperparameters))
        arguments += f", schedule=lrviz.SCHEDULES[{config.schedule!r}].bind({bound})"
    return _LRVIZ.format(arguments=arguments, language=repr(config.language))


def _start(config: RunConfig, goal: Objective) -> Sequence[float]:
    if config.start == "random":
        return random_point(goal, config.seed).tolist()
    return [float(x) for x in config.start or goal.start]


def _scheduler(config: RunConfig) -> tuple[str, str]:
    """The line that makes the scheduler, and the lines in the loop that advance it."""
    schedule = SCHEDULES[config.schedule].bind(**dict(config.schedule_hyperparameters))
    if schedule.name == "constant":
        return "", ""
    # A length that is None is the run's own.
    values = {k: config.steps if v is None else v for k, v in schedule.values.items()}
    made, advance = _TORCH_SCHEDULES.get(schedule.name, (_PLAIN, _ADVANCE))
    if schedule.name == "warmup_cosine":
        values["T_max"] = schedule.values["T_max"] or max(config.steps - values["warmup"], 1)
    name = schedule.torch_class.__name__ if schedule.torch_class else ""
    line = made.format(name=name, lr=config.lr, arguments=_arguments(values), **values)
    return line, advance.format(**values)


_NEW = "scheduler = torch.optim.lr_scheduler."
_PLAIN = _NEW + "{name}(optimizer, {arguments})\n"
_WARMUP_COSINE = (
    """

def factor(k):
    if k < {warmup}:
        return {start_factor!r} + (1 - {start_factor!r}) * k / {warmup}
    wave = (1 + math.cos(math.pi * (k - {warmup}) / {T_max})) / 2
    return wave + (1 - wave) * {eta_min!r} / {lr!r}


"""
    + _NEW
    + "LambdaLR(optimizer, factor)\n"
)
_ADVANCE = "        scheduler.step()\n"
_TORCH_SCHEDULES: Mapping[str, tuple[str, str]] = {
    "inverse_time": (
        _NEW + "LambdaLR(optimizer, lambda k: 1 / (1 + {decay!r} * k))\n",
        _ADVANCE,
    ),
    "warmup_cosine": (_WARMUP_COSINE, _ADVANCE),
    # After its last step torch's scheduler refuses to go on; the rate stays.
    "one_cycle": (
        _NEW + "OneCycleLR(optimizer, max_lr={lr!r}, cycle_momentum=False, {arguments})\n",
        "        if step + 1 < {total_steps}:\n            scheduler.step()\n",
    ),
    "reduce_on_plateau": (_PLAIN, "        scheduler.step(value.item())\n"),
}


def _arguments(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in values.items())
