"""The menu that takes a page home, without a browser."""

from streamlit.testing.v1 import AppTest


def _script(said: str | None) -> None:
    from lrviz.lessons import stop
    from lrviz.ui import session, veils
    from lrviz.ui.pages.lessons.settings import begin_at
    from lrviz.ui.take_home import take_home

    begin_at(stop("crawl"), said)
    assert session.config().steps == 400
    assert veils.questioned() == (said is None)
    take_home("descent")


def test_there_is_no_menu_while_a_question_is_open() -> None:
    for said, menus in ((None, 0), ("-", 1)):
        app = AppTest.from_function(_script, args=(said,)).run()
        assert not app.exception
        assert len(app.get("popover")) == menus
