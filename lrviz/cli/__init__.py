"""The command line: the pages served, or the engine without a browser.

A command of the engine goes one way: arguments -> RunConfig -> the engine -> a report. Bad input
is one plain sentence on stderr and exit code 2.
"""

import io
import os
import sys
from collections.abc import Sequence

from lrviz.cli.arguments import CommandError
from lrviz.cli.commands import run
from lrviz.objectives import FormulaError
from lrviz.text import LANGUAGES
from lrviz.text.notices import ConfigError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Obey a command line and return the exit code: 0, or 2 where it cannot be obeyed."""
    tokens = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack a sign
            stream.reconfigure(errors="backslashreplace")
    try:
        _print(run(tokens))
    except BrokenPipeError:  # the reader has seen enough
        _drop_stdout()
    except (CommandError, ConfigError, FormulaError) as error:
        print(_sentence(error, _language(tokens)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _print(text: str) -> None:
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_stdout()
        raise CommandError("unprinted", reason=error.strerror or str(error)) from None


def _drop_stdout() -> None:
    """What is left to be written goes nowhere; Python would complain once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _sentence(error: CommandError | ConfigError | FormulaError, language: str) -> str:
    if isinstance(error, FormulaError):
        return error.in_language(language)
    return error.notice.sentence(language)


def _language(tokens: Sequence[str]) -> str:
    """The language asked for, as far as that can be told from a line that is wrong."""
    for name, value in zip(tokens, [*tokens[1:], ""], strict=True):
        given = value if name == "--lang" else name.removeprefix("--lang=")
        if given in LANGUAGES:
            return given
    return "en"
