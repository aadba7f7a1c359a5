"""The registry of optimizers: every rule written once, for a batch of runs."""

from collections.abc import Mapping
from types import MappingProxyType

from lrviz.descent.hyperparameters import Hyperparameter, Values, per_run, resolve_values
from lrviz.descent.rules.adam import ADAM, ADAMAX, ADAMW
from lrviz.descent.rules.adam_variants import NADAM, RADAM
from lrviz.descent.rules.adaptive import ADADELTA, ADAGRAD, RMSPROP
from lrviz.descent.rules.base import OptimizerRule, State
from lrviz.descent.rules.rprop import RPROP
from lrviz.descent.rules.sgd import SGD

__all__ = ["OPTIMIZERS", "Hyperparameter", "OptimizerRule", "State", "Values", "resolve"]

_RULES = (SGD, ADAGRAD, RMSPROP, ADADELTA, ADAM, ADAMW, ADAMAX, NADAM, RADAM, RPROP)

OPTIMIZERS: Mapping[str, OptimizerRule] = MappingProxyType({rule.name: rule for rule in _RULES})


def resolve(rule: OptimizerRule, hyperparameters: Mapping[str, object], runs: int) -> Values:
    """Every hyperparameter of ``rule`` for a batch of ``runs``, defaults filled in.

    A number stays a Python float, a bool a bool; one number per run becomes a float64
    tensor ``(runs, 1)``; a pair such as ``betas`` is two of those.

    Raises:
        ValueError: a name the rule does not have, a value or a combination torch refuses,
            or an array whose length is not ``runs``.

    >>> resolve(OPTIMIZERS["sgd"], {"momentum": 0.9}, runs=1)["momentum"]
    0.9
    """
    checked = resolve_values(rule.name, rule.hyperparameters, hyperparameters)
    return rule.settle({name: per_run(name, value, runs) for name, value in checked.items()})
