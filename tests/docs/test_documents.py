"""What the documents say is what the program does: tables are compared with the code, links followed, snippets run."""

import base64
import json
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import typer
from jsonschema_rs import Draft202012Validator as Validator

from api.app import create_app
from cli.main import app as terminal
from core.settings import Settings, load_settings
from notifications.webhook import new_webhook_secret, sign
from tests.documents import (
    DOCUMENTS,
    FENCE,
    HEADING,
    LINK,
    OPERATION,
    ROOT,
    first_column,
    section_of,
    tables_of,
    text_of,
)


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
        for block in (body for _, body in FENCE.findall(document.read_text(encoding="utf-8"))):
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
        for found in OPERATION.findall(row[0])
    }
    assert listed == operations


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_an_operation_that_is_not_served(document: Path, operations: set[tuple[str, str]]) -> None:
    for method, path in OPERATION.findall(document.read_text(encoding="utf-8")):
        assert any(
            method == served and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", pattern), path)
            for served, pattern in operations
        ), (method, path)


def _requests() -> list[tuple[str, str, str, str | None]]:
    """Every request that a document shows: its name, the method, the path, and the JSON that is sent."""
    found: list[tuple[str, str, str, str | None]] = []
    for document in DOCUMENTS:
        for _, block in FENCE.findall(document.read_text(encoding="utf-8")):
            for typed in re.findall(r"^\$ (?:curl|api) (?:[^']|'[^']*')*?$(?!\n? )", block, re.MULTILINE):
                place = re.search(r"(?:localhost:8000|\$AT)(/[^\s\"?]*)", typed)
                sent = re.search(r"-d '([^']*)'", typed)
                named = re.search(r"-X (\w+)", typed)
                assert place, typed
                path = place[1] if "localhost" in typed else f"/api/v1{place[1]}"
                method = named[1] if named else "POST" if sent or "-F " in typed or "--data" in typed else "GET"
                found.append((document.name, method, path, sent[1] if sent else None))
    return found


def _as_shown(path: str, operation: dict[str, Any], schema: dict[str, Any]) -> str:
    """How a path may be shown, as a pattern: with ids for its parameters, or the words that one of them may be."""
    for parameter in operation.get("parameters", []):
        shape = schema["components"]["schemas"].get(parameter["schema"].get("$ref", "").rpartition("/")[2], {})
        words = "|".join(shape["enum"]) if "enum" in shape else r"\$\w+|[0-9a-f-]{36}"
        path = path.replace(f"{{{parameter['name']}}}", f"(?:{words})")
    return path


def test_every_request_that_is_shown_would_be_taken(tmp_path: Path) -> None:
    schema = create_app(load_settings(data_dir=tmp_path, database_url=None)).openapi()
    shown = _requests()
    assert len(shown) > 25
    for name, method, path, sent in shown:
        (operation,) = [
            methods[method.lower()]
            for pattern, methods in schema["paths"].items()
            if method.lower() in methods and re.fullmatch(_as_shown(pattern, methods[method.lower()], schema), path)
        ]
        if sent is not None:
            wanted = operation["requestBody"]["content"]["application/json"]["schema"]
            problems = Validator({**wanted, "components": schema["components"]}).iter_errors(json.loads(sent))
            assert not [problem.message for problem in problems], (name, path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(FENCE.sub("", document.read_text(encoding="utf-8"))):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        assert file.exists(), target
        if anchor:
            assert anchor in _anchors(file), target


def _anchors(file: Path) -> set[str]:
    headings = HEADING.findall(FENCE.sub("", file.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_links_every_page() -> None:
    linked = {(ROOT / target.partition("#")[0]).resolve() for target in LINK.findall(text_of("README.md"))}
    pages = set((ROOT / "docs").glob("*.md"))
    assert pages
    assert pages <= linked


def _snippets() -> list[tuple[str, str]]:
    return [
        (document.name, body)
        for document in DOCUMENTS
        for language, body in FENCE.findall(document.read_text(encoding="utf-8"))
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
