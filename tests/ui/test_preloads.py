"""What is fetched early is there, is wanted, and is not asked for twice."""

from pathlib import Path

from lrviz.ui import server
from lrviz.ui.addresses import plotly_url
from lrviz.ui.streamlit_internals.preloads import ELEMENTS, STREAMLIT, element_scripts, link_header

JS = STREAMLIT / "js"


def test_every_element_of_the_first_page_has_its_script_among_the_early_ones() -> None:
    found = element_scripts(STREAMLIT)
    assert all(any(name.startswith(f"{each}.") for name in found) for each in ELEMENTS)
    assert all((JS / name).is_file() for name in found)


def test_what_an_early_script_imports_is_early_too() -> None:
    page = (STREAMLIT.parent / "index.html").read_text("utf-8")
    found = element_scripts(STREAMLIT)
    late = [
        (name, other.name)
        for name in found
        for other in JS.glob("*.js")
        if f'from"./{other.name}"' in (JS / name).read_text("utf-8")
        if other.name not in found and other.name not in page
    ]
    assert not late


def test_nothing_of_streamlit_s_own_page_is_asked_for_twice() -> None:
    page = (STREAMLIT.parent / "index.html").read_text("utf-8")
    assert not [name for name in element_scripts(STREAMLIT) if name in page]


def test_a_streamlit_without_these_scripts_gives_none(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html></html>")
    (tmp_path / "static" / "js").mkdir(parents=True)
    assert element_scripts(tmp_path / "static") == ()


def test_the_first_page_alone_asks_for_the_stage() -> None:
    assert server.preloads("/").count("rel=modulepreload") > 20
    assert "stage.js" in server.preloads("/")
    assert server.preloads("/compare") == link_header(plotly_url(), "", ())
