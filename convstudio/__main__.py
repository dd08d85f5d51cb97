"""``python -m convstudio``."""

import sys

from convstudio.cli import main

if __name__ == "__main__":
    sys.exit(main())
