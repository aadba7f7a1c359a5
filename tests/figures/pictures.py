"""Ways to look into a picture."""

from typing import Any

from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Trajectory


def trace(figure: Any, name: str) -> Any:
    """The one trace of that name."""
    (found,) = [each for each in figure.data if each.name == name]
    return found


def texts(figure: Any) -> list[str]:
    """All that is written on the picture itself."""
    written = [annotation.text for annotation in figure.layout.annotations]
    for each in figure.data:
        if each.type == "scatter" and "text" in (each.mode or "") and each.text is not None:
            written += [text for text in each.text if text]
    return written


def bowl_run(lr: float = 0.1, steps: int = 20, **more: Any) -> Trajectory:
    """The first picture's run."""
    return descend("bowl", lr=lr, steps=steps, **{"start": (-5, -2), **more})
