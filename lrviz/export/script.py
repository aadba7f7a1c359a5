"""A run as a Python script: in plain torch, or in three lines of lrviz."""

from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.export.script_parts import arguments_code, head_of, scheduler_code, start_of
from lrviz.objectives.formula import Formula
from lrviz.settings.config import RunConfig

__all__ = ["export_lrviz", "export_script"]

_SCRIPT = """\
w = torch.tensor({start}, requires_grad=True)
optimizer = torch.optim.{optimizer}([w], {arguments})
path, losses = [], []
{scheduler}for step in range({steps} + 1):
    optimizer.zero_grad()
    value = loss(w)
    {backward}
    good = w.isfinite().all() and value.isfinite() and w.grad.isfinite().all()
    if good or step == 0:
        last = w.tolist()
        path.append(last)
        losses.append(value.item())
        print(step, last, value.item())
    if not good:
        break
    if step < {steps}:
        optimizer.step()
{advance}print("w =", last)
"""
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
    scheduler, advance = scheduler_code(config)
    again = f'python -m lrviz descend --query "{config.to_query()}"'
    head = head_of(config, goal, again, math="math." in scheduler, numeric=numeric)
    return head + _SCRIPT.format(
        start=list(start_of(config, goal)),
        optimizer=OPTIMIZERS[config.optimizer].torch_class.__name__,
        arguments=arguments_code({"lr": config.lr, **dict(config.hyperparameters)}),
        scheduler=scheduler,
        steps=config.steps,
        backward="w.grad = numeric_gradient(w)" if numeric else "value.backward()",
        advance=advance,
    )


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
    arguments = f"{goal}, {arguments_code(given)}"
    if config.schedule != "constant":
        bound = arguments_code(dict(config.schedule_hyperparameters))
        arguments += f", schedule=lrviz.SCHEDULES[{config.schedule!r}].bind({bound})"
    return _LRVIZ.format(arguments=arguments, language=repr(config.language))
