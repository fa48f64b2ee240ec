"""`python -m benchmarks` runs them all, for some fifty minutes; `python -m benchmarks tick` runs one.

`--most-rows 100000` makes a smaller run of either. What was measured is printed as Markdown and kept in
`.artefacts/bench.json`, from which `python -m benchmarks picture` draws `docs/pictures/speed.svg`.
"""

import importlib
import sys
import traceback

from benchmarks.places import say
from benchmarks.report import KEPT_IN, Report, machine

NAMES = ("sizes", "tick", "import")
"""Those of a whole run; `sizes` runs the servers of `http` too, at each of its sizes."""

OTHERS = ("http", "room", "picture")


def main() -> None:
    """Run what is asked for."""
    chosen, arguments = None, sys.argv[1:]
    if arguments and not arguments[0].startswith("-"):
        chosen, *arguments = arguments
        if chosen not in (*NAMES, *OTHERS):
            raise SystemExit(f"There is no benchmark {chosen!r}: choose among {', '.join((*NAMES, *OTHERS))}.")
    if chosen is not None:
        _run(chosen, arguments, None)
        return
    report = Report(KEPT_IN)
    print(f"On {', '.join(f'{name} {value}' for name, value in machine().items())}:\n")
    failed = [name for name in NAMES if not _is_done(name, arguments, report)]
    if not failed:
        _run("picture", [], None)
    raise SystemExit(f"Failed: {', '.join(failed)}." if failed else 0)


def _is_done(name: str, arguments: list[str], report: Report) -> bool:
    """Run one of several; what fails is told, and keeps the others from nothing."""
    say(f"-- {name}")
    try:
        _run(name, arguments, report)
    except (Exception, SystemExit):
        traceback.print_exc()
        return False
    print(flush=True)
    return True


def _run(name: str, arguments: list[str], report: Report | None) -> None:
    importlib.import_module(f"benchmarks.bench_{name}").main(arguments, report)


if __name__ == "__main__":
    main()
