"""Every row of the audit has its tests, and every public case is a row of what they try."""

from tests.audit import ROWS
from tests.laws.sources import ROOT
from tests.objectives.found_tables import FOUND, HEADER_LINES, KINDS
from tests.objectives.notations import READ, REFUSED

PUBLIC = [*(f"F{n}" for n in range(1, 12)), "F1b", "F10b", *(f"K{n}" for n in range(1, 10))]
PUBLIC += [*(f"U{n}" for n in range(1, 8)), *(f"V{n}" for n in range(1, 8))]
TRIED = {*READ, *REFUSED, *FOUND, *KINDS, *(line for line, *_ in HEADER_LINES)}


def test_every_row_names_tests_that_are_there() -> None:
    assert {*(f"A{n}" for n in range(1, 35)), *PUBLIC} == set(ROWS)
    named = [(row, *test.split("::")) for row, told in ROWS.items() for test in told["tests"]]
    assert {row for row, _, _ in named} == set(ROWS)
    texts = {file: (ROOT / file).read_text("utf-8") for _, file, _ in named}
    assert not [each for each in named if f"def {each[2]}(" not in texts[each[1]]]


def test_every_public_case_is_tried() -> None:
    cases = {row: told["cases"] for row, told in ROWS.items() if "cases" in told}
    assert set(cases) == set(PUBLIC)
    assert sum(map(len, cases.values())) >= 90
    typed = [(row, each) for row, them in cases.items() for each in them if row[0] in "FK"]
    assert [each for each in typed if each[0] != "K5" and each[1] not in TRIED] == []
