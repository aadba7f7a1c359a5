"""A person's table on the Regression page, without a browser: read, chosen from, refused."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

import lrviz
from lrviz.objectives.tables import TableError
from lrviz.regression.recipe import CSV, Recipe, collinear, constant, nearly_collinear
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.regression import reader
from lrviz.ui.pages.regression.answer import TASK
from tests.objectives.awkward_tables import READ, REFUSED
from tests.ui.pages import calm, labelled
from tests.ui.regression_page import run, settings, task

Script = Callable[..., AppTest]


@pytest.fixture
def script() -> Script:
    return run


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that Streamlit has been told to forget."""
    forgotten: list[str] = []
    forget = MemoryUploadedFileManager.remove_file

    def remove_file(self: MemoryUploadedFileManager, session_id: str, file_id: str) -> None:
        forgotten.extend(each.file_id for each in self.get_files(session_id, [file_id]))
        forget(self, session_id, file_id)

    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", remove_file)
    return forgotten


@pytest.mark.parametrize("content", [b"a,y\n1,2\n2,3\n", b"nothing to read"])
def test_streamlit_keeps_no_file_that_has_been_read(
    script: Script, let_go: list[str], content: bytes
) -> None:
    app = upload(script(data=CSV), content)
    assert len(let_go) == 1
    assert reader.READING not in app.session_state


def upload(app: AppTest, content: bytes, name: str = "data.csv") -> AppTest:
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return calm(app.run())


def test_a_table_of_ones_own_is_fitted_and_its_file_let_go(script: Script) -> None:
    app = script(data=CSV)
    assert not app.get("component")
    rows = b"".join(b"%d;%d;%d,5\n" % (i, i % 7, 3 * i) for i in range(40))
    upload(app, b"size;age;price\n" + rows)
    made = task(app)
    assert made.features == ("size", "age")
    assert made.target == "price"
    assert made.best is not None
    assert made.original(made.best)[0] == pytest.approx(3.0)
    assert app.file_uploader[0].value is None
    assert any("price" in each.value for each in app.caption)  # the decimal comma is told


def test_target_and_features_of_an_own_table_are_chosen(script: Script) -> None:
    app = script(data=CSV)
    upload(app, b"a,b,c\n1,2,3\n4,5,7\n7,9,9\n2,8,1\n")
    labelled(app.selectbox, say("regression.target")).select(0).run()
    assert (task(calm(app)).features, task(app).target) == (("b", "c"), "a")
    app.multiselect[0].set_value([1]).run()
    assert task(calm(app)).features == ("c",)


def menu(app: AppTest, name: str) -> Any:
    return labelled(app.selectbox, say(f"table.menu.{name}"))


def test_a_wrong_guess_is_corrected_and_the_table_is_read_anew(script: Script) -> None:
    app = upload(script(data=CSV), b"x;z;y\n1;1.234;2\n4;5.678;3\n2;9.012;7\n")
    assert task(app).fit.X[:, 1].tolist() == [1.234, 5.678, 9.012]
    calm(menu(app, "decimal").select(",").run())
    assert task(app).fit.X[:, 1].tolist() == [1234, 5678, 9012]
    (preview,) = [each.value for each in app.markdown if "| --- |" in each.value]
    assert "| 1 | 1234 | 2 |" in preview
    calm(menu(app, "decimal").select("auto").run())
    assert task(app).fit.X[:, 1].tolist() == [1.234, 5.678, 9.012]
    calm(menu(app, "header").select(2).run())
    assert task(app).target == "2"


def test_a_file_that_is_refused_can_be_read_otherwise(script: Script) -> None:
    app = upload(script(data=CSV), b"x^y\n1^2\n3^5\n4^9\n7.5^1\n")
    assert len(app.error) == 1
    calm(menu(app, "separator").select("|").run())
    assert len(app.error) == 1  # nor is it that
    app = upload(app, "cena_z\u0142,y\n1,2\n3,5\n4,4\n".encode("cp1250"))
    assert menu(app, "separator").index == 0  # another file begins with what is found in it
    calm(menu(app, "encoding").select("cp1252").run())
    assert task(app).features == ("cena_z\u00b3",)


