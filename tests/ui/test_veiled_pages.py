"""Gradient, Compare and Network send nothing of what an open question asks about.

Every secret of a stop is read from the engine, looked for in all that is sent after the answer,
where it must be, and before it, where it must not.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from lrviz.analysis.comparison import ENTRANTS
from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.analysis.health import health
from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Trajectory
from lrviz.film.comparison import race_run
from lrviz.film.race import trials_of
from lrviz.lessons import STOPS, Reading, Stop, truth
from lrviz.lessons.states import State, merged, state
from lrviz.lessons.truth import as_number, reading
from lrviz.settings.config import RunConfig
from lrviz.text import LANGUAGES, catalog, say
from lrviz.text.numbers import number, vector
from tests.ui.sent import Sent

PAGES = ("gradient", "compare", "network")
OURS = [each for each in STOPS if each.page in PAGES]
# What a part of the page would show that the stop does not open: nothing of it is there to hide.
ELSEWHERE = {
    "times-three": {"sweep", "marks"},
    "zeros": {"health"},
}
SLOW = {"first-weights", "hard-sigmoid", "zeros"}  # others of the rest veil the same
Secret = str | NDArray[np.float64]


def _script(name: str, said: str | None) -> None:
    from importlib import import_module

    from lrviz.lessons import stop
    from lrviz.ui import veils

    chosen = stop(name)
    veils.open_up(chosen, said)
    import_module(f"lrviz.ui.pages.{chosen.page}.page").page()


@cache
def sent(each: Stop, language: str, *, answered: bool, other: str = "") -> Sent:
    """All that the page of a stop sends, before the answer or after it; with ``other`` in its
    address, as a person could write it."""
    query = merged(each.query, each.reveal) if answered else each.query
    said = "-" if answered else None
    app = AppTest.from_function(_script, default_timeout=120, args=(each.id, said))
    for key, value in (*parse_qsl(query), *parse_qsl(other), ("lang", language)):
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return Sent.by(app)


def runs(each: Stop) -> list[tuple[Trajectory, Diagnosis]]:
    """The runs that a page shows at a stop."""
    given = dict(parse_qsl(each.query))
    here = state(each.page, each.query)
    if each.page != "compare":
        found = [here.run]
    elif "rates" in given:
        rates = given["rates"].split(",")
        found = [state(each.page, merged(each.query, f"lr={lr}")).run for lr in rates]
    else:
        found = [_racer(here, *pair) for pair in _best_rates(each)]
    return [(run, diagnose(run)) for run in found]


def _best_rates(each: Stop) -> list[tuple[str, float]]:
    names = parse_qsl(each.query)
    racers = tuple((name, None) for name in dict(names)["racers"].split(","))
    config = race_run(RunConfig.from_query(each.query))
    return [(trial.lane.name, trial.lane.lr) for trial in trials_of(config, racers)]


def _racer(here: State, name: str, lr: float) -> Trajectory:
    entrant = ENTRANTS[name]
    given = {**here.arguments, "optimizer": entrant.optimizer, "lr": lr, **entrant.hyperparameters}
    return descend(here.objective, **given)


def verdicts(each: Stop, language: str) -> Iterator[Secret]:
    for _, found in runs(each):
        yield found.word(language)


def paths(each: Stop, language: str) -> Iterator[Secret]:
    for run, _ in runs(each):
        yield run.w[1:9:3]


def losses(each: Stop, language: str) -> Iterator[Secret]:
    if "tab=health" in each.query:  # of which it shows the gradients over the steps
        here = state(each.page, each.query)
        yield health(here.network, here.run.w[[0, -1]]).gradient[:, 0]
        return
    for run, found in runs(each):
        if found.evidence["blow_up"] is None:
            yield number(float(run.loss[-1]))


def tables(each: Stop, language: str) -> Iterator[Secret]:
    yield say("compare.head.final", language)
    if each.id == "fair-race":
        for name in truth(each):
            yield number(as_number(reading(each, Reading("steps_of", args=(name,)))))


def slopes(each: Stop, language: str) -> Iterator[Secret]:
    part = dict(parse_qsl(each.query))["part"]
    if part == "weights":
        yield from (catalog(language)[f"probe.{name}"] for name in ("rises", "falls", "update"))
        yield from ("tangent", "leg_0", "leg_1")
        return
    gradient = state(each.page, each.query).run.grad[0]
    yield vector(gradient) if part == "graph" else number(float(gradient[0]))


def errors(each: Stop, language: str) -> Iterator[Secret]:
    wrong = [as_number(reading(each, Reading("quotient_error", args=(h,)))) for h in (0.1, 0.01)]
    yield np.array(wrong)
    yield catalog(language)["gradient.digits"].split("{count}")[language == "en"].strip()


def flows(each: Stop, language: str) -> Iterator[Secret]:
    yield number(as_number(truth(each)))
    yield f"∂<i>ℓ</i>/∂<i>x</i> = {number(as_number(truth(each)))}"


def fits(each: Stop, language: str) -> Iterator[Secret]:
    here = state(each.page, each.query)
    x = sent(each, language, answered=True).named("target.x")
    with torch.no_grad():
        module = here.network.module(torch.tensor(here.run.w[-1]))
        yield module(torch.tensor(x[:, None])).squeeze(-1).numpy()
    if each.id == "hard-sigmoid":
        yield say("network.by_hand_note", language)
        yield say("network.title_recipe", language)
    elif here.network.unit.corners:
        bends = int(as_number(reading(each, Reading("bends"))))
        units = sum(here.network.sizes[1:-1])
        said = {"step": here.run.steps, "steps": here.run.steps, "units": units}
        yield say("network.caption.corners", language, **said, corners=bends)


def sizes(each: Stop, language: str) -> Iterator[Secret]:
    here = state(each.page, each.query)
    yield number(as_number(reading(each, Reading("returned"))), 2)
    yield health(here.network, here.run.w[:1]).signal[0, :-1]


def costs(each: Stop, language: str) -> Iterator[Secret]:
    for name in ("training_memory", "predicting_memory"):
        yield np.array([as_number(reading(each, Reading(name, at=each.reveal)))])


def unseen(each: Stop, language: str) -> Iterator[Secret]:
    here = state(each.page, each.query)
    assert here.held is not None
    with torch.no_grad():
        loss = here.network.on(*here.held).loss(torch.tensor(here.run.w)).numpy()
    yield loss[[0, -1]]
    yield number(float(loss[-1]))


SECRETS: Mapping[str, Callable[[Stop, str], Iterator[Secret]]] = {
    "verdict": verdicts,
    "path": paths,
    "curves": losses,
    "table": tables,
    "slopes": slopes,
    "next_point": slopes,
    "update": slopes,
    "errors": errors,
    "graph": flows,
    "fit": fits,
    "health": sizes,
    "cost": costs,
    "held": unseen,
    "sweep": verdicts,
}


def found(secret: Secret, where: Sent) -> bool:
    return where.says(secret) if isinstance(secret, str) else where.holds(secret)


@pytest.mark.parametrize(
    "each",
    [pytest.param(each, marks=[pytest.mark.whole] * (each.id in SLOW)) for each in OURS],
    ids=lambda each: each.id,
)
def test_what_a_question_asks_about_is_sent_after_the_answer_and_not_before(each: Stop) -> None:
    language = [*LANGUAGES][OURS.index(each) % 2]
    before, after = (sent(each, language, answered=answered) for answered in (False, True))
    for veil in {*each.veils} - ELSEWHERE.get(each.id, set()):
        secrets = [*SECRETS[veil](each, language)]
        assert secrets, veil
        for secret in secrets:
            assert found(secret, after), (veil, secret)
            assert not found(secret, before), (veil, secret)
    assert say("course.veiled", language) in before.texts
    assert say("course.veiled", language) not in after.texts


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("sign", "part=directions"),
        ("sign", "part=graph"),
        ("sign", "part=ways"),
        ("chain", "part=weights"),
        ("times-three", "compare=momentum"),
        ("fair-race", "compare=basins"),
        ("fair-race", "view=3d&fair=0"),
        ("bends", "tab=landscape"),
        ("bends", "tab=general&nwidths=1"),
        pytest.param("hard-sigmoid", "nhand=1&nrates=1", marks=pytest.mark.whole),
    ],
)
def test_no_other_address_tells_it_either(name: str, other: str) -> None:
    each = next(one for one in OURS if one.id == name)
    shown = sent(each, "en", answered=False, other=other)
    said = [
        *(catalog("en")[f"probe.{key}"] for key in ("rises", "falls")),
        *(run.word("en") for _, run in runs(each)),
        say("network.by_hand_note"),
        say("compare.head.final"),
        vector(state(each.page, each.query).run.grad[0]),
    ]
    assert not [words for words in said if shown.says(words)]
    assert not shown.holds(state(each.page, each.query).run.w[1:9:3])
