"""Whether the kept figures stand behind every promise: `make faults` ends with it, after the whole programme."""

import sys

from tests.faults.figures import read_figures, shortcomings
from tests.faults.noting import KEPT


def main() -> int:
    """Name what is missing or doesn't hold. Returns 1 where anything is."""
    found = shortcomings(read_figures(KEPT))
    for sentence in found:
        sys.stderr.write(sentence + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
