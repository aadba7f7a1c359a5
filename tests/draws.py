"""How many examples a property is tried on."""

import os

from hypothesis import settings

NEW = os.environ.get("LRVIZ_EXAMPLES", "same") == "new"


def draws(many: int) -> settings:
    """``many`` examples never drawn before in ``make fuzz``; a fifth, the same ones, otherwise."""
    return settings(max_examples=many if NEW else max(many // 5, 1))
