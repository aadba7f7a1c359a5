"""What was typed, as the RunConfig it means."""

import dataclasses
from collections.abc import Mapping, Sequence

from lrviz.cli.aliases import rule_instead, schedule_instead
from lrviz.cli.arguments import CommandError, Found, Option
from lrviz.cli.linked import check_run
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.schedules import SCHEDULES
from lrviz.objectives import formula
from lrviz.settings.config import ConfigError, RunConfig
from lrviz.settings.fields import GROUPS
from lrviz.settings.links import leaves_rate_open, parsed
from lrviz.settings.typed import NumberRefusedError, separated
from lrviz.text import LANGUAGES
from lrviz.text.notices import Notice, shown

LANG = Option("--lang", "|".join(LANGUAGES))

# Options that are settings: option -> field of RunConfig.
_FIELDS: Mapping[str, str] = {
    "--objective": "objective",
    "--formula": "formula",
    "--lr": "lr",
    "--steps": "steps",
    "--start": "start",
    "--optimizer": "optimizer",
    "--schedule": "schedule",
    "--gradient": "gradient",
    "--seed": "seed",
    "--lang": "language",
}
_GROUPS: Mapping[str, str] = {
    "--set": "hyperparameters",
    "--schedule-set": "schedule_hyperparameters",
}


def config_of(found: Found) -> RunConfig:
    """The run that was asked for, as ``rateless_config_of``; at a good rate, as on the page, where
    the link names a surface and no rate is given.

    Raises:
        ConfigError, FormulaError, CommandError: what cannot be used.
    """
    config = rateless_config_of(found)
    if "--lr" in found or not leaves_rate_open(parsed(found.get("--query", [""])[-1])[0]):
        return config
    # A film of all rates loads slowly, and no other run needs one.
    from lrviz.film.answer import good_rate, run_of, whole_film

    try:
        return config.replace(lr=good_rate(whole_film(run_of(config))))
    except ValueError as error:
        raise CommandError("engine", reason=str(error)) from None


def rateless_config_of(found: Found) -> RunConfig:
    """The settings that were asked for: a link's, where there is one, with the options on top.

    Raises:
        ConfigError: a setting that cannot be used, also one of the link's.
        FormulaError: a formula that cannot be read.
        CommandError: a --set without its equals sign, or a link of another page.
    """
    query = found.get("--query", [""])[-1]
    check_run(query)
    linked = RunConfig.from_query(query)
    if linked.notes:
        raise ConfigError(dataclasses.replace(linked.notes[0], used=None))
    changes: dict[str, object] = {
        field: " ".join(found[option]) for option, field in _FIELDS.items() if option in found
    }
    _check_names(found)
    if "--objective" in found:
        changes.setdefault("formula", "")
    for option, name in _GROUPS.items():
        if option in found:
            changes[name] = {**_kept(linked, name, changes), **_pairs(option, found[option])}
    if "--formula" in found:
        formula(str(changes["formula"]))
    return linked.replace(**changes)


def _check_names(found: Found) -> None:
    """Refuse an optimizer or a schedule under another tool's name, with ours."""
    rule, schedule = found.get("--optimizer", [""])[-1], found.get("--schedule", [""])[-1]
    if rule and rule not in OPTIMIZERS:
        given = any(text.startswith("momentum=") for text in found.get("--set", ()))
        _refuse("--optimizer", rule, rule_instead(rule, given))
    if schedule and schedule not in SCHEDULES:
        _refuse("--schedule", schedule, schedule_instead(schedule))


def _refuse(option: str, given: str, instead: str | None) -> None:
    if instead:
        raise CommandError("value_instead", option=option, given=shown(given), instead=instead)


def language_of(found: Found) -> str:
    """The language that was asked for."""
    return rateless_config_of({"--lang": found["--lang"]} if "--lang" in found else {}).language


def rates_of(found: Found) -> list[float]:
    """The learning rates that were asked for, each checked; none where none were."""
    texts = " ".join(found.get("--lr", ()))
    try:
        rates = separated(texts)
    except NumberRefusedError as error:
        one, other = error.readings
        values = {"setting": "lr", "given": shown(texts), "one": one, "other": other}
        raise ConfigError(Notice("config.number_two", values)) from None
    return [RunConfig(lr=text).lr for text in rates]  # type: ignore[arg-type]


def _kept(linked: RunConfig, name: str, changes: Mapping[str, object]) -> dict[str, object]:
    """What the link gave an optimizer or a schedule, unless another one was asked for."""
    owner = GROUPS[name][1]
    same = changes.get(owner, getattr(linked, owner)) == getattr(linked, owner)
    return dict(getattr(linked, name)) if same else {}


def _pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise CommandError("no_equals", option=option, given=shown(text))
        pairs[name.strip()] = value.strip()
    return pairs
