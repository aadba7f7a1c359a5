"""A run as plain text: an aligned table, JSON and CSV, the last two to full precision."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from lrviz.analysis.diagnosis import Diagnosis
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.export.tables import jsonable
from lrviz.settings.config import RunConfig
from lrviz.settings.fields import write
from lrviz.text import say
from lrviz.text.notices import shown

_ENDS = 6  # Of a long run so many rows are shown at either end.


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns aligned to the right, two spaces apart; a Chinese character is two wide."""
    lines = [list(header), *map(list, rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            " " * (width - _width(cell)) + cell for cell, width in zip(line, widths, strict=True)
        )
        for line in lines
    )


def names_table(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they are, aligned to the left and set in."""
    pairs = list(rows)
    width = max((_width(name) for name, _ in pairs), default=0)
    return "\n".join(
        f"  {name}{' ' * (width - _width(name))}  {what}".rstrip() for name, what in pairs
    )


def steps_table(run: Trajectory, language: str) -> str:
    """Step, parameters, loss and gradient norm: the first rows and the last ones."""
    header = [say("cli.step", language), *run.objective.parameter_names]
    header += [say("cli.loss", language), say("cli.norm", language)]
    norms = np.linalg.norm(run.grad, axis=-1)
    count = run.steps + 1
    shown = list(range(count))
    if count > 2 * _ENDS + 1:
        shown = [*range(_ENDS), -1, *range(count - _ENDS, count)]
    rows = [
        [str(i), *map(number, run.w[i]), number(run.loss[i]), number(norms[i])]
        if i >= 0
        else ["…"] * len(header)
        for i in shown
    ]
    return table(header, rows)


def run_text(config: RunConfig, run: Trajectory, diagnosis: Diagnosis) -> str:
    """The settings, the steps, and the verdict with its evidence and its hint."""
    language = config.language
    lines = [
        say("cli.title", language, loss=_title(config), settings=_settings(config)),
        steps_table(run, language),
        "",
        f"{diagnosis.word(language)}: {diagnosis.sentence(language)}",
        diagnosis.basis(language),
        say("cli.hint", language, hint=diagnosis.hint(language)),
    ]
    return "\n".join([*lines, ""])


def sweep_table(record: Sweep, diagnoses: Sequence[Diagnosis], language: str) -> str:
    """One row per learning rate: the steps it made, the loss it ended at, the verdict."""
    header = [say(f"cli.{name}", language) for name in ("lr", "steps", "final_loss", "verdict")]
    rows = [
        [number(record.base_lr[i]), str(end), number(record.loss[i, end]), diagnosis.word(language)]
        for i, (end, diagnosis) in enumerate(zip(record.length.tolist(), diagnoses, strict=True))
    ]
    return table(header, rows) + "\n"


def _title(config: RunConfig) -> str:
    if config.formula.strip():
        return shown(config.formula.strip())
    return say(f"objective.{config.objective}.title", config.language)


def _settings(config: RunConfig) -> str:
    given = dict(config.hyperparameters) | dict(config.schedule_hyperparameters)
    named = [f"lr={config.lr!r}", *(f"{name}={write(value)}" for name, value in given.items())]
    schedule = [] if config.schedule == "constant" else [config.schedule]
    return ", ".join([config.optimizer, *schedule, *named])


def number(value: float) -> str:
    """Six significant digits."""
    return f"{value:.6g}"


def byte_count(size: int) -> str:
    """So many bytes, as people say it.

    >>> byte_count(20_000), byte_count(1_234_567), byte_count(9_650_000_000)
    ('20.0 kB', '1.23 MB', '9.65 GB')
    """
    units = ((1e9, "GB", 2), (1e6, "MB", 2), (1e3, "kB", 1))
    unit, name, digits = next((each for each in units if size >= each[0]), units[-1])
    return f"{size / unit:.{digits}f} {name}"


def json_text(config: RunConfig, run: Trajectory, diagnosis: Diagnosis) -> str:
    """The whole run as one JSON object; floats read back exactly, what is not finite is null."""
    record = {
        "config": json.loads(config.to_json()),
        "query": config.to_query(),
        "objective": run.objective.name,
        "parameter_names": list(run.objective.parameter_names),
        "outcome": run.outcome.value,
        "verdict": diagnosis.verdict.value,
        "evidence": diagnosis.evidence,
        "w": run.w,
        "loss": run.loss,
        "grad": run.grad,
        "lr": run.lr,
    }
    return json.dumps(jsonable(record), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def csv_text(run: Trajectory) -> str:
    """One row per step: the point, its loss and gradient, the rate of the step that led there."""
    names = run.objective.parameter_names
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["step", *names, "loss", *(f"grad_{name}" for name in names), "lr"])
    for i in range(run.steps + 1):
        floats = [*run.w[i].tolist(), float(run.loss[i]), *run.grad[i].tolist()]
        writer.writerow([i, *map(repr, floats), repr(float(run.lr[i - 1])) if i else ""])
    return out.getvalue()


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)
