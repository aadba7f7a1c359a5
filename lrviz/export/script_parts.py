"""What the scripts of several pages have in common: their head, start and scheduler."""

import re
from collections.abc import Mapping, Sequence

from lrviz.descent.checks import random_point
from lrviz.descent.schedules import SCHEDULES
from lrviz.export.torch_code import torch_code
from lrviz.objectives import Objective
from lrviz.objectives.formula import Formula
from lrviz.settings.config import RunConfig
from lrviz.text import say

__all__ = [
    "arguments_code",
    "head_of",
    "scheduler_code",
    "start_of",
]

_HEAD = """\
# {header}
# {again}
{imports}import torch

torch.set_default_dtype(torch.float64)


def loss(w):
    {names} = w
    return {formula}

{helper}
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


def head_of(
    config: RunConfig, goal: Formula, again: str, *, math: bool = False, numeric: bool = False
) -> str:
    """How a script begins: the command that writes it ``again``, and the loss as torch code.

    Args:
        config: whose run it is.
        goal: its objective.
        again: the command.
        math: whether the script needs that module.
        numeric: whether it needs a gradient by central differences.
    """
    code = torch_code(goal.text, None if config.formula.strip() else goal.parameter_names)
    return _HEAD.format(
        header=say("cli.script_header", config.language),
        again=again,
        imports="import math\n\n" if math else "",
        names=", ".join(goal.parameter_names) + "," * (goal.dim == 1),
        formula=code,
        helper=_helpers(code) + _NUMERIC * numeric,
    )


def _helpers(code: str) -> str:
    """The functions the code calls that torch does not have."""
    return _ROOT * bool(_OWN_ROOT.search(code)) + _CUBE_ROOT * bool(_OWN_CUBE_ROOT.search(code))


def start_of(config: RunConfig, goal: Objective) -> Sequence[float]:
    if config.start == "random":
        return random_point(goal, config.seed).tolist()
    return [float(x) for x in config.start or goal.start]


def scheduler_code(config: RunConfig, lr: object = None) -> tuple[str, str]:
    """The line that makes the scheduler, and the lines in the loop that advance it; ``lr`` is
    what the script calls the rate, the number itself if None."""
    schedule = SCHEDULES[config.schedule].bind(**dict(config.schedule_hyperparameters))
    if schedule.name == "constant":
        return "", ""
    # A length that is None is the run's own.
    values = {k: config.steps if v is None else v for k, v in schedule.values.items()}
    made, advance = _TORCH_SCHEDULES.get(schedule.name, (_PLAIN, _ADVANCE))
    if schedule.name == "warmup_cosine":
        values["T_max"] = schedule.values["T_max"] or max(config.steps - values["warmup"], 1)
    name = schedule.torch_class.__name__ if schedule.torch_class else ""
    line = made.format(
        name=name, lr=config.lr if lr is None else lr, arguments=arguments_code(values), **values
    )
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


def arguments_code(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in values.items())
