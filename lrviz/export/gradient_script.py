"""The Gradient page as a Python script: slopes by backward pass and by difference quotients."""

from lrviz.export.script_parts import head_of
from lrviz.export.snapshot import Snapshot
from lrviz.objectives.formula import Formula

__all__ = ["gradient_script"]

_SCRIPT = """\
w = torch.tensor({point}, requires_grad=True)
value = loss(w)
value.backward()
print("loss =", value.item())
print("gradient =", w.grad.tolist())

along, errors = {along}, []
with torch.no_grad():
    slope = w.grad[along]
    for k in range(33):
        h = 10 ** (-k / 2)
        e = h * torch.eye(len(w))[along]
        central = (loss(w + e) - loss(w - e)) / (2 * h)
        forward = (loss(w + e) - loss(w)) / h
        errors.append((h, abs(central - slope).item(), abs(forward - slope).item()))
        print("h =", h, "central =", central.item(), "forward =", forward.item())
    print("w =", (w - {lr!r} * w.grad).tolist())
"""


def gradient_script(page: Snapshot) -> str:
    """The point's loss, its gradient, the quotients of ever smaller h, and the next point.

    Raises:
        FormulaError: the formula cannot be read.
    """
    goal = page.objective
    assert isinstance(goal, Formula)  # whatever a RunConfig can name
    again = f'lrviz save --page gradient --query "{page.query}" run.py'
    return head_of(page.config, goal, again) + _SCRIPT.format(
        point=page.point.tolist(),
        along=min(page.values["along"], goal.dim - 1),
        lr=page.lr,
    )
