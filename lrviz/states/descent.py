"""The Descent page's address: the run's own settings, and nothing beside them."""

from types import MappingProxyType

from lrviz.states.address import AddressSettings

__all__ = ["DESCENT"]

DESCENT = AddressSettings("descent", (), MappingProxyType({}))
