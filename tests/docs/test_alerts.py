"""Prometheus itself tries the alerts: each fires on what is wrong, and is silent where all is well.

What they are tried with is in `alerts.test.yml`. `promtool test rules tests/docs/alerts.test.yml` does it by hand.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from core.database import Database
from core.process_metrics import ProcessMetrics
from core.settings import Settings
from scheduler.exposition import Exposition
from scheduler.loop import Metronome
from tests.conftest import Clock, Person
from tests.documents import ROOT
from tests.programs import program

RULES = ROOT / "docs" / "dashboards" / "alerts.yml"
TRIED = Path(__file__).parent / "alerts.test.yml"
NAME = re.compile(r"\b(?:(?:replyby|process)_[a-z0-9_]+|up)\b")
LABEL = re.compile(r'(\w+)="([^"]*)"')

Sample = tuple[str, frozenset[tuple[str, str]]]


def expressions() -> dict[str, str]:
    """The expression of each alert."""
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule["expr"] for rule in group["rules"]}


def trials() -> list[dict[str, Any]]:
    return yaml.safe_load(TRIED.read_text(encoding="utf-8"))["tests"]


def series_of(trial: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """The name and the labels of each series of a trial."""
    for one in trial["input_series"]:
        name, _, labels = one["series"].partition("{")
        yield name, dict(LABEL.findall(labels))


def told_by(*command: str) -> str:
    ended = subprocess.run(
        [program("promtool", package="prometheus"), *command], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_prometheus_takes_the_alerts() -> None:
    assert f"{len(expressions())} rules found" in told_by("check", "rules", str(RULES))


def test_each_alert_fires_on_what_is_wrong_and_on_nothing_else() -> None:
    assert "SUCCESS" in told_by("test", "rules", str(TRIED))


def test_every_alert_is_tried_both_ways() -> None:
    rules = expressions()
    fire: set[str] = set()
    are_silent: set[str] = set()
    for trial in trials():
        given = {name for name, _ in series_of(trial)}
        for case in trial.get("alert_rule_test", ()):
            name = case["alertname"]
            # Of a name that no alert has, promtool would say that it is silent.
            assert name in rules, trial["name"]
            if case["exp_alerts"]:
                fire.add(name)
            elif set(NAME.findall(rules[name])) <= given:
                # Silent for want of figures would be none of its merits.
                are_silent.add(name)
    assert fire == rules.keys()
    assert are_silent == rules.keys()


@pytest.fixture
async def exported(
    database: Database, settings: Settings, clock: Clock, client: httpx2.AsyncClient, ada: Person
) -> dict[str, set[Sample]]:
    """What a server without a scheduler and a scheduler without a server export, by the beginnings of their names."""
    for path in ("/api/v1/me", "/api/v1/due"):
        assert (await ada.client.get(path)).status_code == 200
    assert (await client.get("/typed")).status_code == 404
    server = (await client.get("/metrics")).content
    counters = (ProcessMetrics(lambda: database, version="1"), Metronome(database, settings, clock).metrics)
    scheduler = await Exposition().write(database, counters, now=clock())
    return {"api": samples_of(server), "scheduler": samples_of(scheduler)}


def samples_of(exposition: bytes) -> set[Sample]:
    families = text_string_to_metric_families(exposition.decode())
    return {(one.name, frozenset(one.labels.items())) for family in families for one in family.samples}


async def test_what_the_alerts_are_tried_with_is_exported(exported: dict[str, set[Sample]], settings: Settings) -> None:
    """By name, by label and by process; the first of a kind counts too only where its series was there before."""
    seen = 0
    for trial in trials():
        for name, labels in series_of(trial):
            job, instance = labels.pop("job"), labels.pop("instance")
            if name == "up" or job != "replyby" or (name == "replyby_sqlite_wal_bytes" and settings.is_postgresql):
                continue
            sort = instance.partition("-")[0]
            assert (name, frozenset(labels.items())) in exported[sort], (trial["name"], name, labels)
            seen += 1
    assert seen > 100
