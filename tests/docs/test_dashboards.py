"""The dashboard and the alerts ask for nothing that isn't exported, and the page about it names all that is."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from core.database import Database
from core.settings import Settings
from core.vocabulary import ReminderKind
from scheduler.attempts import Attempt, Outcome
from scheduler.loop import Metronome
from scheduler.metrics import Step
from scheduler.tick import TickReport
from tests.conftest import Clock, Person
from tests.documents import first_column, section_of, text_of
from tests.programs import program

FOLDER = Path(__file__).parents[2] / "docs" / "dashboards"
OURS = re.compile(r"\b((?:replyby|process)_[a-z0-9_]+)\b(?:\{([^}]*)\})?")
GROUPED = re.compile(r"\bby \(([^)]*)\)")
FROM_THE_SCRAPE = {"instance", "job"}
VARIABLES = {"$instance": ".*"}
"""What Grafana puts in the place of what the dashboard lets one choose."""


def expressions_of_the_dashboard() -> list[str]:
    panels = json.loads((FOLDER / "replyby.json").read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel.get("targets", ())]


def expressions_of_the_alerts() -> list[str]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule["expr"] for rule in group["rules"]]


def asked(expressions: list[str]) -> Iterator[tuple[str, str, set[str]]]:
    """Each metric that an expression names, and the labels that it asks of it."""
    for expression in expressions:
        grouped = {label.strip() for labels in GROUPED.findall(expression) for label in labels.split(",")}
        for name, matchers in OURS.findall(expression):
            # What the process itself is asked is only joined, by where it was scraped.
            groups = grouped if name.startswith("replyby_") else set[str]()
            yield expression, name, groups | set(re.findall(r"(\w+)\s*[=!]", matchers or ""))


@pytest.fixture
async def exported(
    database: Database, settings: Settings, clock: Clock, client: httpx2.AsyncClient, app: Any, ada: Person
) -> dict[str, set[str]]:
    """The name of every sample that a server with a scheduler in it exports, with its labels."""
    app.state.metronome = Metronome(database, settings, clock)
    metrics = app.state.metronome.metrics
    metrics.ticked(TickReport(at=clock()), seconds=0.1)
    metrics.settled(Attempt(ReminderKind.DIGEST, Outcome.SENT, timedelta(seconds=1)))
    metrics.failed(Step.FLAG)
    await ada.client.get("/api/v1/me")
    await client.get("/api/v1/me")
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families((await client.get("/metrics")).text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


async def test_what_the_dashboard_and_the_alerts_ask_for_is_exported(
    exported: dict[str, set[str]], settings: Settings
) -> None:
    expressions = expressions_of_the_dashboard() + expressions_of_the_alerts()
    seen: set[str] = set()
    for expression, name, labels in asked(expressions):
        if name == "replyby_sqlite_wal_bytes" and settings.is_postgresql:
            continue
        assert name in exported, expression
        assert labels <= exported[name] | FROM_THE_SCRAPE, (expression, name)
        seen.add(name)
    ours = {name for name in exported if name.startswith("replyby_")}
    unseen = {name for name in ours if not name.endswith(("_created", "_sum", "_count"))} - seen
    assert not unseen, f"nobody would ever look at {unseen}"


async def test_the_page_names_every_figure_of_ours_with_its_labels(
    exported: dict[str, set[str]], settings: Settings
) -> None:
    section = section_of(text_of("docs/operations.md"), "## Watching it")
    told: dict[str, set[str]] = {}
    for cell in first_column(section):
        if cell.startswith("replyby_"):
            name, _, labels = cell.partition("{")
            told[name] = {label.strip() for label in labels.rstrip("}").split(",") if label}
    ending = re.compile(r"_(total|bucket|info)$")
    is_inner = re.compile(r"_(created|sum|count)$")
    ours = {
        ending.sub("", name): labels - {"le"}
        for name, labels in exported.items()
        if name.startswith("replyby_") and not is_inner.search(name)
    }
    if settings.is_postgresql:
        ours["replyby_sqlite_wal_bytes"] = set()
    assert {ending.sub("", name): labels for name, labels in told.items()} == ours


def test_every_alert_says_what_is_wrong_in_a_sentence() -> None:
    rules = (FOLDER / "alerts.yml").read_text(encoding="utf-8").split("- alert: ")[1:]
    assert len(rules) > 10
    for rule in rules:
        assert re.search(r'^\s+summary: "[^"]+\."$', rule, re.MULTILINE), rule
        assert re.search(r"severity: (page|ticket)\}", rule), rule
        assert "expr: " in rule


def test_prometheus_takes_every_expression_of_the_dashboard(tmp_path: Path) -> None:
    promtool = program("promtool", package="prometheus")
    expressions = expressions_of_the_dashboard()
    for variable, value in VARIABLES.items():
        expressions = [expression.replace(variable, value) for expression in expressions]
    assert not [expression for expression in expressions if "$" in expression]
    rules = tmp_path / "panels.yml"
    recorded = [{"record": f"panel:{number}", "expr": one} for number, one in enumerate(expressions)]
    rules.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}))
    checked = subprocess.run([promtool, "check", "rules", rules], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(expressions)} rules found" in checked.stdout


def test_every_panel_has_a_query_and_no_two_lie_on_each_other() -> None:
    panels = json.loads((FOLDER / "replyby.json").read_text(encoding="utf-8"))["panels"]
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["type"] == "row" or panel["targets"], panel["title"]
    assert len({panel["id"] for panel in panels}) == len(panels)
