"""An own table with gaps: a row goes only for a column in use, and rows stay known by their own."""

from dataclasses import replace

import numpy as np
import pytest

import lrviz
from lrviz.regression.data import FEWEST_ROWS, first_choice, first_features, lacking
from lrviz.regression.recipe import CSV, Recipe, moves_stay
from lrviz.text import LANGUAGES

NAN = float("nan")
# Columns a, b, mostly (mostly missing) and y; row 1 of the file is the header.
HOLED = b"""who,a,b,mostly,y
Ann,1,2,,3
Bob,4,,,7
Cid,7,9,1,9
Dee,,8,,1
Eve,5,1,2,6
Flo,6,3,,
"""
NUMBERS = np.array(
    [[1, 2, NAN, 3], [4, NAN, NAN, 7], [7, 9, 1, 9],
     [NAN, 8, NAN, 1], [5, 1, 2, 6], [6, 3, NAN, NAN]]
)  # fmt: skip
ON_ONE = Recipe(data=CSV, features=(0,))
ON_TWO = Recipe(data=CSV, features=(0, 1))


def table(content: bytes = HOLED) -> lrviz.objectives.Table:
    return lrviz.read_table(content, gaps="keep")


def solved(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.column_stack([X, np.ones(len(y))]), y, rcond=None)[0]


@pytest.mark.parametrize(
    ("features", "rows"), [((0,), [0, 1, 2, 4]), ((0, 1), [0, 2, 4]), ((1,), [0, 2, 3, 4])]
)
@pytest.mark.parametrize("standardised", [True, False])
def test_the_fit_is_least_squares_on_the_rows_complete_in_the_columns_used(
    features: tuple[int, ...], rows: list[int], standardised: bool
) -> None:
    made = Recipe(data=CSV, features=features, standardised=standardised).build(table())
    by_hand = NUMBERS[rows]
    assert made.fit.X.tolist() == by_hand[:, features].tolist()
    assert made.best is not None
    expected = solved(by_hand[:, features], by_hand[:, -1])
    assert made.original(made.best) == pytest.approx(expected, rel=1e-9)


def test_a_feature_that_is_not_used_may_have_gaps() -> None:
    names, X, target, y = ON_ONE.columns(table())
    assert (names, target) == (["a", "b", "mostly"], "y")
    assert np.array_equal(X, NUMBERS[[0, 1, 2, 4], :3], equal_nan=True)
    assert y.tolist() == [3, 7, 9, 6]


def test_a_column_that_is_mostly_missing_can_be_chosen() -> None:
    made = Recipe(data=CSV, features=(2,)).build(table())
    assert made.features == ("mostly",)
    assert made.fit.y.tolist() == [9, 6]


def test_gaps_of_another_target_count() -> None:
    assert Recipe(data=CSV, target=1, features=(1,)).build(table()).fit.y.tolist() == [9, 1]


def test_every_row_is_known_by_its_row_in_the_file() -> None:
    made = ON_TWO.build(table())
    assert made.fit.known.tolist() == [2, 4, 6]
    assert made.fit.number.tolist() == [0, 1, 2]
    split = replace(ON_ONE, share=0.5, seed=3).build(table())
    places = {row: NUMBERS[row - 2, 0] for row in (2, 3, 4, 6)}
    for rows in (split.fit, split.held):
        assert [places[row] for row in rows.known.tolist()] == rows.X[:, 0].tolist()
    assert sorted([*split.fit.known, *split.held.known]) == list(places)


def test_a_thinned_row_keeps_its_row_in_the_file() -> None:
    content = b"x,y\n" + b",1\n" + b"1,0\n2,1\n" * 6_000
    made = Recipe(data=CSV, model="logistic").build(table(content))
    assert made.fit.known[:3].tolist() == [3, 6, 9]
    assert made.fit.number[:3].tolist() == [0, 1, 2]


def test_without_a_file_rows_are_counted_from_one() -> None:
    assert Recipe().build().fit.known[:3].tolist() == [1, 2, 3]


def test_names_and_counts_need_no_complete_row() -> None:
    holed = table(b"a,b,y\n1,,3\n2,,4\n,5,6\n")
    recipe = Recipe(data=CSV, features=(0, 1))
    assert recipe.names(holed) == (["a", "b"], "y")
    assert recipe.count(holed) == 0
    assert Recipe().names() == (["size", "age"], "price")
    assert Recipe().count() == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_few_complete_rows_are_one_sentence(language: str) -> None:
    holed = table(b"a,b,y\n1,,3\n2,9,4\n,5,6\n")
    with pytest.raises(lrviz.TableError) as refusal:
        Recipe(data=CSV, features=(0, 1)).build(holed)
    sentence = refusal.value.in_language(language)
    assert "a, b, y" in sentence
    assert "{" not in sentence
    assert str(refusal.value) == (
        "Of 3 rows, 1 can be used, and a regression needs 2; "
        "the others lack a number in one of these columns: a, b, y."
    )


def test_columns_that_cost_rows_are_counted_the_worst_first() -> None:
    assert list(lacking(table(), (0, 1, 3)).items()) == [(0, 1), (1, 1), (3, 1)]
    assert list(lacking(table(), (0, 2)).items()) == [(2, 4), (0, 1)]
    assert lacking(table(b"a,b\n1,2\n3,4\n"), (0, 1)) == {}


