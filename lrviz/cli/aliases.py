"""What other tools call our options and rules, and what to write here instead."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lrviz.descent.hyperparameters import Hyperparameter
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.schedules import SCHEDULES
from lrviz.objectives import OBJECTIVES

__all__ = ["option_instead", "rule_instead", "schedule_instead"]

LONGEST = 60  # A value of more characters is not said again.
# The momentum of the textbooks, proposed where a rule's name stands for it.
MOMENTUM = "momentum=0.9"

_OPTIONS: Mapping[str, str] = {
    alias: option
    for option, known in {
        "--lr": "learning-rate learningrate learn-rate rate eta eta0 alpha step-size stepsize lr0",
        "--steps": "epochs epoch num-epochs n-epochs iterations iters iter niter n-iter n-iters"
        " num-iters num-iterations max-iter max-iters maxiter max-iterations num-steps n-steps"
        " nsteps max-steps step",
        "--optimizer": "optim opt optimiser method algorithm algo solver rule",
        "--formula": "function fn func f loss loss-fn expression expr equation",
        "--objective": "surface problem",
        "--start": "init initial initial-point start-point x0 w0 theta0 begin from",
        "--schedule": "scheduler lr-scheduler lr-schedule lr-policy",
        "--gradient": "grad jac",
        "--seed": "random-seed random-state rng manual-seed",
        "--query": "link url",
        "--lang": "language locale",
        "--json": "output out save",
    }.items()
    for alias in known.split()
}
_HYPERPARAMETERS: Mapping[str, str] = {
    "mu": "momentum",
    "beta": "momentum",
    "decay": "weight-decay",
    "wd": "weight-decay",
    "l2": "weight-decay",
    "epsilon": "eps",
    "nag": "nesterov",
}
_BETAS = {"beta1": 0, "beta-1": 0, "b1": 0, "beta2": 1, "beta-2": 1, "b2": 1}
# These are proposed before all others.
_USUAL = ("sgd", "adam", "rmsprop", "exponential", "step", "cosine")
_RULES: Mapping[str, str] = {
    **dict.fromkeys(
        ("gd", "gradientdescent", "vanilla", "plain", "batch", "steepestdescent"), "sgd"
    ),
    **dict.fromkeys(("momentum", "sgdm", "heavyball", "sgdmomentum", "polyak"), f"sgd {MOMENTUM}"),
    **dict.fromkeys(("nesterov", "nag"), f"sgd {MOMENTUM} nesterov=True"),
    "amsgrad": "adam amsgrad=True",
}
_SCHEDULES: Mapping[str, str] = {
    **dict.fromkeys(("none", "fixed", "constantlr"), "constant"),
    **dict.fromkeys(("steplr", "stepdecay"), "step"),
    **dict.fromkeys(("exp", "exponentiallr", "exponentialdecay"), "exponential"),
    **dict.fromkeys(("cosineannealing", "cosineannealinglr", "cosinedecay", "cos"), "cosine"),
    **dict.fromkeys(("poly", "polynomiallr", "polynomialdecay"), "polynomial"),
    **dict.fromkeys(("invtime", "inversetimedecay"), "inverse_time"),
    **dict.fromkeys(("onecyclelr", "1cycle"), "one_cycle"),
    **dict.fromkeys(("plateau", "reducelronplateau"), "reduce_on_plateau"),
}


def option_instead(
    name: str, values: Sequence[str], tokens: Sequence[str], known: Iterable[str]
) -> str | None:
    """What to write for an option that is none of ``known``; None where nothing is meant surely.

    Args:
        name: the option as it was typed.
        values: what follows it.
        tokens: the whole line, which may choose an optimizer and a schedule.
        known: the options of the command, with their dashes.

    >>> option_instead("--learning_rate", ["0.1"], [], ["--lr"])
    '--lr 0.1'
    """
    word = name.strip("-").lower().replace("_", "-")
    if name == word and not values and word in OBJECTIVES and "--objective" in known:
        return f"--objective {word}"
    meant = f"--{word}" if f"--{word}" in known else _OPTIONS.get(word)
    for proposed in (
        _own(word, values, tokens),
        _plainly(meant, values),
        _others(word, values, tokens),
    ):
        if proposed and {each for each in proposed.split() if each.startswith("--")} <= {*known}:
            return proposed
    return None


def rule_instead(given: str, has_momentum: bool) -> str | None:
    """What to write for an optimizer that other tools know, or write, otherwise."""
    name, *pairs = _renamed(given, OPTIMIZERS, _RULES).split() or [""]
    wanted = [pair for pair in pairs if not (pair == MOMENTUM and has_momentum)]
    return (
        " ".join([f"--optimizer {name}", *(f"--set {pair}" for pair in wanted)]) if name else None
    )


def schedule_instead(given: str) -> str | None:
    """What to write for a schedule that other tools know, or write, otherwise."""
    name = _renamed(given, SCHEDULES, _SCHEDULES)
    return f"--schedule {name}" if name else None


def _renamed(given: str, known: Iterable[str], aliases: Mapping[str, str]) -> str:
    """Our name, and perhaps values, for what is meant; "" where that is not known."""
    squeezed = {name.replace("_", ""): name for name in known}
    word = given.lower().translate(dict.fromkeys(map(ord, "-_ ")))
    return squeezed.get(word) or aliases.get(word, "")


def _plainly(option: str | None, values: Sequence[str]) -> str | None:
    if option is None:
        return None
    said = values if option == "--start" else values[:1]
    return " ".join([option, *map(_said, said)]) if said else option


def _said(value: str) -> str:
    return shlex.quote(value) if value.isprintable() and len(value) <= LONGEST else "VALUE"


def _own(word: str, values: Sequence[str], tokens: Sequence[str]) -> str | None:
    """A hyperparameter of the optimizer or of the schedule that the line has chosen."""
    rule, schedule = (
        _chosen("--optimizer", tokens, "sgd"),
        _chosen("--schedule", tokens, "constant"),
    )
    for option, names in (("--set", [rule]), ("--schedule-set", [schedule])):
        for _, each in _having(word, option, names):
            return _pairs(option, each, word, values, tokens)
    return None


def _others(word: str, values: Sequence[str], tokens: Sequence[str]) -> str | None:
    """A hyperparameter of another optimizer or schedule, which is then to be chosen."""
    for owner, option, names in (
        ("--optimizer", "--set", OPTIMIZERS),
        ("--schedule", "--schedule-set", SCHEDULES),
    ):
        usual = sorted(
            names, key=lambda name: _USUAL.index(name) if name in _USUAL else len(_USUAL)
        )
        for name, each in _having(word, option, usual):
            return f"{owner} {name} {_pairs(option, each, word, values, tokens)}"
    return None


def _having(word: str, option: str, names: Iterable[str]) -> Iterator[tuple[str, Hyperparameter]]:
    """The hyperparameters that ``word`` can mean, each with its owner's name."""
    registry: Mapping[str, object] = OPTIMIZERS if option == "--set" else SCHEDULES
    wanted = {word, _HYPERPARAMETERS.get(word, word), "betas" if word in _BETAS else word}
    for name in names:
        for each in getattr(registry.get(name), "hyperparameters", ()):
            if each.name.lower().replace("_", "-") in wanted:
                yield name, each


def _pairs(
    option: str, each: Hyperparameter, word: str, values: Sequence[str], tokens: Sequence[str]
) -> str:
    value = ",".join(values) or ("True" if each.kind == "bool" else "VALUE")
    if word in _BETAS and values:
        both = [*map(str, each.default)]
        both[_BETAS[word]] = values[0]
        value = ",".join(both)
    elif each.kind != "pair" and values:
        value = values[0]
    pair = f"{option} {each.name}={_said(value)}"
    alone = each.name == "nesterov" and not any("momentum=" in token for token in tokens)
    return f"{option} {MOMENTUM} {pair}" if alone else pair


def _chosen(option: str, tokens: Sequence[str], usual: str) -> str:
    for token, after in zip(tokens, [*tokens[1:], ""], strict=False):
        if token == option:
            return after
        if token.startswith(f"{option}="):
            return token.partition("=")[2]
    return usual
