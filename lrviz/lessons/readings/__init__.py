"""What can be read from the run of a stop: name -> function of the state and a few arguments."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lrviz.lessons.readings import data, networks, paths, rates, slopes
from lrviz.lessons.readings.base import Value

__all__ = ["READINGS", "Value"]

READINGS: Mapping[str, Callable[..., Value]] = MappingProxyType(
    {
        name: function
        for module in (paths, rates, slopes, data, networks)
        for name, function in module.READINGS.items()
    }
)
