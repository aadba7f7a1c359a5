"""Below the data and the surface: what the conventions do, the exact solution, both codes."""

from dataclasses import replace

import streamlit as st

from lrviz.analysis.theory import curvature
from lrviz.export.options import FORMS
from lrviz.export.regression_script import DATA_FILE, data_file, needs_file, script
from lrviz.objectives.regression import CONVENTIONS, LinearRegression
from lrviz.regression.recipe import Recipe, collinear, updates
from lrviz.regression.task import Task
from lrviz.text import say
from lrviz.text.numbers import number, vector
from lrviz.ui import session
from lrviz.ui.pages.regression.settings import own_table

SECTIONS = ("scale", "solution", "code")


def explain(wanted: Recipe, made: Task, language: str) -> None:
    """The sections; a closed one costs nothing."""
    contents = (_scale, _solution, _code)
    for name, content in zip(SECTIONS, contents, strict=True):
        if name == "scale" and made.model != "linear":
            continue
        title = say(f"regression.section.{name}", language)
        section = st.expander(title, key=f"regression_section_{name}", on_change="rerun")
        if section.open:
            with section:
                content(wanted, made, language)


def explaining() -> bool:
    """Whether a section is open that must follow the rate and the start."""
    return bool(st.session_state.get("regression_section_code"))


def _scale(wanted: Recipe, made: Task, language: str) -> None:
    """λ_max, κ and 2/λ_max with and without standardising, in each convention of the loss."""
    st.markdown(say("regression.scale_note", language))
    head = [say(f"regression.scale_head.{name}", language) for name in ("loss", "raw", "standard")]
    rows = [" | ".join(head), " | ".join(["---"] * len(head))]
    for loss in CONVENTIONS:
        mark = "**" if loss == wanted.loss else ""
        cells = [
            f"{mark}{_rate(wanted, loss, standardised)}{mark}" for standardised in (False, True)
        ]
        rows.append(" | ".join([say(f"regression.conventions.{loss}", language), *cells]))
    st.markdown("\n".join(f"| {row} |" for row in rows))
    raw, scaled = (_condition(wanted, flag) for flag in (False, True))
    st.markdown(say("regression.condition_note", language, raw=raw, scaled=scaled))


def _alternative(wanted: Recipe, **changes: object) -> LinearRegression:
    """The loss of the same rows under another scale or convention."""
    other = replace(wanted, **changes).build(own_table())  # type: ignore[arg-type]
    assert isinstance(other.objective, LinearRegression)
    return other.objective


def _rate(wanted: Recipe, loss: str, standardised: bool) -> str:
    goal = _alternative(wanted, loss=loss, standardised=standardised)
    return number(curvature(goal).critical_lr)


def _condition(wanted: Recipe, standardised: bool) -> str:
    return number(_alternative(wanted, standardised=standardised).condition_number)


def _solution(wanted: Recipe, made: Task, language: str) -> None:
    st.latex(rf"\ell(w) = {made.objective.latex}")
    if made.model == "logistic":
        st.markdown(say("regression.no_formula", language))
    elif collinear(made):
        st.latex(r"w^* = X^+ y")
        scaled = "" if made.scale is None else "_scaled"
        st.markdown(say(f"regression.formula_note_collinear{scaled}", language))
    else:
        st.latex(r"w^* = (X^\top X)^{-1} X^\top y")
        st.markdown(say("regression.formula_note", language))
    if made.best is not None:
        names = ", ".join(made.objective.parameter_names)
        values = vector(made.original(made.best).tolist(), 7)
        st.markdown(say("regression.best", language, names=names.replace("_", ""), values=values))
    size, an_epoch, steps = updates(wanted, len(made.fit))
    said = {"rows": len(made.fit), "batch": size, "updates": an_epoch, "steps": steps}
    st.markdown(say("regression.epoch_note", language, **said))
    st.caption(session.plain(say("ui.source", language, source=made.objective.reference)))


def _code(wanted: Recipe, made: Task, language: str) -> None:
    st.caption(say("regression.code_note", language))
    if needs_file(wanted):
        st.download_button(
            say("regression.download_data", language, name=DATA_FILE),
            data_file(made),
            file_name=DATA_FILE,
            mime="text/csv",
            key="regression_download_data",
        )
    tabs = st.tabs([say(f"regression.form.{form}", language) for form in FORMS])
    for tab, form in zip(tabs, FORMS, strict=True):
        with tab:
            text = script(wanted, made, form, language)
            st.code(text, language="python")
            st.download_button(
                say("regression.download", language),
                text,
                file_name=f"regression_{form}.py",
                mime="text/x-python",
                key=f"regression_download_{form}",
            )
