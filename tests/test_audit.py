"""Every row of the audit has its tests."""

from tests.audit import ROWS
from tests.laws.sources import ROOT


def test_every_row_names_tests_that_are_there() -> None:
    assert {f"A{n}" for n in range(1, 35)} | {f"V{n}" for n in range(1, 8)} | {"U1"} == set(ROWS)
    named = [(row, *test.split("::")) for row, told in ROWS.items() for test in told["tests"]]
    assert {row for row, _, _ in named} == set(ROWS)
    texts = {file: (ROOT / file).read_text("utf-8") for _, file, _ in named}
    assert not [each for each in named if f"def {each[2]}(" not in texts[each[1]]]
