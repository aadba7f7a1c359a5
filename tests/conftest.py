"""What every test runs under: one thread per worker, and the same examples every time.

``make fuzz`` draws new ones, and more of them: see ``tests/draws.py``.
"""

import torch
from hypothesis import settings

from tests import draws, nudge

torch.set_num_threads(1)

settings.register_profile("same", deadline=None, derandomize=True, max_examples=draws.FEW)
settings.register_profile("new", deadline=None)
settings.load_profile("new" if draws.NEW else "same")

nudge.install()
