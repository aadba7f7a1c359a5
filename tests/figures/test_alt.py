"""A picture in words speaks of its loss as the page does, in the reader's language."""

import lrviz
from lrviz.figures.alt import called, describe_objective
from lrviz.text import say


def test_an_objective_is_called_by_its_name_in_the_reader_s_language() -> None:
    for name, record in lrviz.OBJECTIVES.items():
        assert called(lrviz.objective(name), "zh") == say(f"objective.{name}.title", "zh")
        assert called(lrviz.objective(name), "en") == record.title
    line = lrviz.linear_regression([[1.0], [2.0]], [1.0, 3.0])
    assert called(line, "zh") == say("data.linear_regression", "zh")
    assert called(lrviz.formula("x^2 + y^2"), "zh") == lrviz.formula("x^2 + y^2").title
    assert say("objective.bowl.title", "zh") in describe_objective(
        lrviz.objective("bowl"), language="zh"
    )
