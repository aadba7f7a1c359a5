"""Random states of the stage: a loss, a rule with settings of its own, a schedule, a rate, rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import lrviz
from lrviz.film.exact import exact
from lrviz.film.film import Film, film_payload, shoot, slopes_payload
from tests.js.node import sent

FORMULAS = (
    "x*sin(x)",
    "x^2+3.17y^2+sin(x*y)",
    "abs(x)+abs(y)+5abs(x-2y)",
    "log(1+x^2)+0.1y^4",
    "3x+y",
    "exp(-x)+z^2+0.3y^2*z",
    "sqrt(1+x^2)",
    "x^4-3x^2+x",
)
SCHEDULES: dict[str, dict[str, Any]] = {"step": {"step_size": 5}, "exponential": {"gamma": 0.9}}


@dataclass(frozen=True)
class State:
    """A film, one of its runs, some of its rows."""

    film: Film
    i: int
    rows: list[int]
    told: str

    def message(self, *, precisely: bool) -> dict[str, Any]:
        """The film and its slopes as the page has them: run i to the last digit, or not."""
        shown = exact(self.film.sweep[self.i], float(self.film.sweep.base_lr[self.i]))
        assert shown is not None
        film = film_payload(self.film, "en", shown if precisely else None)
        return {
            "film": sent(film),
            "slopes": sent(slopes_payload(self.film)),
            "i": self.i,
            "rows": self.rows,
        }


def states(count: int, seed: int, rows: int = 12) -> Iterator[State]:
    """``count`` states, in films of a few of them."""
    random = np.random.default_rng(seed)
    while count > 0:
        state = _one(random, min(rows, count))
        if state is not None:
            count -= len(state.rows)
            yield state


def _one(random: np.random.Generator, rows: int) -> State | None:
    names = [*lrviz.OBJECTIVES, *FORMULAS]
    name = names[random.integers(len(names))]
    objective = lrviz.formula(name) if name in FORMULAS else lrviz.objective(name)
    low, high = np.array(objective.domain).T
    start = random.uniform(low, high).round(int(random.integers(0, 4)))
    if not np.isfinite(lrviz.descend(objective, start=start, steps=1).loss[0]):
        return None
    optimizer, given = _rule(random)
    schedule = str(random.choice(list(lrviz.SCHEDULES)))
    steps = int(random.integers(1, 60))
    rates = np.sort(10 ** random.uniform(-4, 0.5, 2))
    if random.random() < 0.3:  # as a person types one
        rates = np.unique([float(f"{rate:.1g}") for rate in rates])
    settings = {"optimizer": optimizer, "steps": steps, "start": tuple(start), **given}
    settings["schedule"] = lrviz.SCHEDULES[schedule].bind(**SCHEDULES.get(schedule, {}))
    film = shoot(objective, rates, len(rates), settings)
    i = int(random.integers(len(rates)))
    length = int(film.sweep.length[i])
    if length == 0:
        return None
    chosen = random.choice(length, min(rows, length), replace=False)
    told = f"{name} from {tuple(start)}, {optimizer} {given}, {schedule}, η = {rates[i]!r}"
    return State(film, i, sorted(map(int, chosen)), told)


def _rule(random: np.random.Generator) -> tuple[str, dict[str, Any]]:
    """An optimizer, each of its hyperparameters at its default or at a value of its own."""
    rule = lrviz.OPTIMIZERS[str(random.choice([*lrviz.OPTIMIZERS, "sgd", "sgd"]))]
    own: dict[str, Any] = {
        "momentum": round(float(random.uniform(0.1, 0.99)), 2),
        "weight_decay": round(float(10 ** random.uniform(-3, 0)), 4),
        "betas": (round(float(random.uniform(0, 0.99)), 2), 0.95),
        "lr_decay": 0.05,
        "dampening": 0.3,
        "nesterov": True,
        "centered": True,
        "amsgrad": True,
        "decoupled_weight_decay": True,
    }
    names = [each.name for each in rule.hyperparameters]
    given = {name: own[name] for name in own if name in names and random.random() < 0.4}
    if given.get("nesterov"):
        given = {"momentum": 0.9, **given}
        given.pop("dampening", None)
    return rule.name, given
