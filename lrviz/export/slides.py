"""Every page as a picture of slide size: its panels at a step, with or without its caption."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from lrviz.descent.engine import descend
from lrviz.export.compared_slides import compared_panels
from lrviz.export.details import detail_panels
from lrviz.export.options import SIDES, TABLE, WHOLE, Options
from lrviz.export.panels import (
    descent_panels,
    gradient_panels,
    network_panels,
    regression_panels,
)
from lrviz.export.snapshot import Snapshot
from lrviz.figures.alt import describe
from lrviz.figures.slide import SlidePanel, slide, words
from lrviz.figures.theme import MARKS, THEMES, Theme
from lrviz.film.setting import setting_of
from lrviz.objectives.formula import Formula
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["formula_line", "frames_of", "slide_of"]

Place = tuple[float, float, float, float]

# Pixels around the panels, of the head above them, and of the foot below.
PAD, HEAD, FOOT = 20, 58, 40
# Frames of a film where nobody says how many: one a step, within these.
FEWEST_FRAMES, MOST_USUAL = 30, 120


def frames_of(page: Snapshot, options: Options) -> list[int]:
    """The steps that a film shows, one a frame; a short run stays on each for a while."""
    last = _last_step(page)
    end = last if options.last < 0 else min(options.last, last)
    begin = min(options.first, end)
    usual = min(max(end - begin + 1, FEWEST_FRAMES), MOST_USUAL)
    steps = np.linspace(begin, end, options.frames or usual).round()
    return [int(step) for step in steps]


def _last_step(page: Snapshot) -> int:
    if page.page == "compare":
        return page.config.steps
    return 0 if page.page == "gradient" else page.run.steps


def slide_of(
    page: Snapshot,
    options: Options,
    step: int | None = None,
    *,
    caption: bool = False,
    ground: bool = True,
    moving: bool = True,
) -> str:
    """The page at a step as SVG; of a film's frames ``ground`` is drawn once, transparent
    without it."""
    theme = THEMES[options.theme]
    at = _step(page) if step is None else step
    top, bottom = (HEAD, FOOT) if caption else (0, 0)
    room = (PAD, PAD + top, options.width - 2 * PAD, options.height - 2 * PAD - top - bottom)
    if options.what == WHOLE:
        panels = [*_PANELS[page.page](page, at, room, theme, ground)]
    else:
        panels = [*detail_panels(page, options.what, at, room, theme)]
    if options.what == TABLE:  # it is as high as it has rows
        high = max(SIDES[0], round(2 * PAD + top + bottom + panels[0].height))
        options = replace(options, height=min(high, options.height))
    if caption:
        panels.append(_caption(page, at, options, theme))
    return slide(
        panels,
        width=options.width,
        height=options.height,
        theme=theme,
        title=_title(page, at),
        ground=ground,
        moving=moving,
    )


def _step(page: Snapshot) -> int:
    if page.page == "compare":
        return page.config.steps if page.config.step == 0 else page.config.step
    if page.page == "network":
        return page.run.steps
    return 0 if page.page == "gradient" else page.step


def _title(page: Snapshot, step: int) -> str:
    if page.page in ("descent", "regression", "network") and page.objective.dim <= 2:
        return describe(page.run, step=step, language=page.language)
    return say(f"page.{page.page}", page.language)


def _caption(page: Snapshot, step: int, options: Options, theme: Theme) -> SlidePanel:
    """Above: verdict, η and step; below: the formula, the rule, and the link."""
    language, width, height = page.language, options.width, options.height
    head = [(say(f"page.{page.page}", language), 'font-weight="600"')]
    if page.page in ("descent", "regression", "network"):
        found = page.diagnosis
        said = f"{MARKS[found.verdict]} {found.word(language)}"
        count = say("export.step_of", language, step=step, steps=page.run.steps)
        head = [(said, f'font-weight="600" fill="{theme.verdicts[found.verdict]}"')]
        rate = f"η = {number(page.lr)}"
        below = words([(f"{rate} · {count}", "")], (width / 3, PAD, 0, 0), size=24)
    else:
        below = ""
    link = f"{options.link}?{page.short_query}" if options.link else ""
    foot = [(formula_line(page), f'fill="{theme.faint}"')]
    foot_place = (PAD + 6, height - FOOT - 4, 0, 0)
    inner = words(head, (PAD + 6, PAD, 0, 0), size=26) + below + words(foot, foot_place, size=16)
    if link:
        size = min(11.0, 1.7 * (width - 2 * PAD) / len(link))
        inner += words([(link, f'fill="{theme.faint}"')], (PAD + 6, height - 22, 0, 0), size=size)
    return SlidePanel(x=0, y=0, width=width, height=height, moving=inner)


def formula_line(page: Snapshot) -> str:
    """The formula, and what the page's runs are made with, in one line."""
    goal = page.objective
    if isinstance(goal, Formula):
        names = ", ".join(goal.parameter_names)
        said = f"ℓ({names}) = {goal.text}"
    elif page.page == "regression":
        said = say(f"data.{page.task.model}_regression", page.language)
    else:
        said = say("network.title", page.language)
    made = _made_with(page)
    return f"{said} · {', '.join(made)}" if made else said


def _made_with(page: Snapshot) -> list[str]:
    """Rule, schedule and batches, as beside the page's own picture. A race has no rule of its own;
    nor have slopes and momenta, which no run makes."""
    tab, rate = page.values.get("tab"), f"η = {number(page.lr)}"
    if page.page == "gradient":
        return [rate]
    if tab == "momentum":
        return [say("compare.nesterov", page.language)] if page.values["nesterov"] else []
    made = descend(page.objective, lr=page.lr, **{**page.arguments, "steps": 0}).settings
    if tab == "optimizers":
        plain = replace(made, optimizer="sgd", hyperparameters={})
        return setting_of(plain, page.language)[1:]
    alone = tab == "basins" and page.objective.dim > 1
    return [rate] * alone + setting_of(made, page.language)


Panels = Callable[[Snapshot, int, Place, Theme, bool], Sequence[SlidePanel]]
_PANELS: Mapping[str, Panels] = MappingProxyType(
    {
        "descent": descent_panels,
        "compare": compared_panels,
        "regression": regression_panels,
        "gradient": gradient_panels,
        "network": network_panels,
    }
)
