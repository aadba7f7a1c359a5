"""Pictures as plain dicts, and as plotly figures.

A spec is ``{"data": [...], "layout": {...}}``, ready for JSON, its arrays in plotly's own
typed form ``{"dtype": "f8", "bdata": <base64>}``: the page sends it as it is. A Figure made
of it costs some 60 times more to build, so only those who want one pay for it.
"""

import base64
from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["Spec", "figure", "figure_of", "typed", "untyped"]

Spec = dict[str, Any]
P = ParamSpec("P")


def typed(values: ArrayLike, dtype: str = "f8") -> Spec:
    """An array as plotly's typed array; ``dtype`` is "f8", "f4" or an integer's."""
    array = np.ascontiguousarray(values, dtype=f"<{dtype}")
    spec: Spec = {"dtype": dtype, "bdata": base64.b64encode(array.tobytes()).decode("ascii")}
    if array.ndim > 1:
        spec["shape"] = ", ".join(str(length) for length in array.shape)
    return spec


def untyped(spec: Spec) -> NDArray[Any]:
    """The array of a typed array."""
    array = np.frombuffer(base64.b64decode(spec["bdata"]), dtype=f"<{spec['dtype']}")
    shape = spec.get("shape")
    return array.reshape([int(length) for length in shape.split(",")]) if shape else array


def figure(spec: Spec) -> "Figure":
    """The spec as a plotly Figure whose arrays are numpy arrays."""
    from plotly.graph_objects import Figure

    return Figure(_decoded(spec))


def figure_of(spec: Callable[P, Spec]) -> Callable[P, "Figure"]:
    """``x_figure`` for ``x_spec``: the same arguments, and the picture as a plotly Figure."""

    @wraps(spec)
    def made(*args: P.args, **kwargs: P.kwargs) -> "Figure":
        return figure(spec(*args, **kwargs))

    made.__name__ = made.__qualname__ = spec.__name__.replace("_spec", "_figure")
    made.__doc__ = f"``{spec.__name__}`` as a plotly Figure."
    made.__dict__["__signature__"] = signature(spec).replace(return_annotation="Figure")
    return made


def _decoded(part: Any) -> Any:
    if isinstance(part, dict):
        if "bdata" in part:
            return untyped(part)
        return {key: _decoded(value) for key, value in part.items()}
    return [_decoded(value) for value in part] if isinstance(part, list) else part
