"""A finder of text for people that stands in the sources instead of the catalogs."""

import ast
import re
from collections.abc import Iterator

from tests.laws.keys import name_of
from tests.laws.sources import docstring

CHINESE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
PROSE = re.compile(r"\b[A-Za-z]{2,},? [a-z]{2,}\b")  # two words of a sentence
WORD = re.compile(r"[A-Za-z]{2,}")
# Neither HTML, CSS, plotly's placeholders nor entities are read by people.
MARKUP = re.compile(r"(?s)<style.*?</style>|<script.*?</script>|<[^>]*>|%\{[^}]*\}|&\w+;|\{[^}]*\}")
NOT_PROSE = re.compile(r"[{};=\\<>]|--|/\w|px|serif|monospace")
PLOTLY_PLACE = re.compile(r"(top|middle|bottom) (left|center|right)")
OUR_NAME = {"lrviz"}

# What streamlit writes on the page, and what plotly writes on a picture.
SPEAKING_CALLS = set(
    "title header subheader markdown write text caption button slider select_slider selectbox "
    "multiselect radio checkbox toggle text_input text_area number_input error warning info "
    "success metric expander tabs link_button download_button file_uploader segmented_control "
    "pills popover toast spinner status page_link Page dialog html badge".split()
)
SPEAKING_WORDS = set(
    "label help placeholder caption page_title alt text hovertext hovertemplate texttemplate "
    "title_text xaxis_title yaxis_title annotation_text ticktext aria_label".split()
)


def outside_catalogs(source: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string that looks as if a person should read it."""
    exempt = _silent(source)
    for node in ast.walk(source):
        if isinstance(node, ast.Call):
            yield from ((text.lineno, text.value) for text in _spoken(node) if _has_word(text))
        if isinstance(node, ast.Dict):
            yield from ((text.lineno, text.value) for text in _labels(node) if _has_word(text))
        if _is_text(node) and id(node) not in exempt and _is_prose(node.value):
            yield node.lineno, node.value


def _spoken(call: ast.Call) -> Iterator[ast.Constant]:
    if isinstance(call.func, ast.Attribute) and call.func.attr in SPEAKING_CALLS:
        for argument in call.args:
            yield from _texts(argument)
    for keyword in call.keywords:
        if keyword.arg in SPEAKING_WORDS or keyword.arg == "title":
            yield from _texts(keyword.value)


def _labels(table: ast.Dict) -> Iterator[ast.Constant]:
    for key, value in zip(table.keys, table.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in SPEAKING_WORDS:
            yield from _texts(value)


def _texts(node: ast.expr) -> Iterator[ast.Constant]:
    """The literal strings of an argument; what a call inside it returns is not literal."""
    if _is_text(node):
        yield node  # type: ignore[misc]
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.List | ast.Tuple):
        for each in node.elts:
            yield from _texts(each)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BinOp):
        yield from _texts(node.left)
        yield from _texts(node.right)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _has_word(text: ast.Constant) -> bool:
    words = set(WORD.findall(MARKUP.sub(" ", str(text.value)).replace("\\", " ")))
    return bool(words - OUR_NAME) and not re.fullmatch(r":[\w/]+:|[\w.]+\.py", str(text.value))


def _is_prose(text: str) -> bool:
    machine = NOT_PROSE.search(text) or PLOTLY_PLACE.fullmatch(text)
    return bool(PROSE.search(text)) and not machine


def _silent(source: ast.Module) -> set[int]:
    """The strings a person never sees: docstrings, and what is raised for a programmer."""
    silent = {id(docstring(node)) for node in ast.walk(source)}
    for node in ast.walk(source):
        programmers = isinstance(node, ast.Raise | ast.Assert) or (
            isinstance(node, ast.Call) and name_of(node.func) in {"TypeVar", "compile", "execute"}
        )
        if programmers:
            silent |= {id(inner) for inner in ast.walk(node)}
    return silent
