"""The answer to a stop's question, read from the engine's run; never written by hand."""

from functools import cache

from lrviz.lessons.claims import Checked, Reading, check, read
from lrviz.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    OrderQuestion,
    RingQuestion,
    TapQuestion,
    VerdictQuestion,
)
from lrviz.lessons.readings import Value
from lrviz.lessons.record import Stop

__all__ = ["Truth", "as_number", "checked", "failures", "reading", "truth"]

Truth = str | float | tuple[float, ...] | tuple[str, ...]


def reading(stop: Stop, what: Reading) -> Value:
    """What ``what`` reads at the state of ``stop``."""
    return read(stop.page, stop.query, what)


@cache
def truth(stop: Stop) -> Truth:
    """The right answer, as plain data, see ``lrviz.lessons.questions``.

    Raises:
        ValueError: the state does not run, or not exactly one option is right; it names the stop.
    """
    question = stop.question
    try:
        if isinstance(question, ChoiceQuestion):
            return _chosen(stop, question)
        if isinstance(question, OrderQuestion):
            return _ordered(stop, question)
        if isinstance(question, RingQuestion):
            place = Reading("loss_at", question.of.at, question.of.args, question.of.page)
            return as_number(reading(stop, place))
        wanted = {VerdictQuestion: (str,), NumberQuestion: (float, int), TapQuestion: (tuple,)}
        return _is(reading(stop, question.of), *wanted[type(question)])
    except ValueError as error:
        raise ValueError(f"the stop {stop.id} has no answer: {error}") from error


def checked(stop: Stop) -> tuple[Checked, ...]:
    """Every claim of a stop, held against its run."""
    return tuple(check(stop.page, stop.query, claim) for claim in stop.claims)


def failures(stop: Stop) -> list[str]:
    """What is not true of a stop, each with its name: its state, its claims, its question."""
    try:
        truth(stop)
        wrong = [each for each in checked(stop) if not each.holds]
    except ValueError as error:
        return [f"{stop.id}: {error}"]
    return [f"{stop.id}: {each.claim} found {each.found}" for each in wrong]


def _chosen(stop: Stop, question: ChoiceQuestion) -> str:
    right = [
        option.name
        for option in question.options
        if all(check(stop.page, stop.query, claim).holds for claim in option.when)
    ]
    if len(right) != 1:
        raise ValueError(f"one option must be right; these are: {right}")
    return right[0]


def _ordered(stop: Stop, question: OrderQuestion) -> tuple[str, ...]:
    found = {name: as_number(reading(stop, each)) for name, each in question.items}
    if len(set(found.values())) < len(found):
        raise ValueError(f"two of the items are equal: {found}")
    return tuple(sorted(found, key=lambda name: found[name]))


def as_number(value: object) -> float:
    """A reading that must be a number.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, float | int):
        return float(value)
    raise ValueError(f"the reading must be a number; got {value!r}")


def _is(value: Value, *types: type) -> Value:
    if not isinstance(value, types):
        raise ValueError(f"the reading must be {types}; got {value!r}")
    return value
