"""Below the stage: the formula, what theory expects, the link and the code of this very run."""

import streamlit as st

from lrviz.analysis.theory import curvature
from lrviz.export.script import export_lrviz, export_script
from lrviz.objectives import OBJECTIVES, Objective
from lrviz.objectives.formula import Formula
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.text.numbers import vector
from lrviz.ui import session
from lrviz.ui.expected import expectations, expected_figures

SECTIONS = ("formulas", "theory", "share")


def explain(config: RunConfig, objective: Objective) -> None:
    """The sections below the stage; a closed one costs nothing."""
    contents = (_formulas, _theory, _share)
    for name, content in zip(SECTIONS, contents, strict=True):
        section = st.expander(say(f"ui.{name}", config.language), key=name, on_change="rerun")
        if section.open:
            with section:
                content(config, objective)


def explaining() -> bool:
    """Whether a section is open, so that it must follow the rate and the step."""
    return any(st.session_state.get(name) for name in SECTIONS)


def _formulas(config: RunConfig, objective: Objective) -> None:
    language = config.language
    if objective.name in OBJECTIVES:
        st.markdown(say(f"objective.{objective.name}.note", language))
    names = ", ".join(objective.parameter_names)
    st.latex(rf"\ell({names}) = {objective.latex}")
    if isinstance(objective, Formula):
        for note in objective.notes:
            st.caption(session.plain(say(note, language)))
        _derivatives(objective)
    if objective.reference:
        st.caption(session.plain(say("ui.source", language, source=objective.reference)))


def _derivatives(objective: Formula) -> None:
    if objective.gradient_latex is not None:
        rows = r" \\[4pt] ".join(objective.gradient_latex)
        st.latex(
            rf"\frac{{\partial \ell}}{{\partial w}} = \begin{{pmatrix}} {rows} \end{{pmatrix}}"
        )
    if objective.hessian_latex is not None:
        rows = r" \\[4pt] ".join(" & ".join(row) for row in objective.hessian_latex)
        st.latex(
            rf"\frac{{\partial^2 \ell}}{{\partial w^2}} = \begin{{pmatrix}} {rows} \end{{pmatrix}}"
        )


def _theory(config: RunConfig, objective: Objective) -> None:
    """Eigenvalues, rates and factors at the minimum, or at the start where none is known."""
    language = config.language
    quadratic = objective.constant_hessian is not None
    at = None if quadratic or objective.minima else _start(config, objective)
    try:
        curve = curvature(objective, at)
    except ValueError:
        st.caption(say("ui.no_hessian", language))
        return
    st.caption(_where(objective, quadratic, at, language))
    with st.container(horizontal=True, key="theory_figures"):
        for label, value in expected_figures(config, curve):
            st.metric(label, value, width="content")
    for line in expectations(config, curve):
        st.markdown(line)


def _start(config: RunConfig, objective: Objective) -> tuple[float, ...]:
    return config.start if isinstance(config.start, tuple) else objective.start


def _where(
    objective: Objective, quadratic: bool, at: tuple[float, ...] | None, language: str
) -> str:
    if quadratic:
        return say("ui.hessian_constant", language)
    if at is None:
        return say("ui.hessian_minimum", language, point=vector(objective.minima[0]))
    return say("ui.hessian_start", language, point=vector(at))


def _share(config: RunConfig, _objective: Objective) -> None:
    language = config.language
    st.caption(say("ui.share_note", language))
    page = (st.context.url or "").partition("?")[0]
    st.code(f"{page}?{config.to_query()}", language=None, wrap_lines=True)
    st.caption(say("ui.code_note", language))
    tabs = st.tabs([say("ui.code_torch", language), say("ui.code_lrviz", language)])
    for tab, make in zip(tabs, (export_script, export_lrviz), strict=True):
        with tab:
            st.code(make(config), language="python")
