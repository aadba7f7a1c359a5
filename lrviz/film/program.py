"""A loss as the browser plays it: forward for its value, and back for its gradient."""

from collections.abc import Mapping
from typing import Any

from lrviz.analysis.backprop.graph import Graph, graph_of
from lrviz.objectives.base import Objective
from lrviz.objectives.formula import Formula

__all__ = ["program", "program_of"]

LONGEST = 400  # A program of more nodes is too much for a pointer to wait for.


def program(graph: Graph) -> Mapping[str, Any]:
    """The graph as the browser plays it: [kind, inputs, numbers] for every node."""
    nodes = [[node.kind, node.inputs, node.numbers] for node in graph.nodes]
    return {"dim": len(graph.names), "nodes": nodes, "output": graph.output}


def program_of(objective: Objective) -> Mapping[str, Any] | None:
    """The program of a formula; None for what is none, or a very long one."""
    if not isinstance(objective, Formula):
        return None
    made = program(graph_of(objective))
    return made if len(made["nodes"]) <= LONGEST else None