def test_a_large_file_is_not_kept_but_the_next_is_read_as_was_chosen(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "KEPT", 10)
    content = b"x;z;y\n1;1.234;2\n4;5.678;3\n2;9.012;7\n"
    app = upload(script(data=CSV), content)
    calm(menu(app, "decimal").select(",").run())
    assert "Give the file again" in captions(app)
    assert task(app).fit.X[:, 1].tolist() == [1.234, 5.678, 9.012]
    upload(app, content)
    assert task(app).fit.X[:, 1].tolist() == [1234, 5678, 9012]
    assert "Give the file again" not in captions(app)


def test_a_target_of_two_words_begins_with_logistic_regression(script: Script) -> None:
    app = upload(script(data=CSV), b"id,hours,pass\n1,5,no\n2,7,yes\n3,6,no\n4,9,yes\n5,8,no\n")
    made = task(app)
    assert (made.model, made.features, made.target) == ("logistic", ("hours",), "pass")


def test_of_many_columns_any_can_be_chosen(script: Script) -> None:
    head = ",".join(f"c{i}" for i in range(81))
    rows = "\n".join(",".join(str(i * j % 17 + j % 3 * i) for j in range(1, 82)) for i in range(9))
    app = upload(script(data=CSV), f"{head}\n{rows}\n".encode())
    assert task(app).target == "c80"
    choose(app, 60, 78)
    assert task(app).features == ("c60", "c78")
    (preview,) = [each.value for each in app.markdown if "| --- |" in each.value]
    assert "c60" in preview
    assert preview.splitlines()[0].count("|") == 13
    labelled(app.selectbox, say("regression.target")).select(70).run()
    assert task(calm(app)).target == "c70"


def test_collinear_columns_are_said(script: Script) -> None:
    app = script(data=CSV)
    upload(app, b"a,b,y\n1,2,3\n2,4,7\n3,6,9\n4,8,9\n")
    assert any("a, b" in each.value for each in app.warning)


ALIKE = b"a,b,y\n1,2,3\n2,4,5\n3,6,8\n4,8,9\n"  # b is twice a


@pytest.mark.parametrize("std", ["0", "1"])
def test_a_constant_feature_replaces_nothing(script: Script, std: str) -> None:
    """b replaces it; the columns that replace one another are said beside it, without it."""
    scaled = "_scaled" if std == "1" else ""
    app = upload(script(data=CSV, std=std), b"x,y\n3,1\n3,2\n3,4\n3,9\n")
    labelled(app.toggle, say("regression.standardise")).set_value(std == "1").run()
    labelled(app.selectbox, say("regression.target")).select(1).run()
    (warning,) = [each.value for each in calm(app).warning]
    assert warning == say(f"regression.constant{scaled}", names="x")
    table = lrviz.read_table(b"k,a,b,y\n0.1,1,2,3\n0.1,2,4,5\n0.1,3,6,8\n0.1,4,8,9\n")
    made = Recipe(data=CSV, features=(0, 1, 2), standardised=std == "1").build(table)
    assert collinear(made) == ("k", "a", "b")
    assert constant(made) == ("k",)


@pytest.mark.parametrize("std", ["0", "1"])
def test_the_least_solution_is_said_to_be_least_where_it_is(script: Script, std: str) -> None:
    """Of w and b on the standardised features it is, not put back into original units."""
    app = upload(script(data=CSV), ALIKE)
    labelled(app.toggle, say("regression.standardise")).set_value(std == "1").run()
    app.session_state["regression_section_solution"] = True
    said = [each.value for each in calm(app.run()).markdown]
    key = "formula_note_collinear" + ("_scaled" if std == "1" else "")
    assert say(f"regression.{key}") in said
    X, y = np.array([[1, 2, 1], [2, 4, 1], [3, 6, 1], [4, 8, 1]]), np.array([3, 5, 8, 9])
    made, least = task(app), np.linalg.pinv(X) @ y
    assert made.original(made.best) == pytest.approx(least.tolist()) if std == "0" else True
    assert std == "0" or np.linalg.norm(made.original(made.best)) > np.linalg.norm(least) + 0.1


