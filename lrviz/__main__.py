"""``python -m lrviz``: the engine without a browser."""

import sys

from lrviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
