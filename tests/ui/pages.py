"""A page as AppTest runs it, and the address of a visit without one."""

from collections.abc import Iterable, Mapping
from typing import Any

from streamlit.testing.v1 import AppTest


class Query(dict[str, str]):
    """What ``st.query_params`` is, without a session."""

    def to_dict(self) -> dict[str, str]:
        return dict(self)

    def from_dict(self, values: dict[str, str]) -> None:
        self.clear()
        self.update(values)


def opened(app: AppTest, query: Mapping[str, str]) -> AppTest:
    """The page after its first run with that address."""
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def calm(app: AppTest) -> AppTest:
    """The page, which has raised nothing."""
    assert not app.exception
    return app


def labelled(elements: Iterable[Any], label: str) -> Any:
    """The widget with that label."""
    return next(each for each in elements if each.label == label)
