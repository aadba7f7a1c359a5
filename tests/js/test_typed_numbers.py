"""A number typed on the page is read as it is in a link or on the command line."""

import math
import random

import pytest

from lrviz.settings.typed import NumberRefusedError, read_number
from lrviz.text import LANGUAGES, say
from tests.js.node import Modules

READ = {
    "0.05": 0.05, "5e-2": 0.05, "5E-2": 0.05, "5e−2": 0.05, "1e+2": 100.0, "1e 2": 100.0,
    ".5": 0.5, "5.": 5.0, "+0.1": 0.1, "-0.1": -0.1, "−0.1": -0.1, "- 0.1": -0.1, "0": 0.0,
    "-0": 0.0, "0e5": 0.0, "007": 7.0, "1_000": 1000.0, " 0.2\n": 0.2, "\u200b0.2\ufeff": 0.2,
    "0,05": 0.05, ",5": 0.5, "0,050": 0.05, "0,125": 0.125, "1,5": 1.5, "1,25e-3": 0.00125,
    "1234,567": 1234.567, "1,2345": 1.2345, "1,234.5": 1234.5, "1.234,5": 1234.5,
    "1,234,567": 1234567.0, "1.234.567": 1234567.0, "1.234": 1.234,
    "０．２": 0.2, "０.２": 0.2, "０，２": 0.2, "－５ｅ－２": -0.05, "0。5": 0.5, "٠٫٢": 0.2,
    "1/3": 1 / 3, "1 / 3": 1 / 3, "1⁄3": 1 / 3, "１／４": 0.25, "-1/4": -0.25, "1/-4": -0.25,
    "0,5/2": 0.25, "1/1e3": 0.001, "½": 0.5, "-¼": -0.25,
    "5×10⁻²": 0.05, "5·10^-2": 0.05, "5*10**-2": 0.05, "5 x 10^{-2}": 0.05, "−2×10⁻³": -0.002,
    "10⁻⁵": 1e-5, "10^(-2)": 0.01, "10²": 100.0, "2^-4": 0.0625, "3*2⁻¹": 1.5, "2^-999": 2.0**-999,
    "5%": 0.05, "5 %": 0.05, "５％": 0.05, "0.07%": 0.0007, "150%": 1.5, "-5%": -0.05,
    "5e-324": 5e-324, "1.7976931348623157e308": 1.7976931348623157e308,
    "0.1000000000000000055511151231257827": 0.1,
}  # fmt: skip
TWO = {
    "1,234": ("1.234", "1234"),
    "-1,234": ("-1.234", "-1234"),
    "１，２３４": ("1.234", "1234"),
    "12,345e2": ("12.345e2", "12345e2"),
    "1,234/2": ("1.234/2", "1234/2"),
    "1,234 %": ("1.234 %", "1234 %"),
}
REFUSED = {
    "": "empty", " \u3000": "empty",
    "abc": "none", "NaN": "none", "inf": "none", "∞": "none", "0x10": "none", "1 000": "none",
    "--5": "none", "5,": "none", ".": "none", "-": "none", "%": "none", "/": "none", "1//2": "none",
    "1/2/3": "none", "1½": "none", "½3": "none", "½%": "none", "1/3%": "none", "5×10-2": "none",
    "1e-2.5": "none", "1e": "none", "1__0": "none", "0,1,234": "none", "1.2.3": "none",
    "3^2": "none", "<b>1</b>": "none", "constructor": "none", "1,234abc": "none",
    "9" * 1001: "none",
    "1e400": "large", "9" * 400: "large", "10^400": "large", "1e308/1e-9": "large",
    "1e-400": "small", "1e-300/1e300": "small", "5e-324/2": "small", "1e-300*2^-999": "small",
    "1/0": "zero", "0/0": "zero", "1/-0": "zero",
}  # fmt: skip
TABLE = [*READ, *TWO, *REFUSED]
IN_BROWSER = "return x.map((text) => m.readNumber(text));"
ALPHABET = [*"0123456789", *"0123456789", *"..,,+-−eE/%×* _^x", "10", "⁻²", "½", "１", "，", " "]


def in_python(text: str) -> dict[str, object]:
    try:
        return {"value": read_number(text)}
    except NumberRefusedError as error:
        return {"reason": error.reason, "readings": [*error.readings]}


def test_each_is_read_as_the_number_it_certainly_is() -> None:
    assert {text: read_number(text) for text in READ} == READ
    assert math.copysign(1, read_number("-0")) == -1


def test_each_other_is_refused_for_its_reason_and_where_two_could_be_meant_with_both() -> None:
    assert {text: in_python(text)["reason"] for text in REFUSED} == REFUSED
    assert {text: in_python(text) for text in TWO} == {
        text: {"reason": "two", "readings": [*both]} for text, both in TWO.items()
    }


def test_a_reading_that_is_proposed_is_read() -> None:
    for text, (one, other) in TWO.items():
        assert read_number(other) == pytest.approx(1000 * read_number(one)), text


def test_the_browser_reads_the_table_as_python_does(modules: Modules) -> None:
    found = modules("lib/numbers", IN_BROWSER, TABLE)
    assert dict(zip(TABLE, found, strict=True)) == {text: in_python(text) for text in TABLE}


def test_the_browser_reads_whatever_is_typed_as_python_does(modules: Modules) -> None:
    drawn = random.Random(1)
    texts = ["".join(drawn.choices(ALPHABET, k=drawn.randint(1, 7))) for _ in range(5000)]
    found = modules("lib/numbers", IN_BROWSER, texts)
    differ = [(t, f, in_python(t)) for t, f in zip(texts, found, strict=True) if f != in_python(t)]
    assert not differ
    kinds = {str(each.get("reason")) for each in found}
    assert kinds >= {"None", "none", "two", "zero", "empty"}  # nothing is left untried


def test_a_rate_that_is_refused_gets_a_sentence_that_says_why(modules: Modules) -> None:
    refused = [text for text in [*REFUSED, *TWO, "0", "-0.1"] if len(text) < 40]
    write = "return x.given.map((text) => m.refusal(x.texts, text, (x.read)[text]));"
    for language in LANGUAGES:
        reasons = ("empty", "none", "negative", "two", "large", "small", "zero")
        told = {
            f"rate_{why}": say(
                f"stage.rate_{why}", language, given="{given}", one="{one}", other="{other}"
            )
            for why in reasons
        }
        argument = {"given": refused, "texts": told, "read": {t: in_python(t) for t in refused}}
        for text, sentence in zip(
            refused, modules("stage/ratefield", write, argument), strict=True
        ):
            why = in_python(text).get("reason", "negative")
            both = dict(zip(("one", "other"), TWO.get(text, ("", "")), strict=True))
            assert sentence == say(f"stage.rate_{why}", language, given=text, **both)
