"""What the page about mail says of limits, periods and the feed is what the program does."""

import re
from datetime import timedelta

from core.egress_imap import IMAPS_PORT, SESSION_SECONDS
from services import feeding
from services.fetching import polling, reading
from tests.documents import section_of, tables_of, text_of

PAGE = "docs/mail.md"
MEGABYTE = 1024 * 1024


def test_what_fetching_reads_and_when_is_told_as_it_is() -> None:
    section = section_of(text_of(PAGE), "## Fetching a folder")
    told = {row[0]: row[1] for table in tables_of(section) for row in table}
    assert told["looks into the folder"] == f"every {polling.POLL_PERIOD // timedelta(minutes=1)} minutes"
    assert told["reads at first"] == (
        f"the newest {reading.FIRST_MESSAGES} messages, as far as they came within {reading.FIRST_PERIOD.days} days"
    )
    assert told["reads at once"].startswith(
        f"{reading.MOST_MESSAGES} messages or {reading.BATCH_LIMIT // MEGABYTE} MB;"
    )
    assert told["largest message"] == f"{reading.MESSAGE_LIMIT // MEGABYTE} MB"
    assert told["time for one look"] == f"{SESSION_SECONDS:.0f} s"
    waits = [
        timedelta(minutes=int(minutes)) for minutes in re.findall(r"(\d+) min", told["after a failure tries again in"])
    ]
    assert waits == list(polling.RETRY_PERIODS)
    assert told["pauses after"].startswith(f"{polling.PATIENCE.days} days of failures")
    assert f"port {IMAPS_PORT}" in section


def test_what_the_feed_holds_is_told_as_it_is() -> None:
    section = section_of(text_of(PAGE), "## The calendar feed")
    assert f"{feeding.DEADLINE_LENGTH // timedelta(minutes=1)} minutes that end when it is due" in section
    assert f"Past entries are kept for {feeding.KEPT_PERIOD.days} days" in section
    assert f"the {feeding.MOST_ENTRIES:,} nearest" in section
    assert (timedelta(days=1), timedelta(hours=2)) == feeding.DEADLINE_ALARMS
    assert (timedelta(days=1), timedelta(hours=1)) == feeding.INTERVIEW_ALARMS
