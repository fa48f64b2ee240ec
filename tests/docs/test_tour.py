"""The tour of the README and the examples of the pages are typed again, and what is shown there is what comes."""

import logging
import os
import re
import shlex
from collections.abc import Generator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
APPLICATIONS = ROOT / "tests" / "intake" / "files" / "linkedin_applications.csv"
SHOWN_AT = "2026-11-23T01:13:00+01:00"
"""The moment at which the examples were taken: in words, a clock depends on it."""

_EXAMPLE = re.compile(r"^\$ replyby (.+?)$\n(.*?)(?=^\$ |^```)", re.MULTILINE | re.DOTALL)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture(autouse=True)
def log_as_before() -> Generator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


class Traveller:
    """Types the commands of a document in a folder with its files, as Ada in Berlin."""

    def __init__(self, folder: Path) -> None:
        self.environment = {"REPLYBY_DATA_DIR": str(folder / "data"), "COLUMNS": "100", "NO_COLOR": "1"}
        for name in ("huntr.csv", "list.csv"):
            (folder / name).write_bytes((HERE / name).read_bytes())
        (folder / "Job Applications.csv").write_bytes(APPLICATIONS.read_bytes())
        account = shlex.split(
            'account create ada@example.com --name "Ada Weber" --time-zone Europe/Berlin --country DE'
        )
        assert self.type(*account, "--stdin", typed="a long enough password\n")[0] == 0

    def type(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        """The exit code, and everything that a person sees."""
        result = CliRunner().invoke(app, list(arguments), input=typed, env=self.environment)
        return result.exit_code, result.output

    def sees(self, typed: str) -> str:
        """What a command of a document prints, as of the moment of the document where it depends on one."""
        arguments = shlex.split(typed)
        if arguments[0] in {"due", "digest"}:
            arguments += ["--at", SHOWN_AT]
        return self.type(*arguments)[1]


@pytest.fixture
def ada(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Traveller:
    for name in [name for name in os.environ if name.startswith("REPLYBY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return Traveller(tmp_path)


def examples(name: str) -> dict[str, list[str]]:
    """The commands that a document shows, each with what is shown of it, in order."""
    found: dict[str, list[str]] = {}
    for typed, shown in _EXAMPLE.findall((ROOT / name).read_text(encoding="utf-8")):
        found.setdefault(typed, []).append(shown)
    return found


def words(text: str) -> list[str]:
    return _ID.sub("ID", text).split()


def assert_shown(shown: str, seen: str) -> None:
    """Everything that is shown comes, in this order; an ellipsis leaves something out, and lines may be broken anew."""
    rest = words(seen)
    for part in " ".join(words(shown)).split("…"):
        wanted = part.split()
        starts = [at for at in range(len(rest) - len(wanted) + 1) if rest[at : at + len(wanted)] == wanted]
        assert starts, (wanted, rest)
        rest = rest[starts[0] + len(wanted) :]
    assert "…" in shown or not rest, rest


def test_the_tour_of_the_readme_goes_as_it_is_told(ada: Traveller) -> None:
    told = examples("README.md")
    for rehearsed in ("import huntr.csv --dry-run", 'import "Job Applications.csv"'):
        assert_shown(told[rehearsed][0], ada.sees(rehearsed))
    assert "Imported: 4 added" in ada.sees("import huntr.csv --yes")
    assert "4 known already" in ada.sees("import huntr.csv --yes")
    before, after = told["due"]
    assert_shown(before, ada.sees("due"))
    assert_shown(told["digest"][0], ada.sees("digest"))
    (decline,) = (typed for typed in told if typed.startswith("decline Acme --reason"))
    assert_shown(told[decline][0], ada.sees(decline))
    # A draft answers nothing: Acme still stands there, and only the next step is another one.
    drafted = before.replace("Send the reply, with one short apology", "Read the draft once more and send it")
    assert drafted != before
    assert_shown(drafted, ada.sees("due"))
    assert_shown(told["decline Acme --sent"][0], ada.sees("decline Acme --sent"))
    assert_shown(after, ada.sees("due"))


def test_the_example_of_an_import_is_what_an_import_shows(ada: Traveller) -> None:
    told = examples("docs/importing.md")["import list.csv --dry-run"][0]
    assert_shown(told, ada.sees("import list.csv --dry-run"))


def test_the_rehearsal_of_a_tick_is_what_a_tick_shows(ada: Traveller) -> None:
    ada.sees("import huntr.csv --yes")
    ((typed, (told,)),) = [one for one in examples("docs/terminal.md").items() if one[0].startswith("tick")]
    rows = re.findall(r"^(\w[\w ]+\w) {2,}\d+$", told, re.MULTILINE)
    seen = ada.sees(typed)
    assert len(rows) == 6
    assert all(re.search(rf"^{row} {{2,}}\d+$", seen, re.MULTILINE) for row in rows)
