"""``python -m lrviz``, the same as the ``lrviz`` command."""

import sys

from lrviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
