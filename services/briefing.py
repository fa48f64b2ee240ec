"""What is known when a reply is written: the invitation, the account and the wishes. Composing without keeping."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.vocabulary import Format, MessageState, Reason, ReplyKind, RespondByBasis, Status, Tone
from models.account import Owner
from models.invitation import INVITATION, OWED
from models.message import MESSAGE
from replies.brief import Brief, Draft
from replies.compose import compose
from replies.mailto import mailto
from replies.mending import review_with_edits
from replies.review import count_words
from replies.review_form import good_length
from replies.rules_file import language_to_write_in
from services.receiving.threads import message_thread
from services.searching import condition

MOST_COMPANIES = 500
"""Among how many of the account's open invitations a letter to the wrong company is looked for."""

_KNOWN = tuple(
    INVITATION.c[name]
    for name in (
        *("id", "company", "role", "contact_name", "contact_email", "received_at", "interview_at", "respond_by"),
        *("respond_by_basis", "format", "location", "status"),
    )
)
INVITATION_KNOWN = select(*_KNOWN).where(
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.id == bindparam("id"),
    INVITATION.c.deleted_at.is_(None),
)
_OTHER_COMPANIES = (
    select(INVITATION.c.company)
    .distinct()
    .where(
        INVITATION.c.account_id == bindparam("account"),
        INVITATION.c.id != bindparam("id"),
        INVITATION.c.deleted_at.is_(None),
        condition(OWED),
    )
    .limit(MOST_COMPANIES)
)
_HEARD = (
    select(MESSAGE.c.detail["language"].as_string())
    .where(
        MESSAGE.c.account_id == bindparam("account"),
        MESSAGE.c.invitation_id == bindparam("invitation"),
        MESSAGE.c.state == MessageState.PLACED.value,
    )
    .order_by(MESSAGE.c.received_at, MESSAGE.c.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a reply is to say, as the person asks for it."""

    kind: ReplyKind = ReplyKind.DECLINE
    reason: Reason = Reason.UNDISCLOSED
    details: str | None = None
    tone: Tone = Tone.NEUTRAL
    language: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Further fields of a `Brief`: `keep_in_touch`, `referral`, `variation`, `promised_by`, `slots`, `my_salary` …"""
    override: str | None = None


def compose_for(
    connection: Connection, owner: Owner, brief: Brief, address: str | None, *, now: datetime
) -> dict[str, Any]:
    """Compose and review a reply without a stored invitation; nothing is kept. Raises what `compose` refuses."""
    written = compose(brief, now=now)
    return composed(written, _among_others(connection, owner, brief), address, now=now)


def composed(written: Draft, brief: Brief, address: str | None, *, now: datetime) -> dict[str, Any]:
    """A composed reply as it is shown before it is kept, reviewed."""
    findings = review_with_edits(written.body, brief, now=now)
    return {
        "subject": written.subject,
        "body": written.body,
        "findings": [asdict(finding) for finding in findings],
        "advice": list(written.advice),
        "mailto": mailto(address, written.subject, written.body),
    }


def review_for(connection: Connection, owner: Owner, text: str, brief: Brief, *, now: datetime) -> dict[str, Any]:
    """Review any text against what is known of it and the account's other open invitations; nothing is kept."""
    findings = review_with_edits(text, _among_others(connection, owner, brief), now=now)
    fewest, most = good_length(brief.kind)
    return {
        "findings": [asdict(finding) for finding in findings],
        "words": count_words(text),
        "fewest_words": fewest,
        "most_words": most,
    }


def _among_others(connection: Connection, owner: Owner, brief: Brief) -> Brief:
    others = connection.execute(_OTHER_COMPANIES, {"account": owner.id, "id": UUID(int=0)}).scalars()
    known = (brief.company or "").casefold()
    return replace(brief, other_companies=tuple(company for company in others if company.casefold() != known))


def brief_of(connection: Connection, owner: Owner, row: Mapping[str, Any], wish: Wish) -> Brief:
    """What is known: the invitation, its thread, the account, and what the person asks for.

    A reply is written in the language in which the invitation came, where it has words in that one.
    """
    thread = message_thread(connection, owner, row["id"])
    others = connection.execute(_OTHER_COMPANIES, {"account": owner.id, "id": row["id"]}).scalars()
    own = str(row["company"]).casefold()
    return Brief(
        kind=wish.kind,
        company=row["company"],
        role=row["role"],
        contact_name=row["contact_name"],
        sender_name=owner.name,
        reason=wish.reason,
        details=wish.details,
        tone=wish.tone,
        language=language_to_write_in(wish.language, _language_heard(connection, owner, row["id"])),
        zone=owner.zone,
        received_at=row["received_at"],
        interview_at=row["interview_at"],
        respond_by=row["respond_by"],
        is_stated=row["respond_by_basis"] == RespondByBasis.STATED,
        format=Format(row["format"]) if row["format"] else None,
        location=row["location"],
        is_accepted=row["status"] == Status.ACCEPTED,
        thread_subject=thread.head.subject if thread.head is not None else None,
        other_companies=tuple(company for company in others if company.casefold() != own),
        **wish.facts,
    )


def _language_heard(connection: Connection, owner: Owner, invitation_id: UUID) -> str:
    """The language of the message by which an invitation came, where replies have words in it; else the account's."""
    heard = connection.execute(_HEARD, {"account": owner.id, "invitation": invitation_id}).scalar()
    if not isinstance(heard, str) or language_to_write_in(None, heard) != heard:
        return owner.language
    return owner.language if owner.language.partition("-")[0] == heard else heard


def wish_of(row: Mapping[str, Any]) -> Wish:
    """The wish that a stored draft was made from, for another review of its words."""
    return Wish(
        kind=ReplyKind(row["kind"]),
        reason=Reason(row["reason"]),
        details=row["details"],
        tone=Tone(row["tone"]),
        language=row["language"],
        facts={name: _fact(name, value) for name, value in row["options"].items()},
    )


def _fact(name: str, stored: Any) -> Any:
    """A stored option as the fact that it was: JSON has no instants, dates or tuples."""
    if name == "slots":
        return tuple(datetime.fromisoformat(slot) for slot in stored)
    if name == "not_before":
        return date.fromisoformat(stored)
    if name == "promised_by":
        return datetime.fromisoformat(stored) if "T" in stored else date.fromisoformat(stored)
    return stored
