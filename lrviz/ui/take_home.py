"""The menu of every page that takes it home: as a file of any kind, as a link, as a QR code."""

from functools import partial
from typing import Any

import segno
import streamlit as st

from lrviz.compute import submit
from lrviz.export.details import details_of
from lrviz.export.errors import ExportError
from lrviz.export.formats import formats_for
from lrviz.export.jobs import taken
from lrviz.export.options import THEMES, WHOLE, Options
from lrviz.export.snapshot import PAGES, Snapshot
from lrviz.export.state_file import read_state
from lrviz.objectives import FormulaError
from lrviz.states.pages import LESSONS
from lrviz.text import say
from lrviz.text.notices import ConfigError
from lrviz.ui import session
from lrviz.ui.page_settings import PageSettings
from lrviz.ui.pages.lessons.settings import OpenList, open_later
from lrviz.ui.streamlit_internals.overtaken import is_overtaken
from lrviz.ui.veils import questioned
from lrviz.ui.waiting import awaited

__all__ = ["TAKEN", "take_home"]

TAKEN = tuple(PAGES)
LONG = ("gif", "mp4")  # They are made first, with a bar, and then offered.
_MADE, _OPENED = "taken_home", "opened_state"
_CODE = '<img class="lr-qr" src="{code}" alt="{words}">'
QR = 3.2  # Pixels of a module of a QR code.


@st.fragment
def take_home(page: str, now: OpenList | None = None) -> None:
    """The menu of ``page``, and of the set list it stands in; a closed one costs nothing. What an
    open question asks about is not to be saved: until the answer there is none."""
    if questioned():
        return
    language = session.config().language
    menu = st.popover(
        say("ui.take_home", language),
        key="take_home",
        icon=":material/download:",
        help=say("ui.take_home_help", language),
        on_change="rerun",
        width="content",
    )
    if menu.open:
        with menu, st.container(key="take_home_body"):
            _body(_shown(page, now), language)


def _shown(page: str, now: OpenList | None) -> Snapshot:
    """The page as this visit has it now."""
    known = PAGES[page]
    values = PageSettings.of(known).now() if known else {}
    config, _ = session.runnable()
    state = st.session_state
    return Snapshot(
        page=page,
        config=config,
        values=values,
        table=state.get("own_table") if values.get("data") == "csv" else None,
        data=state.get("net_table") if page == "network" and values.get("data") == "csv" else None,
        setlist=now.text if now else "",
        nth=now.at + 1 if now else 1,
    )


def _body(page: Snapshot, language: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        theme = st.segmented_control(
            say("ui.take_home_paper", language),
            THEMES,
            default=THEMES[0],
            format_func=lambda name: say(f"ui.paper.{name}", language),
            key="take_home_theme",
            required=True,
        )
        caption = st.toggle(say("ui.take_home_caption", language), key="take_home_caption")
    link = _address(page)
    options = Options(
        what=_what(page, language),
        theme=theme or THEMES[0],
        caption=caption,
        link=link.partition("?")[0],
    )
    for suffix in formats_for(page.page):
        with st.container(horizontal=True, vertical_alignment="center", key=f"take_{suffix}"):
            _offer(page, suffix, options, language)
            st.caption(say(f"export.format.{suffix}", language))
    _open_state(language)
    st.caption(say("ui.take_home_link", language))
    st.code(link, language=None, wrap_lines=True)
    code = segno.make(_short(page), error="m").svg_data_uri(scale=QR, border=2, light="#fff")
    words = say("ui.take_home_qr", language)
    st.html(_CODE.format(code=code, words=words))


def _what(page: Snapshot, language: str) -> str:
    """What of the page pictures show."""
    parts = (WHOLE, *details_of(page))
    if st.session_state.get("take_home_what") not in parts:
        st.session_state.pop("take_home_what", None)  # of another page
    chosen = st.selectbox(
        say("ui.take_home_what", language),
        parts,
        format_func=lambda name: say(f"export.part.{name}", language),
        key="take_home_what",
    )
    return str(chosen)


def _open_state(language: str) -> None:
    """The place for a state file: dropped there, it is the very state again."""
    file = st.file_uploader(say("ui.take_home_state", language), type="json", key="state_file")
    if file is None or st.session_state.get(_OPENED) == file.file_id:
        return
    found, mistake = _read(file.getvalue(), language)
    st.session_state[_OPENED] = file.file_id  # a newer wish ends the reading, and it is read again
    if found is None:
        st.error(session.plain(mistake))
        return
    _take(found)
    st.rerun()


def _read(raw: bytes, language: str) -> tuple[Snapshot | None, str]:
    """The state in a file; or None, and why it cannot be had."""
    try:
        return awaited(read_state, raw, long=True, keep=False), ""
    except FormulaError as error:
        return None, error.in_language(language)
    except (ExportError, ConfigError) as error:
        return None, error.notice.sentence(language)
    except ValueError as error:
        return None, str(error)


def _take(found: Snapshot) -> None:
    """The state of a file becomes that of this visit, in the language of the page."""
    session.take(found.config.replace(language=session.config().language))
    if known := PAGES[found.page]:
        PageSettings.of(known).take(found.values)
    if found.table is not None:
        st.session_state["own_table"] = found.table
    if found.data is not None:
        st.session_state["net_table"] = found.data
    if found.setlist:
        open_later(found.setlist, found.nth, found.query)
        session.go_to(LESSONS)
        return
    session.go_to(found.page)


def _offer(page: Snapshot, suffix: str, options: Options, language: str) -> None:
    """A button that hands the file over; of what takes its time, one that makes it first."""
    asked = (page.page, page.query, suffix, options, page.table, page.data)
    name = f"lrviz-{page.page}.{suffix}"
    if suffix in LONG and st.session_state.get(_MADE, (None,))[0] != asked:
        if st.button(f".{suffix}", key=f"make_{suffix}", icon=":material/movie:"):
            _make(asked, language)
        return
    known = st.session_state.get(_MADE, (None, b""))
    data = known[1] if known[0] == asked else partial(_answered, *asked)
    st.download_button(
        f".{suffix}",
        data,
        file_name=name,
        key=f"download_{suffix}",
        icon=":material/download:",
        on_click="ignore",
    )


def _answered(*asked: Any) -> bytes:
    """The file, asked for when the button is pressed, in a thread of no visit."""
    content: bytes = submit(taken, *asked, long=True).result()
    return content


class _OvertakenError(Exception):
    """Somebody wants something else than the film that is being made."""


def _make(asked: tuple[object, ...], language: str) -> None:
    """The file, made now under a bar; any other wish ends it."""
    place, words = st.empty(), say("ui.take_home_making", language)
    with place.container():
        bar = st.progress(0.0, words)
        st.button(say("compare.cancel", language), key="take_home_stop")

    def tell(done: float, whole: float) -> None:
        bar.progress(done / whole, words)
        if is_overtaken():  # by the button, say, which would stand in line until the film is made
            raise _OvertakenError

    try:
        content = awaited(taken, *asked, long=True, tell=tell)
    except _OvertakenError:
        place.empty()
        return
    except (ExportError, ConfigError) as error:
        st.error(session.plain(error.notice.sentence(language)))
        return
    except ValueError as error:
        st.error(session.plain(str(error)))
        return
    st.session_state[_MADE] = (asked, content)
    st.rerun(scope="fragment")


def _address(page: Snapshot) -> str:
    """The whole link of the page as it stands."""
    return f"{(st.context.url or '').partition('?')[0]}?{page.query}"


def _short(page: Snapshot) -> str:
    return f"{(st.context.url or '').partition('?')[0]}?{page.short_query}"
