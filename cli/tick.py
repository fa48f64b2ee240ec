"""`replyby tick`: one tick, and its report."""

import asyncio
import sys
from datetime import datetime
from typing import Annotated

import typer

from cli.opening import held_notice, migrated, prepare
from cli.options import AsJson, new_app, read_instant
from cli.output import note, say, show_json, show_table
from core import clock
from core.database import Database
from core.settings import Settings
from core.vocabulary import ChannelKind
from notifications.channel import Channel
from notifications.console import ConsoleChannel
from notifications.opening import open_channel
from scheduler.courier import Opener
from scheduler.delivery import courier_for, delivery_settings
from scheduler.tick import TickReport, rehearse, tick

app = new_app()


@app.command("tick")
def run_tick(
    at: Annotated[
        datetime | None,
        typer.Option("--at", metavar="INSTANT", parser=read_instant, help="Do what is due by then, not by now."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do; change nothing.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing where all went well, for cron.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run one tick, for cron or for a rehearsal.

    What another process has taken up is left to it, which is no error. With --at, what is due by that instant is
    flagged and sent, while leases and the heartbeat keep to the real clock. Reminders for a channel of the kind
    `console` are shown here, with --quiet too: they are what it sends.
    """
    settings = prepare()
    if at is not None and not dry_run and not quiet:
        note(
            "Reminders that this tick sends are real, whatever the instant, and digests before that instant are over. "
            "Add --dry-run to rehearse."
        )
    database = migrated(settings)
    if not quiet:
        for line in held_notice(database):
            note(line)
    report = asyncio.run(_tick(database, settings, at=at, dry_run=dry_run, as_json=as_json))
    if as_json:
        show_json(report.as_json())
    elif not quiet:
        _show(report)


async def _tick(
    database: Database, settings: Settings, *, at: datetime | None, dry_run: bool, as_json: bool
) -> TickReport:
    try:
        if dry_run:
            now = clock.now()
            return await database.in_thread(rehearse, database, at=at or now, now=now)
        opener = _beside_json(settings) if as_json else None
        return await tick(database, courier_for(database, settings, clock=clock.now, open_channel=opener), at=at)
    finally:
        await database.close()


def _beside_json(settings: Settings) -> Opener:
    """Channels as always, but reminders for the console go to stderr: stdout holds JSON and nothing else."""

    def opener(kind: ChannelKind, url: str, secret: str | None) -> Channel:
        if kind is ChannelKind.CONSOLE:
            return ConsoleChannel(sys.stderr)
        return open_channel(kind, url, secret=secret, settings=delivery_settings(settings))

    return opener


def _show(report: TickReport) -> None:
    rehearsal = report.dry_run
    say(f"{'A tick would do this' if rehearsal else 'Ticked'} at {report.at.isoformat()}")
    rows = [
        ("Invitations flagged", report.invitations_flagged),
        ("Levels recorded", report.levels_recorded),
        ("Alerts planned", report.alerts_planned),
        ("Digests planned", report.digests_planned),
        ("Digests missed", report.digests_missed),
        ("Failures", report.failures),
    ]
    if not rehearsal:
        rows += [
            ("Reminders sent", report.deliveries.sent),
            ("Reminders not needed", report.deliveries.skipped),
            ("Reminders that failed", report.deliveries.failed),
        ]
    show_table(("What", "How many"), rows)
    if report.would_send:
        say()
        columns = ("kind", "level", "channel", "invitation_id")
        show_table(
            ("Reminder", "Level", "Channel", "Invitation"),
            [[reminder[name] for name in columns] for reminder in report.would_send],
        )
