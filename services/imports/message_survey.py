"""What would come of each message of a file, by the code that receives it, and nothing of it done yet."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection

from core.database import Threads
from core.vocabulary import MessageOutcome
from intake.arrived import Arrivals
from intake.candidate import Problem, ProblemSeverity
from intake.wording import Wording
from models.account import Owner
from services import guessing
from services.imports.message_files import Item, MessageFate, items_of
from services.imports.surveying import Report, Survey
from services.receiving.deciding import decide
from services.receiving.decision import Decision
from services.receiving.kept import calendar_of, storable_text
from services.receiving.suggesting import suggestions_for

SHOWN_MESSAGES = 50
LONGEST_TEXT = 20_000
MOST_TEXT = 100_000
"""How much text of all messages together stands in a preview; what comes after is shown without its words."""

_COUNTED = {
    MessageFate.RECORDED: "new",
    MessageFate.UPDATED: "changed",
    MessageFate.CANCELLED: "changed",
    MessageFate.JOINED: "changed",
    MessageFate.KNOWN: "known",
    MessageFate.UNCLEAR: "skipped",
    MessageFate.SKIPPED: "skipped",
}


def survey_messages(
    threads: Threads, owner: Owner, arrivals: Arrivals, corrections: Mapping[str, Any], words: Wording, *, now: datetime
) -> Survey:
    """Decide on every message of a file, and receive none. The line of a problem is the number of its message."""
    result = Survey()
    report, left = Report(result), MOST_TEXT
    for item in items_of(arrivals, corrections, now=now):
        decision = None if item.left_out else threads.read(decide, owner, item.arrived, now=now, corrections=item.given)
        fate = MessageFate.SKIPPED if decision is None else MessageFate(decision.outcome)
        because = item.left_out if decision is None else decision.because
        told = None if because is None else words.say(because)
        result.counts["rows"] += 1
        result.counts[_COUNTED[fate]] += 1
        if told is not None:
            severity = ProblemSeverity.SKIPPED if _COUNTED[fate] == "skipped" else ProblemSeverity.WARNING
            result.counts["warnings"] += severity is ProblemSeverity.WARNING
            report.add([Problem(item.number, None, _cut(item.arrived.subject), told, severity)])
        if len(result.sample) < SHOWN_MESSAGES:
            text = item.arrived.text[: min(left, LONGEST_TEXT)]
            left -= len(text)
            shown = threads.read(_shown, owner, item, decision, words, now=now)
            result.sample.append(json_of(shown | {"outcome": fate, "because": told, "text": text}))
    for unread in arrivals.unread:
        result.counts["rows"] += 1
        result.counts["errors"] += 1
        report.add([Problem(unread.line, None, None, words.say(unread.because), ProblemSeverity.ERROR)])
    report.close()
    return result


def _shown(
    connection: Connection, owner: Owner, item: Item, decision: Decision | None, words: Wording, *, now: datetime
) -> dict[str, Any]:
    arrived = item.arrived
    is_new = decision is not None and decision.outcome is MessageOutcome.RECORDED
    return {
        "number": item.number,
        **{name: getattr(arrived, name) for name in ("form", "subject", "sender_name", "sender_address")},
        **{name: getattr(arrived, name) for name in ("received_at", "is_automatic")},
        "guesses": guessing.show(connection, owner, arrived.guesses, received_at=arrived.received_at, now=now),
        "calendar": calendar_of(arrived.event),
        "invitation_id": None if decision is None else decision.invitation_id,
        "changes": {} if decision is None else dict(decision.changes),
        "fields": dict(decision.fields or {}) if decision is not None and is_new else None,
        "suggestions": suggestions_for(connection, owner, arrived),
        "notices": [words.say(one) for one in arrived.notices],
    }


def _cut(subject: str | None) -> str | None:
    return storable_text(subject)[:200] if subject else None


def json_of(value: object) -> Any:
    """The value as JSON keeps it, in what both databases store alike."""
    if isinstance(value, dict):
        return {str(key): json_of(one) for key, one in cast("dict[Any, object]", value).items()}
    if isinstance(value, list | tuple):
        return [json_of(one) for one in cast("list[object]", value)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return storable_text(value) if isinstance(value, str) else value
