"""The frame of every page, and the pages that hang in it."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lrviz import lessons
from lrviz.states.pages import BESIDE, CLASSROOM, LESSONS
from lrviz.text import LANGUAGES, say
from lrviz.ui import session, veils
from lrviz.ui.opening_films import open_page
from lrviz.ui.pages.classroom import live_wall
from lrviz.ui.pages.classroom import page as classroom_page
from lrviz.ui.pages.lessons import page as lessons_page
from lrviz.ui.stylesheet import EMBEDDED, PRESENT, STYLE, hidden, words
from lrviz.ui.take_home import TAKEN, take_home
from lrviz.ui.undo import undoing

# The packages of lrviz/ui/pages in the order of the menu; a person sees the first one first.
NAMES = (
    "descent",
    "compare",
    "regression",
    "gradient",
    "network",
)


def _classroom() -> None:
    classroom_page.page(lambda name: PAGES[name]())


def _lessons() -> None:
    lessons_page.page(lambda name: PAGES[name]())


PAGES: Mapping[str, Callable[[], None]] = MappingProxyType(
    {name: import_module(f"lrviz.ui.pages.{name}.page").page for name in NAMES}
    | {CLASSROOM: _classroom, LESSONS: _lessons}
)


def main() -> None:
    """Draw the page asked for."""
    session.whole_run_begins()
    language = session.config().language
    st.set_page_config(page_title=say("ui.title", language), page_icon="📉", layout="wide")
    present = session.config().present
    looks = (PRESENT if present else "") + (EMBEDDED if session.embedded() else "")
    st.html(f"<style>{STYLE}{words(language)}{looks}{hidden(session.config().hide)}</style>")
    pages = [
        st.Page(page, title=say(f"page.{name}", language), url_path=name, default=i == 0)
        for i, (name, page) in enumerate(PAGES.items())
    ]
    chosen = st.navigation(pages, position="hidden")
    names = dict(zip(pages, PAGES, strict=True))
    _come_to(names[chosen])
    _follow(pages)
    _header(language, pages, present=present, home=names[chosen])
    undoing()
    _notices(language)
    open_page(names[chosen])
    chosen.run()
    if chosen.url_path != LESSONS and not present:
        _in_the_course(language, chosen, pages)


def _come_to(name: str) -> None:
    """What another page has left open is closed."""
    if name != CLASSROOM:
        live_wall.leave()
    if name not in BESIDE:
        veils.close()
        session.see_page(name)
    if name != LESSONS:
        session.stand_beside({})


def _follow(pages: Sequence[StreamlitPage]) -> None:
    """Open the page that a click on a picture asked for."""
    wanted = session.going_to()
    for name, page in zip(PAGES, pages, strict=True):
        if name == wanted:
            st.switch_page(page)


def _header(language: str, pages: Sequence[StreamlitPage], *, present: bool, home: str) -> None:
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        st.html(_title(language), width="stretch")
        _menu(pages)
        st.segmented_control(
            say("ui.language", language),
            [*LANGUAGES],
            format_func=LANGUAGES.__getitem__,
            key=session.bind("language", language),
            on_change=_take_language,
            required=True,
            label_visibility="collapsed",
        )
        if home in TAKEN and not present:
            take_home(home)
        st.button(
            say("ui.leave_lecture" if present else "ui.lecture", language),
            key="lecture",
            icon=":material/close_fullscreen:" if present else ":material/co_present:",
            help=say("ui.lecture_help", language),
            on_click=session.change,
            kwargs={"present": not present},
        )


def _title(language: str) -> str:
    """The name, and what it is about; on a first visit the way to the first stop in its place."""
    tagline, new, first = (
        say(key, language) for key in ("ui.tagline", "course.newcomer", "course.first")
    )
    link = f'<a href="{LESSONS}?lang={language}" target="_self">{first}</a>'
    return (
        f'<h1 class="lr-title">lrviz <small class="lr-tagline">{tagline}</small>'
        f'<small class="lr-newcomer">{new} {link}</small></h1>'
    )


def _menu(pages: Sequence[StreamlitPage]) -> None:
    if len(pages) > 1:
        with st.container(key="menu", horizontal=True, gap="small", width="content"):
            for page in pages:
                st.page_link(page)


def _in_the_course(language: str, chosen: StreamlitPage, pages: Sequence[StreamlitPage]) -> None:
    """What the course calls that which is on show, and its nearest stops."""
    here = next(
        name for name, page in zip(PAGES, pages, strict=True) if page.url_path == chosen.url_path
    )
    if here == NAMES[0] and not session.stage_drawn():
        return  # it would only be in the picture's way
    found = lessons.stops_for_page(here, urlencode(st.query_params.to_dict()))
    if not found:
        return
    with st.container(key="in_course", horizontal=True, vertical_alignment="center", gap="small"):
        called = lessons.point(found[0].meets[0], language)
        st.caption(say("course.called", language, point=called), width="content")
        for each in found:
            title = lessons.before(each, "title", language)
            st.page_link(pages[-1], label=title, query_params={"stop": each.id})


def _notices(language: str) -> None:
    """What a link asked for and could not have; a formula's own sentence stands at its field."""
    about_link = [each for each in session.config().notes if not each.key.startswith("formula.")]
    if about_link:
        sentences = "  \n".join(session.plain(each.sentence(language)) for each in about_link)
        st.warning(sentences, icon=":material/link_off:")


def _take_language() -> None:
    if st.session_state["language"] in LANGUAGES:
        session.change(language=st.session_state["language"])
