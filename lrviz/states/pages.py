"""The pages by name, each with what its address holds beside the run."""

from collections.abc import Mapping
from types import MappingProxyType

from lrviz.states.address import AddressSettings
from lrviz.states.compare import COMPARE
from lrviz.states.gradient import GRADIENT
from lrviz.states.network import NETWORK
from lrviz.states.regression import REGRESSION

__all__ = ["BESIDE", "CLASSROOM", "DEFAULT_PAGE", "LESSONS", "PAGES"]

DEFAULT_PAGE = "descent"  # The page at the root of the address.
# What each page's address holds beside the run.
PAGES: Mapping[str, AddressSettings | None] = MappingProxyType(
    {
        DEFAULT_PAGE: None,
        "compare": COMPARE,
        "regression": REGRESSION,
        "gradient": GRADIENT,
        "network": NETWORK,
    }
)
CLASSROOM, LESSONS = BESIDE = ("classroom", "lessons")  # These stand beside any other page.
