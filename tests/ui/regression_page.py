"""The Regression page as AppTest runs it."""

from typing import Any

from streamlit.testing.v1 import AppTest

from lrviz.ui.pages.regression.answer import TASK
from tests.ui.pages import calm, opened


def draw() -> None:
    from lrviz.ui.pages.regression.page import page

    page()


def run(**query: str) -> AppTest:
    """The page after its first run with that address."""
    return calm(opened(AppTest.from_function(draw, default_timeout=60), query))


def settings(app: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = app.session_state["page_regression"]
    return found


def task(app: AppTest) -> Any:
    return app.session_state[TASK]
