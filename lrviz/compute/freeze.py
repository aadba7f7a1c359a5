"""The last that is loaded before workers are forked: what is there by then, all share.

A collection that walked it would write to it, and each worker have a copy of its own. What is no
longer used by then is two megabytes, less than the time to look for it is worth.
"""

import gc

import torch

torch.set_num_threads(1)
gc.freeze()