@pytest.mark.parametrize("std", [True, False])
def test_a_solution_that_rounding_decides_is_said_to_be_rough(script: Script, std: bool) -> None:
    """Against 60 digits: the weights are off where it is said, and right where it is not."""
    for off, near in ((1e-7, True), (1e-2, False)):
        rows = [(1, 2, 3), (2, 4 + off, 5), (3, 6, 8), (4, 8, 9), (5, 10 + off, 12)]
        text = "\n".join(",".join(map(repr, row)) for row in rows)
        recipe = Recipe(data=CSV, features=(0, 1), standardised=std)
        made = recipe.build(lrviz.read_table(f"a,b,y\n{text}\n".encode()))
        with mpmath.workdps(60):
            A, y = (
                mpmath.matrix([[a, b, 1] for a, b, _ in rows]),
                mpmath.matrix([r[2] for r in rows]),
            )
            right = [float(w) for w in mpmath.lu_solve(A.T * A, A.T * y)]
        close = made.original(made.best) == pytest.approx(right, rel=1e-6)
        assert nearly_collinear(made) == near == (not close)
    app = upload(script(data=CSV), b"a,b,y\n1,2,3\n2,4.0000001,5\n3,6,8\n4,8,9\n5,10.0000001,12\n")
    assert say("regression.nearly_collinear") in [each.value for each in app.warning]


def test_an_offset_makes_no_solution_rough() -> None:
    rows = "\n".join(f"{1_700_000_001 + 60 * n},{y}" for n, y in enumerate((20, 23, 25, 26, 30)))
    for std in (True, False):
        recipe = Recipe(data=CSV, standardised=std)
        assert not nearly_collinear(recipe.build(lrviz.read_table(f"t,y\n{rows}".encode())))


def test_labels_of_an_own_table_allow_the_second_model(script: Script) -> None:
    app = script(data=CSV, model="logistic")
    upload(app, b"x,y\n1,0\n2,1\n3,0\n4,1\n")
    assert task(app).model in {"linear", "logistic"}


FITTED = [
    "the other columns tell what 1.234 is",
    "one row, no newline at its end",
    "one column of decimal commas",
    "missing values",
]


@pytest.mark.parametrize("name", FITTED)
def test_an_awkward_table_is_fitted_or_gets_one_sentence(script: Script, name: str) -> None:
    content, names, rows, _ = READ[name]
    app = upload(script(data=CSV), content)
    if len(names) < 2 or len(rows) < 2:
        assert len(app.error) == 1
        return
    assert not app.error
    assert len(task(app).fit) == len(rows)
    assert np.isfinite(task(app).best).all()


def test_of_every_awkward_table_a_task_is_made_or_one_sentence() -> None:
    """What the page does with each of them, without the page."""
    small = {name: each for name, each in READ.items() if len(each[0]) < 1_000_000}
    for name, (content, names, rows, _) in small.items():
        table = lrviz.read_table(content, gaps="keep")
        if len(names) < 2 or len(rows) < 2:
            with pytest.raises(ValueError):
                Recipe(data=CSV).build(table)
            continue
        made = Recipe(data=CSV).build(table)
        assert len(made.fit) == len(rows), name
        assert np.isfinite(made.best).all(), name


@pytest.mark.parametrize("name", ["an open quotation mark", "xlsx"])
def test_a_table_that_cannot_be_read_gets_one_sentence(script: Script, name: str) -> None:
    content, sentence = REFUSED[name]
    app = upload(script(data=CSV), content)
    (said,) = app.error
    assert said.value.replace("\\", "") == sentence.replace("\\", "")
    assert TASK not in app.session_state


def test_a_table_is_refused_with_gaps_as_it_is_without() -> None:
    """The page reads with gaps; its sentence is that of the table itself, see ``test_table``."""
    for name, (content, sentence) in REFUSED.items():
        if len(content) < 1_000_000 and name != "no row is complete":  # it is read, see below
            with pytest.raises(TableError) as refused:
                lrviz.read_table(content, gaps="keep")
            assert str(refused.value) == sentence, name


def test_a_bad_table_leaves_the_last_good_one(script: Script) -> None:
    app = upload(script(data=CSV), b"a,b\n1,2\n2,4\n3,5\n")
    before = task(app)
    upload(app, b"\x00\x01")
    assert len(app.error) == 1
    assert task(app) is before


# The file's rows 2 to 9; the whole of a and b, six numbers of c, and three of d.
HOLED = b"""a,b,c,d,y
1,5,1,,2
2,4,,,4
3,6,2,1,6
4,1,,3,9
5,2,4,,10
6,9,5,,11
7,3,7,4,15
8,7,8,,16
"""