MOVED = ((2, -1, 50.0),)


@pytest.mark.parametrize(
    ("before", "after", "stay"),
    [
        (ON_ONE, ON_TWO, False),  # a row less
        (ON_TWO, replace(ON_TWO, features=(1, 0)), True),
        (ON_ONE, replace(ON_ONE, features=(1,)), False),  # as many rows, but others
    ],
)
def test_moved_points_stay_while_the_rows_do(before: Recipe, after: Recipe, stay: bool) -> None:
    moved = replace(before, moved=MOVED)
    assert moves_stay(moved, replace(after, moved=MOVED), table()) is stay
    assert moves_stay(before, after, table()) is True  # there is nothing to lose


def test_a_move_counts_the_rows_that_are_complete() -> None:
    made = replace(ON_TWO, moved=MOVED).build(table())
    assert made.fit.y.tolist() == [3, 9, 50]


@pytest.mark.parametrize(
    ("content", "choice"),
    [
        (b"a,b,c,y\n1,2,3,4\n5,6,7,8\n", (3, (0, 1))),
        (b"a,b,c,y\n1,,3,4\n5,,7,8\n6,1,8,9\n", (3, (0, 2))),  # b is mostly missing
        (b"a,b,y\n1,2,\n5,6,\n6,1,9\n", (1, (0,))),  # so is the last
        (b"a,b,c,y\n1,,5,2\n3,,7,4\n,1,8,2\n,3,6,4\n", (3, (2,))),  # a and b never meet
        (b"a,y\n1,\n2,\n,3\n,4\n", None),
        (b"a,b,y\n1,2,\n3,4,\n,,5\n,,6\n,,7\n", (1, (0,))),
        (b"a,b,c,y\n1,,5,2\n3,,7,4\n,1,8,2\n,3,6,\n", (3, (2,))),  # c shares three rows with y
    ],
)
def test_a_table_is_first_fitted_on_columns_that_leave_rows(
    content: bytes, choice: tuple[int, tuple[int, ...]] | None
) -> None:
    found = table(content)
    assert first_choice(found) == choice
    if choice:
        target, features = choice
        recipe = Recipe(data=CSV, target=target, features=features)
        assert recipe.count(found) >= FEWEST_ROWS
        assert recipe.build(found).best is not None


@pytest.mark.parametrize(
    ("content", "target", "features"),
    [
        (b",TV,Radio,Sales\n1,230.1,37.8,22.1\n2,44.5,39.3,10.4\n", "Sales", ["TV", "Radio"]),
        (b"Unnamed: 0,x,y\n0,1,2\n1,4,3\n2,5,9\n", "y", ["x"]),
        (b"year,size,price\n2019,50,100\n2019,60,120\n2019,70,150\n", "price", ["size"]),
        (b"customer_id,age,spend\n907,20,3\n801,30,4\n855,40,9\n", "spend", ["age"]),
        (b"houseId,size,price\n3,50,1\n9,60,2\n5,55,4\n", "price", ["size"]),
        (b"842302,17.9,1.2\n842517,20.5,1.4\n845636,12.4,1.9\n", "column_3", ["column_2"]),
        (b"rownames,a,b\n1,4,2\n2,4,10\n3,7,4\n", "b", ["a"]),
        (b"x,y,n\n1,4,2\n5,9,2\n3,7,2\n", "y", ["x"]),  # the last column is one value
        (b"x,y,id\n1,4,1\n5,9,2\n3,7,3\n", "y", ["x"]),
        (b"id,y\n1,4\n2,9\n3,7\n", "y", ["id"]),  # there is nothing else
        (b"size,y\n1,4\n2,9\n3,7\n", "y", ["size"]),  # it goes up by one, but is a size
        (b"k,id,y\n5,1,4\n5,2,9\n5,3,7\n", "y", ["id"]),  # rather than one value
        (b"sex,h,w\nM,180,80\nF,165,60\nM,175,77\nF,160,55\n", "w", ["h"]),
    ],
)
def test_a_row_number_an_id_or_one_value_is_no_first_choice(
    content: bytes, target: str, features: list[str]
) -> None:
    found = table(content)
    choice = first_choice(found)
    assert choice is not None
    others = [name for i, name in enumerate(found.names) if i != choice[0]]
    assert (found.names[choice[0]], [others[i] for i in choice[1]]) == (target, features)


@pytest.mark.parametrize(
    ("content", "target", "features"),
    [
        (b"a,b,c,y\n1,2,3,4\n5,6,7,8\n", 0, (0, 1)),
        (b"a,b,c,y\n1,2,3,4\n5,6,7,8\n", 1, (0, 1)),
        (b"a,b,c\n1,,1\n2,,3\n,3,5\n,4,8\n", 1, (1,)),  # a and b never meet, b and c do
        (b"a,b,c\n1,,1\n2,,\n3,,\n4,4,8\n", 1, ()),  # b has one number
        (b"a,y\n1,\n2,\n,3\n,4\n", 0, ()),
    ],
)
def test_another_target_begins_with_features_that_leave_rows(
    content: bytes, target: int, features: tuple[int, ...]
) -> None:
    found = table(content)
    assert first_features(found, target) == features
    if features:
        assert Recipe(data=CSV, target=target, features=features).count(found) >= FEWEST_ROWS
