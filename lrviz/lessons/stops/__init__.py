"""The stops in the order of the course, a chapter a file."""

from lrviz.lessons.stops import batches, descent, gradient, model, network, rate, scale

__all__ = ["STOPS"]

STOPS = (
    *model.STOPS,
    *descent.STOPS,
    *rate.STOPS,
    *gradient.STOPS,
    *scale.STOPS,
    *batches.STOPS,
    *network.STOPS,
)
