"""A person's own torch.nn.Module as an objective: checked, tried once, and flattened."""

from lrviz.objectives.modules.build import module
from lrviz.objectives.modules.objective import ModuleObjective

__all__ = ["ModuleObjective", "module"]
