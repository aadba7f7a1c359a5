"""The commands: each takes what was typed and returns what is printed."""

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import lrviz
from lrviz.analysis.diagnosis import diagnose
from lrviz.cli.arguments import CommandError, Found, Option, parse
from lrviz.cli.reading import LANG, config_of, language_of
from lrviz.cli.report import csv_text, json_text, names_table, run_text
from lrviz.cli.saving import OPTIONS as SAVE_OPTIONS
from lrviz.cli.saving import save, save_help
from lrviz.cli.serving import OPTIONS as SERVE_OPTIONS
from lrviz.cli.serving import serve
from lrviz.cli.site import OPTIONS as SITE_OPTIONS
from lrviz.cli.site import site
from lrviz.cli.sweeping import OPTIONS as SWEEP_OPTIONS
from lrviz.cli.sweeping import sweep_command, sweep_help
from lrviz.cli.workers import OPTIONS as WORKERS
from lrviz.descent.engine import descend
from lrviz.descent.hyperparameters import Hyperparameter
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.schedules import SCHEDULES
from lrviz.export.script import export_lrviz, export_script
from lrviz.objectives import OBJECTIVES
from lrviz.text import say
from lrviz.text.notices import shown

Result = TypeVar("Result")
_STDOUT = "-"
LONGEST = 200  # A line of more characters is not said again.

_RUN = (
    Option("--objective", "NAME"),
    Option("--formula", "TEXT"),
    Option("--lr", "RATE"),
    Option("--steps", "COUNT"),
    Option("--start", "NUMBER ...", many=True),
    Option("--optimizer", "NAME"),
    Option("--set", "NAME=VALUE", repeat=True),
    Option("--schedule", "NAME"),
    Option("--schedule-set", "NAME=VALUE", repeat=True),
    Option("--gradient", "NAME"),
    Option("--seed", "NUMBER"),
    Option("--query", "QUERY"),
    LANG,
)
_MANY_RATES = tuple(
    Option("--lr", "RATE ...", many=True) if option.name == "--lr" else option for option in _RUN
)


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        act: what was typed to what is printed.
        options: what may be typed.
        teach: what its help says below the options, in a language.
    """

    act: Callable[[Found], str]
    options: tuple[Option, ...]
    teach: Callable[[str], str] | None = None


def run(tokens: Sequence[str]) -> str:
    """Obey a command line and return what it prints; with no command the pages are served.

    Raises:
        CommandError, ConfigError, FormulaError: it cannot be obeyed.
    """
    name, rest = (tokens[0], tokens[1:]) if tokens else (_SERVE, ())
    if name in _HELP:
        return _overview(parse(rest, (LANG,)))
    if name == "--version":
        return f"lrviz {lrviz.__version__}\n"
    if name.startswith("--"):
        _check_command(tokens)
        name, rest = _SERVE, tokens
    if name not in COMMANDS:
        raise CommandError.unknown(name, COMMANDS)
    command = COMMANDS[name]
    if _HELP & set(rest):
        words = [word for word in rest if word not in _HELP]
        return _usage(name, parse(words, command.options))
    return command.act(parse(rest, command.options))


def _check_command(tokens: Sequence[str]) -> None:
    """Refuse the options of a run where no command is named, with the command before them."""
    if tokens[0].partition("=")[0] in {option.name for option in SERVE_OPTIONS}:
        return
    instead = shlex.join(tokens)
    try:
        parse(tokens, COMMANDS["descend"].options)
    except CommandError as error:
        instead = str(error.notice.values.get("instead", ""))
    if instead.isprintable() and 0 < len(instead) < LONGEST:
        given = shown(tokens[0])
        raise CommandError("option_instead", given=given, instead=f"descend {instead}")


def _descend(found: Found) -> str:
    config = config_of(found)
    trajectory = _asked(lambda: descend(**config.descend_arguments()))
    diagnosis = diagnose(trajectory)
    outputs = {option: found[option][-1] for option in ("--json", "--csv") if option in found}
    if list(outputs.values()).count(_STDOUT) > 1:
        raise CommandError("one_stdout")
    printed = run_text(config, trajectory, diagnosis)
    for option, path in outputs.items():
        as_json = option == "--json"
        text = json_text(config, trajectory, diagnosis) if as_json else csv_text(trajectory)
        if path == _STDOUT:
            printed = text
        else:
            _write(path, text)
    return printed


def _script(found: Found) -> str:
    config = config_of(found)
    return export_lrviz(config) if "--lrviz" in found else export_script(config)


def _list(found: Found) -> str:
    language = language_of(found)
    sections = {
        "objectives": [(name, say(f"objective.{name}.title", language)) for name in OBJECTIVES],
        "optimizers": [
            (name, _hyperparameters(rule.hyperparameters)) for name, rule in OPTIMIZERS.items()
        ],
        "schedules": [
            (name, _hyperparameters(each.hyperparameters)) for name, each in SCHEDULES.items()
        ],
    }
    return "\n".join(
        f"{say(f'cli.{section}', language)}\n{names_table(rows)}\n"
        for section, rows in sections.items()
    )


def _hyperparameters(known: Sequence[Hyperparameter]) -> str:
    return ", ".join(f"{each.name}={each.default}" for each in known)


def _overview(found: Found) -> str:
    language = language_of(found)
    rows = [(name, say(f"cli.command_{name}", language)) for name in COMMANDS]
    lines = [_usage_line(language, "COMMAND"), "", names_table(rows), ""]
    return "\n".join([*lines, say("cli.example", language, program=_program()), ""])


def _usage(name: str, found: Found) -> str:
    language = language_of(found)
    command = COMMANDS[name]
    rows = [
        (
            f"{option.name} {option.holds}".strip(),
            say(f"cli.option.{option.name.removeprefix('--')}", language),
        )
        for option in command.options
    ]
    lines = [_usage_line(language, name), say(f"cli.command_{name}", language)]
    more = [command.teach(language)] if command.teach else []
    return "\n".join([*lines, "", names_table(rows), "", *more])


def _usage_line(language: str, command: str) -> str:
    return say("cli.usage", language, program=_program(), command=command)


def _program() -> str:
    """How the person called lrviz."""
    return "lrviz" if Path(sys.argv[0]).stem == "lrviz" else "python -m lrviz"


def _asked(ask: Callable[[], Result]) -> Result:
    """What the engine answers; its refusals are sentences too."""
    try:
        return ask()
    except ValueError as error:
        raise CommandError("engine", reason=str(error)) from None


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8", newline="")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError("unwritable", path=shown(path), reason=reason) from None


_HELP = {"-h", "--help"}
_SERVE = "serve"

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        _SERVE: Command(serve, SERVE_OPTIONS),
        "descend": Command(_descend, (*_RUN, Option("--json", "FILE"), Option("--csv", "FILE"))),
        "sweep": Command(sweep_command, (*_MANY_RATES, *SWEEP_OPTIONS, *WORKERS), sweep_help),
        "save": Command(save, SAVE_OPTIONS, save_help),
        "site": Command(site, SITE_OPTIONS),
        "script": Command(_script, (*_RUN, Option("--lrviz"))),
        "list": Command(_list, (LANG,)),
    }
)
