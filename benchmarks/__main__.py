"""`python -m benchmarks` runs them all; `python -m benchmarks http --seconds 2` runs one."""

import importlib
import sys

NAMES = ("http", "tick", "import")


def main() -> None:
    chosen, *arguments = sys.argv[1:] or [""]
    if chosen and chosen not in NAMES:
        raise SystemExit(f"There is no benchmark {chosen!r}: choose among {', '.join(NAMES)}.")
    for name in (chosen,) if chosen else NAMES:
        print(f"\n{name}\n{'-' * len(name)}")
        importlib.import_module(f"benchmarks.bench_{name}").main(arguments)


if __name__ == "__main__":
    main()
