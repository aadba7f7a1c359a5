"""What Streamlit does not promise: it is there, and without it the pages run all the same."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from lrviz.text import say
from lrviz.ui import streamlit_internals, stylesheet
from lrviz.ui.pages.descent import explain as of_a_run
from lrviz.ui.pages.regression import explain as of_data
from lrviz.ui.streamlit_internals import (
    INTERNALS,
    base_address,
    downloads,
    faces,
    late_reports,
    live_runs,
    names,
    outbox,
    overtaken,
    plotly_members,
    preloads,
    query,
    script_turns,
    theme_message,
    uploads,
    visits,
    wakes,
)
from tests import fresh
from tests.ui.test_descent_script import SCRIPT


def test_this_streamlit_is_the_one_that_is_expected() -> None:
    assert streamlit_internals.misfits() == {}


@pytest.fixture(params=INTERNALS)
def missing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One of the internals after another is as if Streamlit had renamed it."""
    gone = {
        "base_address": lambda: monkeypatch.setattr(base_address, "NAME", "GONE"),
        "downloads": lambda: monkeypatch.setattr(downloads, "_Metadata", object),
        "faces": lambda: monkeypatch.setattr(faces, "ICONS", "Gone"),
        "late_reports": lambda: monkeypatch.setattr(late_reports, "fits", lambda: False),
        "live_runs": lambda: monkeypatch.delattr(AppSession, "_on_scriptrunner_event"),
        "names": lambda: monkeypatch.setattr(names, "_found", lambda folder: False),
        "outbox": lambda: monkeypatch.delattr(app_session, "ForwardMsgQueue"),
        "overtaken": lambda: monkeypatch.setattr(overtaken, "fits", lambda: False),
        "plotly_members": lambda: monkeypatch.setattr(plotly_members, "fits", lambda: False),
        "preloads": lambda: monkeypatch.setattr(preloads, "ELEMENTS", ("Gone",)),
        "query": lambda: monkeypatch.setattr(query, "FIELD", "gone"),
        "script_turns": lambda: monkeypatch.setattr(script_turns, "_ran", None),
        "theme_message": lambda: monkeypatch.setattr(theme_message, "_populate", None),
        "uploads": lambda: monkeypatch.delattr(uploads.MemoryUploadedFileManager, "remove_file"),
        "visits": lambda: monkeypatch.delattr(visits.MemorySessionStorage, "__init__"),
        "wakes": lambda: monkeypatch.setattr(wakes, "_wake", None),
    }
    gone[request.param]()
    return str(request.param)


