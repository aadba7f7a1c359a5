"""What every worker would do for its first question alone, done once before all are forked.

None of it needs the pages, or Streamlit; a figure is a dictionary.
"""

import torch

from lrviz.analysis import basins  # noqa: F401 - loaded for all, as what follows
from lrviz.film import regression  # noqa: F401
from lrviz.film.answer import Asked
from lrviz.film.jobs import RunShot, whole
from lrviz.film.network import (  # noqa: F401
    bends,
    generalisation,
    health,
    landscape,
    rates,
    recipe,
)
from lrviz.settings.config import RunConfig

torch.set_num_threads(1)  # a pool of threads would not outlive the fork
for _config in (RunConfig(), RunConfig(formula="x^2+y^2+sin(x*y)", optimizer="adam", steps=20)):
    whole(RunShot(_config), Asked(still="light"))
