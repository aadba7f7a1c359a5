"""``python -m benchmarks [name …]``: run the benchmarks named, or all of them."""

import sys
from importlib import import_module

NAMES = (
    "engine",
    "scaling",
    "regression",
    "network",
    "basins",
    "film",
    "stage",
    "line",
    "films",
    "crowd",
    "kills",
    "cluster",
    "classroom",
    "export",
)


def main(arguments: list[str]) -> int:
    """Run each benchmark's ``main()``; 2 for a name that is none."""
    unknown = [name for name in arguments if name not in NAMES]
    if unknown:
        print(f"`{unknown[0]}` is not a benchmark; there is {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in arguments or NAMES:
        import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
