"""The facts that the documents state are those of the code: rules, examples, words, formats, limits."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

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
from replies.rules_file import CASES
from services import channels, digest, listing
from services.identity import credentials, throttling
from services.imports import previewing
from tests.documents import CODE, coded, first_column, section_of, tables_of, text_of, values_of
from tests.faults.figures import absent


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
    assert first_column(section_of(text, "## The ledger: why did I get it, or not?")) == values_of(ReminderState)


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
    assert tuple(CODE.findall(text.rpartition("The columns:")[2])) == OWN_COLUMNS


def test_the_limits_are_told_as_they_are() -> None:
    limits = {row[0]: row[1] for row in next(tables_of(section_of(text_of("docs/operations.md"), "## Limits")))}
    assert limits["guesses at a password, five minutes"] == (
        f"{throttling.GUESSES_PER_ACCOUNT} for an account, {throttling.GUESSES_PER_ADDRESS} from a network address "
        "(of IPv6 a /64)"
    )
    assert throttling.WINDOW.total_seconds() == 5 * 60
    assert limits["a session"] == (
        f"{credentials.IDLE_PERIOD.days} days unused, {credentials.LONGEST_SESSION.days} days in all"
    )
    assert limits["a page of a list"] == str(listing.MOST_ITEMS)
    assert limits["previews of an account that wait to be confirmed"] == str(previewing.MOST_OPEN)
    assert limits["channels, tokens of an account"] == f"{channels.MOST_CHANNELS}, {credentials.MOST_TOKENS}"
    assert limits["lines of a digest"].startswith(f"{digest.MOST_LINES},")


def test_the_figures_are_of_every_promise_and_what_is_not_reached_has_its_reason() -> None:
    text = text_of("README.md")
    shown, _, after = text.partition("<!-- faults -->")[2].partition("<!-- /faults -->")
    rows = next(tables_of(shown), [])
    assert absent((row[0], row[1]) for row in rows if row[-1] != "not done") == []
    reasons = after.partition("\n## ")[0]
    assert all(f"**{row[0]}**" in reasons for row in rows if row[-1] != "yes")
    origins = shown.rpartition("Figures from")[2]
    assert "processors" in origins
    # Of a tree with changes of its own, which a `+` tells of, nobody could measure the same again.
    assert [one for one in re.findall(r"(\S+) on \d{4}-", origins) if not re.fullmatch(r"[0-9a-f]+", one)] == []
