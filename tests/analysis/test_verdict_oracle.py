"""A seeded share of the runs on which verdicts are compared with an independent judge's.

``python -m tests.verdicts`` compares thousands; LRVIZ_VERDICTS sets how many are compared here.
"""

import os

from tests.verdicts.compare import compare

COUNT = int(os.environ.get("LRVIZ_VERDICTS", "6"))


def test_the_verdicts_are_those_of_an_independent_judge() -> None:
    outcomes = [each for each in compare(COUNT, seed=6) if not each.chaotic]
    judged = [each for each in outcomes if each.judged is not None]
    assert len(judged) > 0.8 * COUNT
    assert not [(each.task, each.judged, each.said) for each in judged if each.judged != each.said]
    assert len({each.judged for each in judged}) >= 4
