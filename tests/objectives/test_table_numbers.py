"""Columns of cells as numbers: the quick way and the careful way read the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.objectives.tables import numbers


@given(
    st.lists(
        st.sampled_from(
            ["", " ", "NA", ".", "-", "1", "2.5", "1.234", "1,5", "1,234", "-7e3", "1_0", "inf",
             "nan", "x", "\u2212 3", "\uff11"]
        ),
        min_size=1, max_size=6,
    ),
    st.booleans(),
)  # fmt: skip
def test_the_quick_reading_of_a_column_is_that_of_the_careful_one(
    column: list[str], comma: bool
) -> None:
    """Beside a column of decimals, which decides where this one does not."""
    cells = [column, ["0,25" if comma else "0.25"] * len(column)]
    quick = numbers.read_columns(cells, comma_separated=False, spaces=False)[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbers, "_fast", lambda column: None)
        careful = numbers.read_columns(cells, comma_separated=False, spaces=False)[0]
    assert np.array_equal(quick.values, careful.values, equal_nan=True)
    assert quick.missing.tolist() == careful.missing.tolist()
    assert quick.text.tolist() == careful.text.tolist()
    assert (quick.grouped, quick.decimals) == (careful.grouped, careful.decimals)