def test_what_is_missing_is_told_in_one_sentence_with_what_it_costs(
    missing: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for each in (downloads, late_reports, live_runs, outbox, script_turns, theme_message, wakes):
        monkeypatch.setattr(each, "install", lambda: None)
    with caplog.at_level(logging.WARNING):
        streamlit_internals.install()
        streamlit_internals.tell()
    (told,) = [record.getMessage() for record in caplog.records]
    assert missing in told
    assert say(f"internals.{missing}") in told
    assert sum(name in told for name in INTERNALS) == 1


def test_what_has_been_installed_is_not_taken_for_something_missing() -> None:
    """Word is given long after the start: by then Streamlit's own names are ours."""
    told = fresh.output(
        "import logging; logging.basicConfig(level=logging.INFO, format='%(message)s');"
        "from lrviz.ui import streamlit_internals as internals;"
        "internals.install(); print(internals.misfits())"
    )
    assert told == "{}\n"


def test_the_page_runs_with_each_of_them_missing(missing: str) -> None:
    app = AppTest.from_file(str(SCRIPT), default_timeout=30).run()
    assert not app.exception


def test_the_stylesheet_touches_the_listed_parts_of_streamlit_alone() -> None:
    sheet = (
        stylesheet.STYLE
        + stylesheet.ICONS
        + stylesheet.PRESENT
        + stylesheet.EMBEDDED
        + stylesheet.words("en")
    )
    assert set(re.findall(r"\bst[A-Z]\w+|\bInputInstructions\b", sheet)) == set(names.PARTS)


def test_plotly_s_private_names_are_said_in_one_script() -> None:
    web = plotly_members.NAMED.parents[1]
    saying = {path for path in web.rglob("*.js") if plotly_members.said(path.read_text("utf-8"))}
    assert saying == {plotly_members.NAMED}
    assert {"_fullLayout", "_hoverdata", "d2p"} < plotly_members.said(
        plotly_members.NAMED.read_text("utf-8")
    )


def test_a_plotly_that_has_renamed_one_of_them_does_not_fit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / "plotly.min.js"
    for old, new in (("_hoverdata", "_hoverdata_"), ("_hoverdata", "_hoverdata")):
        plotly = plotly_members.PLOTLY.read_text("utf-8").replace(old, new)
        bundle.write_text(plotly, "utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(plotly_members, "PLOTLY", bundle)
            assert plotly_members.fits.__wrapped__() is (old == new)


def test_a_wish_that_waits_behind_a_fragment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not overtaken.is_overtaken()  # outside a visit
    requests = ScriptRequests()
    visit = SimpleNamespace(script_requests=requests)
    monkeypatch.setattr(overtaken, "get_script_run_ctx", lambda **_: visit)
    assert not overtaken.is_overtaken()
    requests.request_rerun(RerunData(fragment_id="menu"))
    assert overtaken.is_overtaken()
    requests.on_scriptrunner_ready()
    assert not overtaken.is_overtaken()


def test_looking_for_closed_visits_ends_where_they_cannot_be_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visits, "fits", lambda: False)
    asyncio.run(asyncio.wait_for(visits.forget_closed_visits(every=3600), timeout=10))


def reported(value: str, widget: str = "menu") -> WidgetStates:
    """What a browser sends of the only widget there is."""
    states = WidgetStates()
    states.widgets.add(id=widget, string_value=value)
    return states


class Visit:
    """A visit with a menu outside every fragment, on which the server has set "new"."""

    def __init__(self, fragment: str | None = None, widget: str = "menu") -> None:
        self.widget = widget
        self.opened = False
        self.taken: list[object] = []
        self.state = SessionState()
        self.state._set_widget_metadata(
            WidgetMetadata(
                id=widget,
                deserializer=lambda value: value,
                serializer=lambda value: value,
                value_type="string_value",
                callback=lambda: self.taken.append(self.state._new_widget_state[widget]),
                fragment_id=fragment,
            )
        )
        self.state.set_widgets_from_proto(reported("new", widget))
        self.state._compact_state()

    def hear(self, value: str, monkeypatch: pytest.MonkeyPatch, running: list[str] | None) -> None:
        """A message comes: of the fragments ``running``, or of the whole page."""
        context = script_run_context.ScriptRunContext.__new__(script_run_context.ScriptRunContext)
        context.fragment_ids_this_run = running
        monkeypatch.setattr(late_reports, "get_script_run_ctx", lambda: context)
        self.state.set_widgets_from_proto(reported(value, self.widget))
        if running:
            self.opened = late_reports.forget(self.state, running)

    @property
    def changed(self) -> bool:
        return self.state._widget_changed(self.widget)


def test_a_fragment_says_nothing_of_the_widgets_outside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit = Visit()
    visit.hear("old", monkeypatch, ["stage"])
    assert not visit.changed
    assert visit.state._new_widget_state["menu"] == "new"


def test_all_that_is_filled_when_it_is_opened_is_listed() -> None:
    ui = Path(streamlit_internals.__file__).parents[1]
    keys: Mapping[str, Sequence[str]] = {
        "take_home.py": ["take_home"],
        "tuning.py": ["tuning"],
        "pages/descent/explain.py": of_a_run.SECTIONS,
        "pages/regression/advanced_controls.py": ["regression_more"],
        "pages/regression/explain.py": [f"regression_section_{each}" for each in of_data.SECTIONS],
    }
    lazy = {path for path in ui.rglob("*.py") if 'on_change="rerun"' in path.read_text("utf-8")}
    assert {path.relative_to(ui).as_posix() for path in lazy} == {*keys}
    named = {f"-{key}" for each in keys.values() for key in each}
    assert named == {*late_reports.FILLED_WHEN_OPENED}


@pytest.mark.parametrize("key", late_reports.FILLED_WHEN_OPENED)
def test_what_is_opened_while_the_stage_asks_is_heard(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """The browser says both in one message, of the stage's fragment."""
    visit = Visit(widget=f"$$ID-1{key}")
    visit.hear("new", monkeypatch, ["stage"])
    assert not visit.opened
    visit.hear("opened", monkeypatch, ["stage"])
    assert visit.changed
    assert visit.opened


@pytest.mark.parametrize(
    ("fragment", "running"), [("stage", ["stage"]), (None, None), ("stage", None)]
)
def test_a_change_by_hand_is_heard(
    monkeypatch: pytest.MonkeyPatch, fragment: str | None, running: list[str] | None
) -> None:
    visit = Visit(fragment)
    visit.hear("chosen", monkeypatch, running)
    assert visit.changed


def test_icons_and_true_italics_wait_until_something_is_written_in_them() -> None:
    face = '@font-face{{font-family:{};font-style:{};src:url(a.woff2)format("woff2")}}'
    upright, italic, icons = (
        face.format(*each)
        for each in (
            ("Source Sans", "normal"),
            ("Source Sans", "italic"),
            (faces.ICONS, "normal"),
        )
    )
    sheet = faces.on_demand(f"p{{}}{upright}{italic}{icons}".encode()).decode()
    assert upright in sheet
    assert italic not in sheet  # a letter in italics is the upright one, slanted
    assert sheet.count("font-style:italic") == 1
    assert sheet.index("U+21-10FFFF") > sheet.index("font-style:italic")  # the icons, no space
    assert '"Source Sans Italic"' in sheet.rpartition("em{")[2]
    assert faces.on_demand(b"p{}") == b"p{}"


def test_the_theme_is_said_as_streamlit_says_it_and_anew_with_new_settings() -> None:
    ground = config.get_option("theme.light.backgroundColor")
    try:
        for colour in (ground, "#123456"):
            config.set_option("theme.light.backgroundColor", colour)
            theme_message.forget()
            for section in ("theme", "theme.light", "theme.dark", "theme.light.sidebar"):
                theirs, ours, again = (NewSession() for _ in range(3))
                theme_message._populate(theirs.custom_theme.light, section)
                theme_message.themed(ours.custom_theme.light, section)
                theme_message.themed(again.custom_theme.light, section)
                assert theirs == ours == again
    finally:
        config.set_option("theme.light.backgroundColor", ground)
        theme_message.forget()


def test_what_a_visit_says_in_one_breath_wakes_the_loop_once_and_comes_in_order() -> None:
    said: list[int] = []
    woken: list[asyncio.AbstractEventLoop] = []

    def wake(visit: SimpleNamespace, callback: Callable[[], None]) -> None:
        woken.append(visit.loop)
        visit.loop.call_soon_threadsafe(callback)

    async def main() -> None:
        visit = SimpleNamespace(loop=asyncio.get_running_loop())
        say_soon = wakes.gathered(wake)

        def breath(first: int) -> None:
            for i in range(first, first + 5):
                say_soon(visit, partial(said.append, i))

        for first in (0, 5):
            await asyncio.gather(*[asyncio.to_thread(breath, first)])
            await asyncio.sleep(0)
        breath(10)
        say_soon(visit, lambda: breath(16))  # one that says more itself
        say_soon(visit, partial(said.append, 15))
        while len(said) < 21:
            await asyncio.sleep(0)

    asyncio.run(main())
    assert said == [*range(21)]
    assert len(woken) < 21


def test_a_call_that_fails_keeps_none_of_the_others_from_the_loop() -> None:
    said, visit, made = list[int](), SimpleNamespace(), list[Callable[[], None]]()
    say_soon = wakes.gathered(lambda _visit, callback: made.append(callback))
    calls = [partial(said.append, 0), partial([].pop), partial(said.append, 1)]
    for call in calls:
        say_soon(visit, call)
    with pytest.raises(IndexError):
        made[0]()
    assert (said, len(made)) == ([0, 1], 1)
