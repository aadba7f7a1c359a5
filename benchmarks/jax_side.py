"""The same work by jax.jit + vmap + scan over optax; run by an interpreter that has both.

Prints JSON: for each task the seconds of the first call (tracing and compiling included),
the median of later calls, and the last losses.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.work import Work, tasks


def _bowl(w: Any) -> Any:
    return w[0] ** 2 + 2 * w[1] ** 2


def _beale(w: Any) -> Any:
    x, y = w
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def sweep(work: Work) -> Callable[[Any, Any], Any]:
    """A compiled function of (rates, start) to paths, losses, gradients and the last losses."""
    loss_of = {"bowl": _bowl, "beale": _beale}[work.surface]
    make = {"sgd": optax.sgd, "adam": optax.adam}[work.optimizer]

    def one_run(lr: Any, start: Any) -> Any:
        optimizer = make(lr)

        def step(carry: Any, _: Any) -> Any:
            w, state = carry
            loss, grad = jax.value_and_grad(loss_of)(w)
            update, state = optimizer.update(grad, state, w)
            return (optax.apply_updates(w, update), state), (w, loss, grad)

        (w, _), record = jax.lax.scan(step, (start, optimizer.init(start)), None, work.steps)
        return *record, loss_of(w)

    return jax.jit(jax.vmap(one_run, in_axes=(0, None)))


def measured(work: Work) -> dict[str, Any]:
    """First and later seconds, results handed over as numpy arrays."""
    run, arguments = sweep(work), (jnp.array(work.rates), jnp.array(work.start))

    def call() -> tuple[float, list[np.ndarray]]:
        begun = time.perf_counter()
        arrays = [np.asarray(each) for each in run(*arguments)]
        return time.perf_counter() - begun, arrays

    first, arrays = call()
    later = statistics.median(call()[0] for _ in range(15))
    return {"first": first, "later": later, "last_losses": arrays[-1].tolist()}


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)
    found = {work.title: measured(work) for runs in (256, 4096) for work in tasks(runs)}
    print(json.dumps({"jax": jax.__version__, "optax": optax.__version__, "tasks": found}))
