"""What is minimised: the contract, typed formulas, the named surfaces, and models on data."""

from lrviz.objectives.base import DataObjective, Objective
from lrviz.objectives.formula import FormulaError, formula
from lrviz.objectives.logistic import logistic_regression
from lrviz.objectives.modules import module
from lrviz.objectives.network import Network, network
from lrviz.objectives.regression import linear_regression
from lrviz.objectives.surfaces import OBJECTIVES, objective
from lrviz.objectives.tables import Table, TableError, read_table

__all__ = [
    "OBJECTIVES",
    "DataObjective",
    "FormulaError",
    "Network",
    "Objective",
    "Table",
    "TableError",
    "formula",
    "linear_regression",
    "logistic_regression",
    "module",
    "network",
    "objective",
    "read_table",
]
