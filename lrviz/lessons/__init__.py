"""The course as records: predict, then see; every answer is read from the engine's own run.

A leaf above the engine: it knows no page. ``STOPS`` in order, ``truth`` and ``scored`` for a
stop's question, ``failures`` for what is not true of one.
"""

from lrviz.lessons.claims import Equal, Figure, Less, Near, Reading
from lrviz.lessons.course import COURSE, POINTS, WHY, stop, stops_for_page, stops_for_verdict
from lrviz.lessons.record import TOPICS, VEILS, Stop
from lrviz.lessons.scoring import Score, scored
from lrviz.lessons.setlist import PageState, SetList, read_list, trouble, write_list
from lrviz.lessons.stops import STOPS
from lrviz.lessons.tasks import Exercise, done
from lrviz.lessons.truth import checked, failures, truth
from lrviz.lessons.words import after, before, option, outcome, point, topic, unit

__all__ = [
    "COURSE",
    "POINTS",
    "STOPS",
    "TOPICS",
    "VEILS",
    "WHY",
    "Equal",
    "Exercise",
    "Figure",
    "Less",
    "Near",
    "PageState",
    "Reading",
    "Score",
    "SetList",
    "Stop",
    "after",
    "before",
    "checked",
    "done",
    "failures",
    "option",
    "outcome",
    "point",
    "read_list",
    "scored",
    "stop",
    "stops_for_page",
    "stops_for_verdict",
    "topic",
    "trouble",
    "truth",
    "unit",
    "write_list",
]
