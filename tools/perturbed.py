"""The tests without a browser, on arithmetic that differs in the last digits.

    python -m tools.perturbed [arguments of pytest]

Once with each of the vector instructions that this machine has, for torch, its MKL and numpy's
OpenBLAS, and twice with every gradient of the engine moved by an ulp (``tests/nudge.py``). A
line for each; what fails in any of them depends on the last digits of a computation.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence

import torch

__all__ = ["main", "modes"]

_LEVELS = ("DEFAULT", "AVX2", "AVX512")
_MODES = {
    "DEFAULT": {
        "ATEN_CPU_CAPABILITY": "default",
        "MKL_CBWR": "COMPATIBLE",
        "OPENBLAS_CORETYPE": "Nehalem",
    },
    "AVX2": {"ATEN_CPU_CAPABILITY": "avx2", "MKL_CBWR": "AVX2", "OPENBLAS_CORETYPE": "Haswell"},
    "AVX512": {
        "ATEN_CPU_CAPABILITY": "avx512",
        "MKL_CBWR": "AVX512",
        "OPENBLAS_CORETYPE": "SkylakeX",
    },
}
_NUDGES = ({"LRVIZ_NUDGE": "1"}, {"LRVIZ_NUDGE": "2"})
_COUNTS = re.compile(r"\b\d+ (?:passed|failed|errors?|skipped)\b")


def modes() -> list[dict[str, str]]:
    """The environments to run in: those of this processor, and the nudges, which any has."""
    best = torch.backends.cpu.get_cpu_capability()
    known = _LEVELS[: _LEVELS.index(best) + 1] if best in _LEVELS else ()
    return [*(_MODES[level] for level in known), *_NUDGES]


def _tested(mode: dict[str, str], arguments: Sequence[str]) -> bool:
    """Run the tests in ``mode``, say how that went, and whether all is well."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not browser", "--tb=short", *arguments]
    done = subprocess.run(
        command, env=os.environ | mode, capture_output=True, text=True, check=False
    )
    name = " ".join(f"{key}={value}" for key, value in mode.items())
    last = done.stdout.strip().rpartition("\n")[2]
    counts = ", ".join(_COUNTS.findall(last)) or "no result"
    print(f"{name}: {counts} in {time.monotonic() - began:.0f} s", flush=True)
    if done.returncode:
        print(done.stdout[-20_000:], done.stderr[-2_000:], sep="\n", flush=True)
    return done.returncode == 0


def main(arguments: Sequence[str]) -> int:
    """Every mode, even after one has failed; 1 if any has."""
    well = [_tested(mode, arguments) for mode in modes()]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