def captions(app: AppTest) -> str:
    return "\n".join(each.value.replace("\\", "") for each in app.caption)


def choose(app: AppTest, *features: int) -> AppTest:
    app.multiselect[0].set_value([*features])
    return calm(app.run())


def test_a_row_goes_only_for_a_column_in_use_and_comes_back(script: Script) -> None:
    app = upload(script(data=CSV), HOLED)
    assert task(app).fit.known.tolist() == [2, 3, 4, 5, 6, 7, 8, 9]
    assert "rows are complete" not in captions(app)
    choose(app, 0, 2)
    assert task(app).fit.known.tolist() == [2, 4, 6, 7, 8, 9]
    assert (
        "6 of 8 rows are complete in the columns used; rows without a number: c 2. "
        "Take a column out of the features to get its rows back."
    ) in captions(app)
    choose(app, 2, 3)
    assert task(app).fit.known.tolist() == [4, 8]
    assert "2 of 8 rows are complete in the columns used; rows without a number: d 5, c 2." in (
        captions(app)
    )
    choose(app, 0, 1)
    assert len(task(app).fit) == 8
    assert "rows are complete" not in captions(app)


def test_a_gap_of_the_target_is_not_blamed_on_the_features(script: Script) -> None:
    app = upload(script(data=CSV), b"a,b,y\n1,2,3\n2,1,5\n3,3,\n4,5,8\n")
    assert "3 of 4 rows are complete in the columns used; rows without a number: y 1." in (
        captions(app)
    )
    assert "Take a column out" not in captions(app)


def test_the_preview_shows_gaps(script: Script) -> None:
    app = upload(script(data=CSV), HOLED)
    (preview,) = [each.value for each in app.markdown if "| --- |" in each.value]
    assert "| 2 | 4 | — | — | 4 |" in preview


def test_a_choice_that_leaves_too_few_rows_is_said_and_the_last_picture_stays(
    script: Script,
) -> None:
    app = upload(script(data=CSV), b"a,b,c,y\n1,1,,3\n2,3,,5\n3,,1,6\n4,,2,8\n5,6,,1\n6,,3,2\n")
    before = task(choose(app, 0, 1))
    choose(app, 1, 2)
    (said,) = app.error
    assert "Of 6 rows, 0 can be used, and a regression needs 2" in said.value.replace("\\", "")
    assert task(app) is before
    assert "0 of 6 rows are complete" in captions(app)
    app.session_state["regression_more"] = True
    for section in ("scale", "solution", "code"):
        app.session_state[f"regression_section_{section}"] = True
    calm(app.run())
    choose(app, 0)
    assert not app.error
    assert len(task(app).fit) == 6


def test_too_few_rows_are_said_in_the_language_of_the_page(script: Script) -> None:
    app = upload(script(data=CSV, lang="zh"), b"a,b,y\n1,,3\n2,,5\n3,4,6\n4,,7\n")
    choose(app, 1)
    (said,) = app.error
    assert "4 行中只有 1 行可用" in said.value


def test_a_mostly_missing_column_is_not_the_first_choice(script: Script) -> None:
    app = upload(script(data=CSV), b"m,a,b,y,n\n,1,2,3,\n,4,5,7,\n1,7,9,9,\n,2,8,1,5\n")
    assert (task(app).features, task(app).target) == (("a", "b"), "y")
    assert len(task(app).fit) == 4


def test_a_table_without_two_shared_rows_gets_one_sentence(script: Script) -> None:
    app = upload(script(data=CSV), REFUSED["no row is complete"][0])
    assert [each.value for each in app.error] == [session.plain(say("regression.table_gaps"))]
    assert TASK not in app.session_state


def test_moved_points_go_with_the_rows_that_they_count(script: Script) -> None:
    app = upload(script(data=CSV), HOLED)
    app.session_state["page_regression"] = {**settings(app), "moved": (1.0, -1.0, 99.0)}
    calm(app.run())
    choose(app, 1, 0)
    assert settings(app)["moved"] == (1.0, -1.0, 99.0)
    assert task(app).fit.y[1] == 99
    choose(app, 0, 2)
    assert settings(app)["moved"] == ()
    assert task(app).fit.y.tolist() == [2, 6, 10, 11, 15, 16]
