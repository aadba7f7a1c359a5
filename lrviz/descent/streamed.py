"""A sweep of any number of runs written to a file as its parts end, never in memory as a whole.

The file is numpy's own format, NPY, with one record to a run: everything of a run lies together,
so that a part is one piece of the file wherever it ends up, in whatever order parts end, and a
reader maps the file into memory and reads of it what it looks at. (In an NPZ each array would
have to be whole before the next begins, and numpy can read it only whole.)
"""

import errno
import os
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import closing, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from lrviz.descent.loop import Progress
from lrviz.descent.parts import Part, base_lr, batch_index, cuts, finished
from lrviz.descent.plan import Plan
from lrviz.descent.record import sealed
from lrviz.descent.trajectory import Floats, Outcome, Sweep
from lrviz.descent.whole_file import replacing, writing

__all__ = ["streamed"]

PART_BYTES = 2**24  # A part's record has about so many bytes.
UNDER_WAY = 32  # Workers hold, or have answered, at most so many parts that are not yet written.


def streamed(plan: Plan, executor: Executor | None, path: Path) -> Sweep:
    """The Sweep of a plan, written to ``path``; its arrays are the file, mapped into memory.

    Raises:
        UnwritableError: the file cannot be written, or not all of it.
        CancelledError: ``plan.progress`` has returned False.
    """
    kind = record_type(plan)
    bounds = cuts(plan, kind.itemsize, PART_BYTES)
    telling = replace(plan, progress=plan.progress and _ending(plan.progress))
    # In place a part is run as it is asked for: a second one would only wait in memory.
    by, most = (_InPlace(), 1) if executor is None else (executor, UNDER_WAY)
    with replacing(path) as beside:
        with writing(path):
            out = _RunFile(beside, kind, base_lr(plan))
        with closing(out):
            for part in finished(telling, by, bounds, most):
                with writing(path):
                    out.add(part)
            with writing(path):
                out.finish()
    return _mapped(plan, path, out)


def record_type(plan: Plan) -> np.dtype[Any]:
    """A run as one record, in the names of Sweep: NaN after its end, and for a run that ended
    otherwise in ``beyond``.
    """
    dim, rows = plan.objective.dim, plan.steps + 1
    shapes = {"w": (rows, dim), "loss": (rows,), "grad": (rows, dim), "lr": (plan.steps,)}
    state = plan.part(0, 1).first_state
    shapes |= {f"state.{name}": (rows, each.shape[-1]) for name, each in state.items()}
    if plan.batches is not None:
        shapes["batch_loss"] = (plan.steps,)
    shapes["beyond"] = (2 * dim + 1,)
    ends = [("base_lr", "<f8"), ("length", "<i8"), ("outcome", "<U10")]
    return np.dtype([*ends, *((name, "<f8", shape) for name, shape in shapes.items())])


class _RunFile:
    """The file while it is written.

    Attributes:
        length: the last finite row of each run ``(R,)``.
        outcome: why each run ended.
    """

    def __init__(self, path: Path, kind: np.dtype[Any], lr: Floats) -> None:
        self._kind, self._lr, runs = kind, lr, len(lr)
        self.length = np.zeros(runs, dtype=np.int64)
        self.outcome = [Outcome.CANCELLED] * runs
        head = _head(kind, runs)
        self._begin = len(head)
        self._out: BinaryIO = path.open("wb")
        try:
            _reserve(self._out, len(head) + runs * kind.itemsize)
            self._out.write(head)
        except OSError:
            self.close()
            raise

    def add(self, part: Part) -> None:
        """Write down some runs, wherever they stand among all."""
        self.length[part.runs], self.outcome[part.runs] = part.length, part.outcome
        records = _records(part, self._kind)
        records["base_lr"] = self._lr[part.runs]
        self._out.seek(self._begin + part.first * self._kind.itemsize)
        self._out.write(records.view(np.uint8).data)

    def finish(self) -> None:
        """Everything is on the disk."""
        self._out.flush()
        os.fsync(self._out.fileno())

    def close(self) -> None:
        """Let go of it; that the last bytes had no room has been told of."""
        with suppress(OSError):
            self._out.close()


def _head(kind: np.dtype[Any], runs: int) -> bytes:
    """The beginning of an NPY file of so many records."""
    out = BytesIO()
    given = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False, "shape": (runs,)}
    np.lib.format.write_array_header_1_0(out, given)
    return out.getvalue()


def _reserve(out: BinaryIO, size: int) -> None:
    """Have the room for the whole at once: a full disk is told of before the first run."""
    if not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(out.fileno(), 0, size)
    except OSError as error:  # not every file system can
        if error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}:
            raise


def _records(part: Part, kind: np.dtype[Any]) -> NDArray[Any]:
    """The runs of a part as records ``(r,)``."""
    made = np.empty(len(part.length), kind)
    made["length"], made["outcome"] = part.length, part.outcome
    made["beyond"] = np.nan if part.beyond is None else part.beyond
    for name, values in part.rows.items():
        field, known = made[name.replace("state ", "state.")], len(values)
        field[:, :known] = values.swapaxes(0, 1)
        field[:, known:] = np.nan
    return made


def _mapped(plan: Plan, path: Path, written: _RunFile) -> Sweep:
    """The record of the file, cut to its longest run as a Sweep is."""
    runs = np.load(path, mmap_mode="r").view(np.ndarray)
    last = int(written.length.max())
    state = {name[6:]: runs[name][:, : last + 1] for name in runs.dtype.names if "state." in name}
    blown = Outcome.NON_FINITE in written.outcome
    return Sweep(
        objective=plan.objective,
        settings=plan.settings,
        w=runs["w"][:, : last + 1],
        loss=runs["loss"][:, : last + 1],
        grad=runs["grad"][:, : last + 1],
        lr=runs["lr"][:, :last],
        base_lr=base_lr(plan),
        length=sealed(written.length),
        outcome=tuple(written.outcome),
        state=state,
        batch_loss=None if plan.batches is None else runs["batch_loss"][:, :last],
        batch_index=batch_index(plan, last),
        beyond=runs["beyond"] if blown else None,
    )


def _ending(progress: Progress) -> Progress:
    """``progress``, whose False ends the sweep: half a file is of no use."""

    def told(done: int, steps: int) -> None:
        if progress(done, steps) is False and done < steps:
            raise CancelledError

    return told


class _InPlace(Executor):
    """Runs each job where it is asked to."""

    def submit(self, job: Callable[..., Any], /, *given: Any, **named: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(job(*given, **named))
        return future
