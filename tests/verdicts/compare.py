"""Seeded tasks, each judged by the oracle and by lrviz."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import lrviz
from tests.verdicts.oracle import Path, Task, judge, run
from tests.verdicts.problems import EDGES, ENDLESS, KINKS, SMOOTH, SURFACES, Problem, quadratic

RULES: tuple[tuple[str, dict[str, object]], ...] = (
    ("sgd", {}),
    ("sgd", {}),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"momentum": 0.8, "nesterov": True}),
    ("sgd", {"weight_decay": 0.5}),
    ("adam", {}),
)
SCHEDULES = (None, None, None, ("exponential", 0.9), ("exponential", 0.99), ("cosine", 0.0))
STEPS = (3, 8, 20, 60, 150, 400)


@dataclass(frozen=True)
class Outcome:
    """A task with both words; ``judged`` is None where the oracle has no opinion."""

    task: Task
    family: str
    judged: str | None
    said: str
    case: str
    chaotic: bool


def tasks(count: int, seed: int) -> Iterator[tuple[str, Task]]:
    """``count`` tasks with their families."""
    random = np.random.default_rng(seed)
    families = {
        "surfaces": SURFACES, "smooth": SMOOTH, "endless": ENDLESS, "edges": EDGES, "kinks": KINKS,
    }  # fmt: skip
    names = ["quadratics", *families]
    for i in range(count):
        family = names[i % len(names)]
        problem = quadratic(random) if family == "quadratics" else _one(families[family], random)
        yield family, _task(problem, random)


def _one(problems: tuple[Problem, ...], random: np.random.Generator) -> Problem:
    return problems[int(random.integers(len(problems)))]


def _task(problem: Problem, random: np.random.Generator) -> Task:
    rule, settings = RULES[int(random.integers(len(RULES)))]
    start = tuple(float(random.uniform(*box)) for box in problem.starts)
    with np.errstate(all="ignore"):
        bends = problem.hessian(np.array(start, np.longdouble)).astype(np.float64)
    size = np.abs(np.nan_to_num(bends, posinf=0, neginf=0)).max()
    scale = 1.0 if rule == "adam" else 2 / max(float(size), 0.1)
    rate = float(scale * 10 ** random.uniform(-3.5, 0.5))
    schedule = SCHEDULES[int(random.integers(len(SCHEDULES)))]
    steps = int(STEPS[int(random.integers(len(STEPS)))])
    return Task(problem, rate, steps, start, rule, settings, schedule)


def engine(task: Task) -> lrviz.Trajectory:
    """The same run by lrviz: a named surface by its name."""
    goal = task.problem.surface or lrviz.formula(task.problem.text, task.problem.names)
    schedule = None
    if task.schedule and task.schedule[0] == "exponential":
        schedule = lrviz.SCHEDULES["exponential"].bind(gamma=task.schedule[1])
    elif task.schedule:
        schedule = lrviz.SCHEDULES["cosine"].bind()
    return lrviz.descend(
        goal, optimizer=task.rule, lr=task.lr, steps=task.steps, start=task.start,
        schedule=schedule, **task.settings,  # type: ignore[arg-type]
    )  # fmt: skip


def compare(count: int, seed: int) -> Iterator[Outcome]:
    """Both words on every task."""
    for family, task in tasks(count, seed):
        path, made = run(task), engine(task)
        found = lrviz.diagnose(made)
        yield Outcome(
            task, family, judge(task, path), found.verdict.value, found.case, not _alike(path, made)
        )


def _alike(path: Path, made: lrviz.Trajectory) -> bool:
    """Whether rounding left the two runs the same run: not where an orbit is chaotic."""
    if len(path.loss) != len(made.loss):
        return bool(abs(len(path.loss) - len(made.loss)) <= 1 and path.ending is not None)
    if not len(path.loss):
        return True
    reach = max(np.abs(path.w[0]).max(), np.abs(path.w[-1]).max()) + 1e-300
    return bool(np.abs(path.w[-1] - made.w[-1]).max() <= 1e-6 * reach)
