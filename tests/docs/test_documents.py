"""What the documents say is what the program does: tables are compared with the code, links followed, snippets run."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer
from jsonschema_rs import Draft202012Validator as Validator

from api.app import create_app
from cli.main import app as terminal
from core.settings import Settings, load_settings
from core.vocabulary import Attention, ChannelKind, Reason, ReminderState, ReplyKind, Status
from intake.formats import FORMATS
from intake.headers import map_by_alias, normalise
from intake.own_format import OWN_COLUMNS
from models.business_days import Policy
from models.deadline import decide
from models.explanation import explain
from notifications.address import normalise as channel_address
from notifications.channel import RETRY_PERIODS
from notifications.chat_services import CHAT_SERVICES, checked_chat_url
from notifications.content import SectionCode
from notifications.webhook import new_webhook_secret, sign
from replies.rules_file import CASES
from services import channels, credentials, digest, listing, throttling

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
    + list((ROOT / "docs").rglob("*.md"))
)

_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
ID = r"(?:\\$\\w+|[0-9a-f-]{36})"
"""What stands for an id in a path that is shown, as a pattern to be put into a pattern."""
_OPERATION = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?]*)`")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tables_of(text: str) -> Iterator[list[list[str]]]:
    """The tables of a document, as rows of cells without their heads."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
        elif rows:
            yield rows[2:]
            rows = []


