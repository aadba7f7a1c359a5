"""RunConfig: every setting of a run as one frozen record; to and from a query and JSON."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from lrviz.descent.schedules import SCHEDULES
from lrviz.objectives import FormulaError, Objective, formula
from lrviz.settings.fields import GROUPS, SETTINGS, Given, write
from lrviz.settings.formulas import is_read, known, remember
from lrviz.settings.links import parsed
from lrviz.settings.reading import consequences, formula_notices, objective_of, read_settings
from lrviz.text.notices import ConfigError, Notice

__all__ = ["ConfigError", "Notice", "RunConfig"]

# What is shown of a run, and how: all that another run does not need.
_LOOKS = {"step", "view", "window", "log_loss", "ghosts", "apart", "trail", "speed"}
_LOOKS |= {"present", "hide"}
Query = str | bytes | Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """One run, as scalars and registry names only: what a link, a page and a script share.

    Every setting may also be given as the text a query holds. A setting that cannot be used
    raises ConfigError, a ValueError with one sentence; a formula alone may be anything, so
    that nothing typed is lost: ``build_objective`` is where it is refused.

    Attributes:
        objective: a name in OBJECTIVES.
        formula: a loss as text, which wins over ``objective`` unless it is blank; what the
            formula reader allows, otherwise it is kept and noted.
        lr: the learning rate η, greater than 0 and finite.
        steps: how many steps are run, 1 to 2000.
        step: which step is shown, 0 to ``steps``.
        start: "" for the objective's own, "random", or one finite number per parameter.
        optimizer: a name in OPTIMIZERS.
        hyperparameters: what the optimizer was given, (name, value) in order of name; the
            rest have the rule's defaults. A mapping is taken too.
        schedule: a name in SCHEDULES.
        schedule_hyperparameters: what the schedule was given, likewise.
        gradient: "analytic", "autograd" or "numeric".
        batch_size: rows per minibatch, 0 for all of them; 0 where there are no rows.
        seed: of the random start and of the minibatches, 0 to 2³¹ − 1.
        language: "en" or "zh".
        view: "2d" for the contour map, "3d" for the surface.
        window: the part of the map that is shown, x from and to, y from and to; "" for all of it.
        log_loss: whether the loss is drawn on a log axis.
        ghosts: whether the loss curves of ½η and 2η are drawn too.
        apart: whether each step is taken apart.
        trail: how many steps of the path are drawn behind the run, 0 for all.
        speed: steps a second in playing.
        present: whether the page is in lecture mode.
        hide: the parts of the page that are left away, names in HIDEABLE with commas between.
        notes: what was refused when a link was read, and what stands in for it; not compared.

    >>> RunConfig(lr=0.25, start=(-5, -2)) == RunConfig.from_query("lr=0.25&start=-5,-2")
    True
    """

    objective: str = "bowl"
    formula: str = ""
    lr: float = 0.1
    steps: int = 100
    step: int = 0
    start: str | tuple[float, ...] = ""
    optimizer: str = "sgd"
    hyperparameters: Given = ()
    schedule: str = "constant"
    schedule_hyperparameters: Given = ()
    gradient: str = "analytic"
    batch_size: int = 0
    seed: int = 0
    language: str = "en"
    view: str = "2d"
    window: str | tuple[float, ...] = ""
    log_loss: bool = False
    ghosts: bool = False
    apart: bool = False
    trail: int = 0
    speed: int = 8
    present: bool = False
    hide: str = ""
    notes: tuple[Notice, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        values, problems = read_settings(self._raw(), _defaults())
        if problems:
            raise ConfigError(dataclasses.replace(problems[0], used=None))
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def replace(self, **changes: object) -> "RunConfig":
        """The same run with some settings changed; raises ConfigError.

        What no longer applies goes quietly, unless it is given too: the shown step moves
        into a shorter run, another optimizer or schedule begins with its own defaults, and
        another objective with its own start where the number of parameters differs.
        """
        old = self._raw()
        return RunConfig(**{**old, **consequences(old, changes), **changes})  # type: ignore[arg-type]

    def unshown(self) -> "RunConfig":
        """The same run, and nothing of how it is looked at."""
        return self._with(_unlooked())

    def rateless(self) -> "RunConfig":
        """The same of no rate in particular: what a film of all rates is of."""
        return self._with({**_unlooked(), "lr": 1.0})

    def _with(self, values: Mapping[str, object]) -> "RunConfig":
        """The same with settings that are as they are read; the others are not read again."""
        made = object.__new__(RunConfig)
        vars(made).update({**vars(self), **values})
        return made

    def __getstate__(self) -> dict[str, Any]:
        """The settings; a formula that has been read need not be read again where they arrive."""
        return {**vars(self), "read": known(self.formula)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        found = state.pop("read")
        if found is not None and not is_read(state["formula"]):  # what is known of it stays known
            remember(state["formula"], found)
        vars(self).update(state)

    def to_query(self) -> str:
        """Every setting as a URL query without the question mark; floats exactly.

        >>> RunConfig(formula="x+1").to_query()[:32]
        'objective=bowl&formula=x%2B1&lr='
        """
        pairs = [(setting.key, write(getattr(self, setting.name))) for setting in SETTINGS]
        for name, (prefix, _) in GROUPS.items():
            pairs += [(prefix + key, write(value)) for key, value in getattr(self, name)]
        return urlencode(pairs, safe=",", quote_via=quote)

    @classmethod
    def from_query(cls, query: Query) -> "RunConfig":
        """The run of a query, of a whole link, or of a mapping of a query's keys to text.

        Never raises: what is missing has its default; what is impossible has its default too
        and is named in ``notes``. Keys that are no setting belong to others and are left. A +
        between two operands of a formula is a plus, as a hand writes it, in a query as it is
        sent; in a mapping it has become a blank.
        """
        given, notices = parsed(query)
        raw: dict[str, object] = {
            setting.name: given[setting.key] for setting in SETTINGS if setting.key in given
        }
        for name, (prefix, _) in GROUPS.items():
            raw[name] = {
                key.removeprefix(prefix): value
                for key, value in given.items()
                if key.startswith(prefix)
            }
        return cls._lenient(raw, notices)

    def to_json(self) -> str:
        """Every setting as one JSON object, keyed by the fields' names."""
        values = self._raw() | {name: dict(getattr(self, name)) for name in GROUPS}
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> "RunConfig":
        """The run of ``to_json``'s text; never raises, like ``from_query``."""
        try:
            raw = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            raw = None
        if not isinstance(raw, dict):
            return cls(notes=(Notice("config.not_json"),))
        return cls._lenient(raw)

    def build_objective(self) -> Objective:
        """The objective of this run; raises FormulaError where the formula cannot be read."""
        built = objective_of(self.objective, self.formula)
        if isinstance(built, FormulaError):
            return formula(self.formula)  # which raises an error of its own
        return built

    def descend_arguments(self) -> dict[str, Any]:
        """What ``lrviz.descend`` takes for this run, the objective among it."""
        return {
            "objective": self.build_objective(),
            "optimizer": self.optimizer,
            "lr": self.lr,
            "steps": self.steps,
            "start": self.start or None,
            "schedule": SCHEDULES[self.schedule].bind(**dict(self.schedule_hyperparameters)),
            "gradient": self.gradient,
            "batch_size": self.batch_size or None,
            "seed": self.seed,
            **dict(self.hyperparameters),
        }

    @classmethod
    def _lenient(cls, raw: Mapping[str, object], notices: Sequence[Notice] = ()) -> "RunConfig":
        values, problems = read_settings(raw, _defaults())
        notes = (*notices, *problems, *formula_notices(values["formula"]))
        return cls(**values, notes=notes)

    def _raw(self) -> dict[str, object]:
        return {each.name: getattr(self, each.name) for each in _settings_fields()}


@cache
def _unlooked() -> Mapping[str, object]:
    """How a run is looked at where nobody says, as it is read."""
    plain = RunConfig()
    return {name: getattr(plain, name) for name in (*_LOOKS, "notes")}


def _settings_fields() -> list[dataclasses.Field[Any]]:
    return [each for each in dataclasses.fields(RunConfig) if each.name != "notes"]


def _defaults() -> dict[str, object]:
    return {each.name: each.default for each in _settings_fields()}
