"""Gradient descent, run, recorded and diagnosed: the engine, with no browser in sight.

    settings -> objective -> descent -> trajectory -> diagnosis -> figure -> page

One way only; nothing downstream calls back. This package is everything up to the
diagnosis. ``lrviz.figures`` draws it, ``lrviz.ui`` puts it on pages.

>>> import lrviz
>>> run = lrviz.descend("bowl", lr=0.1, steps=20, start=(-5, -2))
>>> lrviz.diagnose(run).verdict.value
'converges'
"""

from lrviz.analysis.diagnosis import Diagnosis, Verdict, diagnose
from lrviz.descent.engine import descend, grid, resume, sweep
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.schedules import SCHEDULES
from lrviz.descent.trajectory import Outcome, Sweep, Trajectory
from lrviz.export.showing import show_in_notebooks
from lrviz.objectives import (
    OBJECTIVES,
    FormulaError,
    Network,
    Objective,
    Table,
    TableError,
    formula,
    linear_regression,
    logistic_regression,
    module,
    network,
    objective,
    read_table,
)

__version__ = "0.1.0"

show_in_notebooks()

__all__ = [
    "OBJECTIVES",
    "OPTIMIZERS",
    "SCHEDULES",
    "Diagnosis",
    "FormulaError",
    "Network",
    "Objective",
    "Outcome",
    "Sweep",
    "Table",
    "TableError",
    "Trajectory",
    "Verdict",
    "descend",
    "diagnose",
    "formula",
    "grid",
    "linear_regression",
    "logistic_regression",
    "module",
    "network",
    "objective",
    "read_table",
    "resume",
    "sweep",
]