def section_of(text: str, heading: str) -> str:
    """What stands between a heading and the next one of its level."""
    level = "#" * (len(heading) - len(heading.lstrip("#")))
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, heading
    return re.split(rf"^{level} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def coded(cells: list[str]) -> set[str]:
    return {code for cell in cells for code in _CODE.findall(cell)}


def first_column(text: str) -> set[str]:
    return coded([row[0] for table in tables_of(text) for row in table])


def values_of(words: type[StrEnum]) -> set[str]:
    return {word.value for word in words}


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    schema = create_app(load_settings(data_dir=tmp_path_factory.mktemp("data"), database_url=None)).openapi()
    return {(method.upper(), path) for path, methods in schema["paths"].items() for method in methods}


def test_every_setting_stands_in_the_readme_with_its_default_and_meaning() -> None:
    rows = {row[0]: row[1:] for row in next(tables_of(section_of(text_of("README.md"), "## Settings")))}
    told = {name: tuple(cells) for name, cells in rows.items()}
    assert told == {
        f"`REPLYBY_{name.upper()}`": (_default(name, field.default), field.description)
        for name, field in Settings.model_fields.items()
    }


def _default(name: str, value: object) -> str:
    if name == "data_dir":
        return "the user's data folder"
    if value is None or value == ():
        return "\u2013"
    if isinstance(value, Enum):
        return f"`{value.value}`"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _commands() -> set[str]:
    def below(command: Any, path: str) -> Iterator[str]:
        children: dict[str, Any] = getattr(command, "commands", {})
        if not children:
            yield path
        for name, child in children.items():
            yield from below(child, f"{path} {name}")

    return set(below(typer.main.get_command(terminal), "replyby"))


def test_every_command_stands_in_the_page_about_the_terminal_and_no_other_one() -> None:
    text = text_of("docs/terminal.md")
    assert first_column(text.partition("\n## ")[0]) == _commands()


def test_no_document_shows_a_command_that_does_not_exist() -> None:
    names = {command.split()[1] for command in _commands()}
    for document in DOCUMENTS:
        for block in (body for _, body in _FENCE.findall(document.read_text(encoding="utf-8"))):
            for name in re.findall(r"^(?:\$ |[*\s]+ )replyby (\w+)", block, re.MULTILINE):
                assert name in names, (document.name, name)


def test_options_that_are_shown_exist() -> None:
    text = text_of("docs/terminal.md") + text_of("README.md") + text_of("docs/importing.md")
    root = typer.main.get_command(terminal)
    known: set[str] = set()

    def collect(command: Any) -> None:
        for parameter in command.params:
            known.update(parameter.opts)
            known.update(parameter.secondary_opts)
        children: dict[str, Any] = getattr(command, "commands", {})
        for child in children.values():
            collect(child)

    collect(root)
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - {"--help"}
    assert shown <= known, shown - known
    assert len(shown) > 20


def test_every_operation_stands_in_the_page_about_the_api_and_no_other_one(operations: set[tuple[str, str]]) -> None:
    listed = {
        found
        for table in tables_of(section_of(text_of("docs/api.md"), "## Addresses"))
        for row in table
        for found in _OPERATION.findall(row[0])
    }
    assert listed == operations


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_an_operation_that_is_not_served(document: Path, operations: set[tuple[str, str]]) -> None:
    for method, path in _OPERATION.findall(document.read_text(encoding="utf-8")):
        assert any(
            method == served and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", pattern), path)
            for served, pattern in operations
        ), (method, path)


def _requests() -> list[tuple[str, str, str, str | None]]:
    """Every request that a document shows: its name, the method, the path, and the JSON that is sent."""
    found: list[tuple[str, str, str, str | None]] = []
    for document in DOCUMENTS:
        for _, block in _FENCE.findall(document.read_text(encoding="utf-8")):
            for typed in re.findall(r"^\$ (?:curl|api) (?:[^']|'[^']*')*?$(?!\n? )", block, re.MULTILINE):
                place = re.search(r"(?:localhost:8000|\$AT)(/[^\s\"?]*)", typed)
                sent = re.search(r"-d '([^']*)'", typed)
                named = re.search(r"-X (\w+)", typed)
                assert place, typed
                path = place[1] if "localhost" in typed else f"/api/v1{place[1]}"
                method = named[1] if named else "POST" if sent or "-F " in typed else "GET"
                found.append((document.name, method, path, sent[1] if sent else None))
    return found


def test_every_request_that_is_shown_would_be_taken(tmp_path: Path) -> None:
    schema = create_app(load_settings(data_dir=tmp_path, database_url=None)).openapi()
    shown = _requests()
    assert len(shown) > 25
    for name, method, path, sent in shown:
        (operation,) = [
            methods[method.lower()]
            for pattern, methods in schema["paths"].items()
            if method.lower() in methods
            and re.fullmatch(re.sub(r"\{[^}]+\}", r"(?:\\$\\w+|[0-9a-f-]{36})", pattern), path)
        ]
        if sent is not None:
            wanted = operation["requestBody"]["content"]["application/json"]["schema"]
            problems = Validator({**wanted, "components": schema["components"]}).iter_errors(json.loads(sent))
            assert not [problem.message for problem in problems], (name, path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in _LINK.findall(_FENCE.sub("", document.read_text(encoding="utf-8"))):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        assert file.exists(), target
        if anchor:
            assert anchor in _anchors(file), target


def _anchors(file: Path) -> set[str]:
    headings = _HEADING.findall(_FENCE.sub("", file.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_links_every_page() -> None:
    linked = {(ROOT / target.partition("#")[0]).resolve() for target in _LINK.findall(text_of("README.md"))}
    pages = set((ROOT / "docs").glob("*.md"))
    assert pages
    assert pages <= linked


def _snippets() -> list[tuple[str, str]]:
    return [
        (document.name, body)
        for document in DOCUMENTS
        for language, body in _FENCE.findall(document.read_text(encoding="utf-8"))
        if language == "python"
    ]


@pytest.mark.parametrize(("name", "snippet"), _snippets())
def test_every_snippet_of_python_runs(name: str, snippet: str) -> None:
    exec(compile(snippet, name, "exec"), {})  # noqa: S102 - it is our own, and that it runs is what is asked


def test_the_snippet_that_verifies_a_webhook_tells_ours_from_any_other() -> None:
    names: dict[str, Any] = {}
    snippet = next(body for name, body in _snippets() if name == "reminders.md")
    exec(compile(snippet, "reminders.md", "exec"), names)  # noqa: S102
    is_ours = names["is_from_replyby"]
    secret, body, at = new_webhook_secret(), b'{"type":"reminder.test"}', 1_795_393_008
    headers = {
        "webhook-id": "01a216de",
        "webhook-timestamp": str(at),
        "webhook-signature": sign(secret, "01a216de", at, body),
    }
    assert is_ours(secret, headers, body, now=at + 299.0)
    assert is_ours(secret, headers | {"webhook-signature": "v1,AAAA " + headers["webhook-signature"]}, body, now=at)
    assert not is_ours(secret, headers, body + b" ", now=at)
    assert not is_ours(secret, headers, body, now=at + 301.0)
    assert not is_ours(secret, headers, body, now=at - 301.0)
    assert not is_ours(secret, headers | {"webhook-id": "another"}, body, now=at)
    assert not is_ours(secret, headers | {"webhook-timestamp": "soon"}, body, now=at)
    assert not is_ours(secret, {}, body, now=at)
    assert not is_ours("whsec_" + base64.b64encode(bytes(32)).decode(), headers, body, now=at)


def test_the_table_of_the_review_is_that_of_the_rules() -> None:
    text = text_of("docs/replies.md").partition("<!-- rules -->")[2].partition("<!-- /rules -->")[0]
    told = {row[0].strip("`"): set(row[1].split(", ")) for row in next(tables_of(text))}
    rules: dict[str, set[str]] = {}
    for case, (severity, _) in CASES.items():
        rules.setdefault(case.partition(".")[0], set()).add(severity.value)
    assert told == rules


def test_every_kind_and_every_reason_is_told_of() -> None:
    text = text_of("docs/replies.md")
    assert first_column(section_of(text, "## Kinds")) == values_of(ReplyKind)
    assert first_column(section_of(text, "## Reasons")) == values_of(Reason)


_SINCE_FRIDAY = datetime(2026, 11, 20, 16, 40, tzinfo=ZoneInfo("Europe/Berlin"))
_HERE = ZoneInfo("Europe/Berlin")
_WORKED = (
    {"received_at": _SINCE_FRIDAY},
    {"received_at": datetime(2026, 11, 21, 10, tzinfo=_HERE)},
    {"received_at": datetime(2026, 12, 23, 10, tzinfo=_HERE)},
    {"received_at": _SINCE_FRIDAY, "stated": date(2026, 11, 29)},
    {"received_at": _SINCE_FRIDAY, "stated": datetime(2026, 11, 25, 12, tzinfo=_HERE)},
    {"received_at": _SINCE_FRIDAY, "interview_at": datetime(2026, 11, 24, 10, tzinfo=_HERE)},
    {"received_at": _SINCE_FRIDAY, "interview_at": datetime(2026, 11, 21, 9, tzinfo=_HERE)},
    {"received_at": _SINCE_FRIDAY, "interview_at": datetime(2026, 11, 20, 17, 30, tzinfo=_HERE)},
    {
        "received_at": _SINCE_FRIDAY,
        "stated": date(2026, 11, 25),
        "interview_at": datetime(2026, 11, 24, 10, tzinfo=_HERE),
    },
)


def test_the_worked_examples_of_deadlines_are_what_the_rules_decide() -> None:
    told = next(tables_of(section_of(text_of("docs/deadlines.md"), "## How it is decided")))
    assert len(told) == len(_WORKED)
    policy = Policy(zone=_HERE, country="DE")
    for (_, deadline, basis, explanation), known in zip(told, _WORKED, strict=True):
        decided = decide(policy, **known)  # pyright: ignore[reportArgumentType]
        here = decided.respond_by.astimezone(_HERE)
        assert deadline == f"{here:%a} {here.day} {here:%b} {here:%H:%M}"
        assert basis.strip("`") == decided.basis
        assert explanation == explain(decided.facts, "en")


def test_every_level_and_every_status_is_told_of() -> None:
    text = text_of("docs/deadlines.md")
    assert first_column(section_of(text, "## Attention")) == values_of(Attention)
    reached = coded([row[2] for table in tables_of(section_of(text, "## Statuses")) for row in table])
    assert reached == values_of(Status)


def test_every_part_of_the_digest_and_every_state_of_the_ledger_is_told_of() -> None:
    text = text_of("docs/reminders.md")
    assert first_column(section_of(text, "## The digest")) == values_of(SectionCode)
    # `held` is kept for what a restored copy doesn't send by itself; nothing holds anything yet.
    assert first_column(section_of(text, "## The ledger: why did I get it, or not?")) == values_of(ReminderState) - {
        ReminderState.HELD.value
    }


def test_every_chat_service_is_told_of_with_an_address_that_is_taken() -> None:
    told: dict[str, set[str]] = {}
    for _, address, options in next(tables_of(section_of(text_of("docs/reminders.md"), "### Chat services"))):
        url = address.strip("`")
        service = checked_chat_url(url)
        assert channel_address(ChannelKind.APPRISE, url) == (url, f"{service.scheme}://…")
        told[service.scheme] = coded([options])
    assert told == {scheme: set(service.options) for scheme, service in CHAT_SERVICES.items()}


def test_the_retries_are_told_as_they_are() -> None:
    section = section_of(text_of("docs/reminders.md"), "## When a channel fails")
    numbers = re.findall(r"(\d+) (s|min|h)\b", section.partition("each counted")[0])
    units = {"s": "seconds", "min": "minutes", "h": "hours"}
    assert [timedelta(**{units[unit]: int(number)}) for number, unit in numbers] == list(RETRY_PERIODS[1:])


def test_every_format_and_every_header_is_told_of() -> None:
    text = text_of("docs/importing.md")
    known = {form.code for form in FORMATS.values() if form.refusal is None}
    assert first_column(section_of(text, "## Files that are known")) == known
    for field, headers in next(tables_of(section_of(text, "## Columns"))):
        for header in headers.split(", "):
            assert map_by_alias([normalise(header)], {}, frozenset()) == {field.strip("`"): 0}, header
    assert tuple(_CODE.findall(text.rpartition("The columns:")[2])) == OWN_COLUMNS


def test_the_limits_are_told_as_they_are() -> None:
    limits = {row[0]: row[1] for row in next(tables_of(section_of(text_of("docs/running.md"), "## Limits")))}
    assert limits["guesses at a password, five minutes"] == (
        f"{throttling.GUESSES_PER_ACCOUNT} for an account, {throttling.GUESSES_PER_ADDRESS} from a network address "
        "(of IPv6 a /64)"
    )
    assert throttling.WINDOW.total_seconds() == 5 * 60
    assert limits["a session"] == (
        f"{credentials.IDLE_PERIOD.days} days unused, {credentials.LONGEST_SESSION.days} days in all"
    )
    assert limits["a page of a list"] == str(listing.MOST_ITEMS)
    assert limits["channels, tokens of an account"] == f"{channels.MOST_CHANNELS}, {credentials.MOST_TOKENS}"
    assert limits["lines of a digest"].startswith(f"{digest.MOST_LINES},")
