"""The work every side does: R learning rates × T steps from one start, the whole path kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """One task; the rates are evenly spaced in log η from ``lowest`` to ``highest``."""

    surface: str
    optimizer: str
    start: tuple[float, float]
    lowest: float
    highest: float
    runs: int
    steps: int = 200

    @property
    def rates(self) -> list[float]:
        """The R learning rates."""
        ratio = self.highest / self.lowest
        return [self.lowest * ratio ** (i / (self.runs - 1)) for i in range(self.runs)]

    @property
    def title(self) -> str:
        """As the tables call it."""
        return f"{self.surface}, {self.optimizer}, {self.runs} × {self.steps}"


def tasks(runs: int) -> tuple[Work, Work]:
    """The two that are compared."""
    return (
        Work("bowl", "sgd", (-5.0, -2.0), 1e-4, 0.6, runs),
        Work("beale", "adam", (1.0, 1.0), 1e-4, 0.3, runs),
    )
