"""How many examples a property is tried on: few and always the same, or many never drawn before."""

import os
from typing import Any

from hypothesis import settings

NEW = os.environ.get("LRVIZ_EXAMPLES", "same") == "new"
SHARE = 5  # one in so many belongs to every run, the rest to ``make fuzz``
FEW = 100 // SHARE  # of the hundred that hypothesis would draw


def draws(many: int, **given: Any) -> settings:
    """``many`` examples in ``make fuzz``, a fifth of them otherwise."""
    return settings(max_examples=many if NEW else many // SHARE, **given)
