"""Every text for people is in the catalogs, in every language, and every text there is used."""

import ast
import re
import tomllib
from collections import Counter

import pytest

from lrviz.text import LANGUAGES, catalog
from tests.laws.keys import keys_of, literals, pattern, patterns, placeholders, spoken
from tests.laws.prose import CHINESE, outside_catalogs
from tests.laws.sources import PACKAGE, modules, shown, tree

ENGLISH = catalog("en")
DRAWN = [
    path for path in modules() if shown(path).startswith(("lrviz/ui/", "lrviz/figures/", "app.py"))
]
BROWSER_FILES = [
    path for path in sorted((PACKAGE / "ui").rglob("*")) if path.suffix in {".js", ".mjs", ".css"}
]
SPOKEN_BY_SCRIPT = re.compile(
    r"(?:textContent|innerText|ariaLabel|\.title|\.placeholder|\.alt)\s*=\s*[\"'`][^\"'`$]*[A-Za-z]{2}"
    r"|setAttribute\(\s*[\"'](?:aria-label|title|alt)[\"']\s*,\s*[\"'`][^\"'`$]*[A-Za-z]{2}"
)
# The name of the language in itself, and the characters of a Chinese keyboard that a
# formula may hold, are data.
CHINESE_DATA = {"lrviz/text/__init__.py", "lrviz/objectives/characters.py"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    assert set(catalog(language)) == set(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_the_same_placeholders_in_every_language(language: str) -> None:
    texts = catalog(language)
    shared = set(texts) & set(ENGLISH)
    assert not [k for k in shared if placeholders(texts[k]) != placeholders(ENGLISH[k])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_catalogs_of_a_language_say_the_same_thing(language: str) -> None:
    files = (PACKAGE / "text" / language).glob("*.toml")
    keys = Counter(key for path in files for key in keys_of(tomllib.loads(path.read_text("utf-8"))))
    assert not [key for key, count in keys.items() if count > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    assert not [key for key, text in catalog(language).items() if not text.strip()]


def test_chinese_texts_are_chinese_and_english_ones_are_not() -> None:
    assert not [key for key, text in ENGLISH.items() if CHINESE.search(text)]
    sentences = {key: text for key, text in catalog("zh").items() if len(text) > 40}
    assert not [key for key, text in sentences.items() if not CHINESE.search(text)]


def test_every_key_that_is_spoken_exists() -> None:
    missing = [
        f"{where}: {key.value}"
        for where, key, _ in spoken()
        if isinstance(key, ast.Constant) and key.value not in ENGLISH
    ]
    missing += [
        f"{where}: {pattern(key)}"
        for where, key, _ in spoken()
        if isinstance(key, ast.JoinedStr)
        and not any(re.fullmatch(pattern(key), known) for known in ENGLISH)
    ]
    assert not missing


def test_a_spoken_text_is_given_exactly_its_placeholders() -> None:
    wrong = [
        f"{where}: {key.value}"
        for where, key, call in spoken()
        if isinstance(key, ast.Constant) and key.value in ENGLISH
        if None not in (given := {keyword.arg for keyword in call.keywords})
        if given - {"language"} != placeholders(ENGLISH[str(key.value)])
    ]
    assert not wrong


def test_every_text_of_the_catalogs_is_used() -> None:
    named, woven = literals(), patterns()
    unused = [
        key
        for key in ENGLISH
        if key not in named and not any(each.fullmatch(key) for each in woven)
    ]
    assert not unused


def test_pages_and_pictures_hold_no_text_of_their_own() -> None:
    assert DRAWN
    assert not [
        f"{shown(path)}:{line}: {text!r}"
        for path in DRAWN
        for line, text in outside_catalogs(tree(path))
    ]


def test_scripts_of_the_browser_hold_no_text_of_their_own() -> None:
    assert BROWSER_FILES
    sources = {shown(path): path.read_text(encoding="utf-8") for path in BROWSER_FILES}
    assert not [name for name, source in sources.items() if CHINESE.search(source)]
    spoken_there = {name: SPOKEN_BY_SCRIPT.findall(source) for name, source in sources.items()}
    assert not {name: found for name, found in spoken_there.items() if found}


def test_no_source_holds_chinese_text() -> None:
    chinese = {shown(p) for p in modules() if CHINESE.search(p.read_text(encoding="utf-8"))}
    assert chinese <= CHINESE_DATA


@pytest.mark.parametrize(
    "code",
    [
        'st.button("Play")',
        'st.sidebar.slider("η of this run", 0, 1)',
        'column.markdown(f"**Step** {step}")',
        'st.slider(say("x"), help="Drag it")',
        'st.tabs(["Map", "Curve"])',
        'go.Scatter(hovertemplate="loss %{y}<extra></extra>")',
        'layout = {"title_text": "Loss"}',
        'layout = dict(title="Loss against step")',
        'note = "the path leaves the map"',
        'st.write("yes" if ready else "no")',
    ],
)
def test_the_finder_sees_text_for_people(code: str) -> None:
    assert list(outside_catalogs(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring with several words."""',
        'raise ValueError("`lr` must be positive")',
        'st.button(say("play.button"), key="play")',
        'st.html("<style>div { color: red }</style>")',
        'go.Scatter(mode="lines+markers", hovertemplate="%{x:.4g}<extra></extra>")',
        'st.markdown(f"**{word}** — {sentence}")',
        'st.caption("η = 2/λ")',
        'st.set_page_config(page_title="lrviz")',
        'font = {"family": "Georgia, serif"}',
        'go.Scatter(textposition="top right")',
        'st.title("lrviz")',
    ],
)
def test_the_finder_leaves_everything_else_alone(code: str) -> None:
    assert not list(outside_catalogs(ast.parse(code)))
