"""What every test runs under: one thread per worker, and the same examples every time.

``make fuzz`` draws new ones.
"""

import os

import torch
from hypothesis import settings

torch.set_num_threads(1)

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("new", deadline=None)
settings.load_profile(os.environ.get("LRVIZ_EXAMPLES", "same"))
