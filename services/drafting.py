"""Replies in the making: drafting one from what is known, editing its words, and saying that it went out.

A draft never answers an invitation; the person's word that it was sent does.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.sql import bindparam

from core.errors import Conflict, LostRace, NotFound
from core.ids import new_id
from core.vocabulary import EventType, Format, Reason, ReplyKind, ReplyState, Status, Tone
from models.account import Owner
from models.invitation import INVITATION, OWED
from models.local_time import at_local
from models.reply import REPLY
from replies.brief import Brief, Finding
from replies.compose import compose
from replies.mailto import mailto
from replies.review import review
from services import answering, history
from services.searching import condition
from services.tracking import locked
from services.viewing import no_such_invitation

MOST_COMPANIES = 500
"""Among how many of the account's open invitations a letter to the wrong company is looked for."""

REPLY_FIELDS = tuple(column.name for column in REPLY.c if column.name not in {"account_id", "promised_at"})

_INVITATION = select(INVITATION).where(
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.id == bindparam("id"),
    INVITATION.c.deleted_at.is_(None),
)
_REPLY = select(REPLY).where(REPLY.c.account_id == bindparam("account"), REPLY.c.id == bindparam("id"))
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


class ReplyNotFound(NotFound):
    """There is no such reply in this account."""

    title = "No such reply"


class ReplyAlreadySent(Conflict):
    """A reply that went out can't be changed any more."""

    type = "reply-already-sent"
    title = "Already sent"


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


def draft(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    wish: Wish,
    *,
    now: datetime,
    actor: str = history.PERSON,
) -> dict[str, Any]:
    """Compose a reply to an invitation, review it, and keep it as a draft.

    Raises InvitationNotFound, and what `replies.compose` and `services.answering` refuse.
    """
    row = locked(connection, owner.id, invitation_id)
    answering.refuse_reply(row["status"], row["promised_at"], wish.kind)
    brief = _brief(connection, owner, row, wish)
    written = compose(brief, now=now)
    findings = review(written.body, brief, now=now)
    reply_id = new_id(now)
    connection.execute(
        insert(REPLY).values(
            account_id=owner.id,
            id=reply_id,
            invitation_id=invitation_id,
            kind=wish.kind.value,
            reason=wish.reason.value,
            details=wish.details,
            tone=wish.tone.value,
            language=brief.language,
            options={name: _plain(value) for name, value in wish.facts.items()},
            promised_at=_promise(owner, wish.facts.get("promised_by")),
            subject=written.subject,
            body=written.body,
            advice=list(written.advice),
            findings=[asdict(finding) for finding in findings],
            override=wish.override,
            state=ReplyState.DRAFT.value,
            version=1,
            created_at=now,
            updated_at=now,
        )
    )
    _tell(connection, owner, invitation_id, EventType.REPLY_DRAFTED, reply_id, wish.kind, now=now, actor=actor)
    return show_reply(connection, owner, reply_id)


def list_replies(connection: Connection, owner: Owner, invitation_id: UUID) -> list[dict[str, Any]]:
    """All replies to an invitation, oldest first. Raises InvitationNotFound."""
    invitation = connection.execute(_INVITATION, {"account": owner.id, "id": invitation_id}).mappings().first()
    if invitation is None:
        raise no_such_invitation()
    rows = connection.execute(
        select(REPLY).where(REPLY.c.account_id == owner.id, REPLY.c.invitation_id == invitation_id).order_by(REPLY.c.id)
    ).mappings()
    return [_view(row, invitation["contact_email"]) for row in rows]


def show_reply(connection: Connection, owner: Owner, reply_id: UUID) -> dict[str, Any]:
    """One reply. Raises ReplyNotFound."""
    row = connection.execute(_REPLY, {"account": owner.id, "id": reply_id}).mappings().first()
    if row is None:
        raise _no_such_reply()
    address = connection.execute(
        select(INVITATION.c.contact_email).where(
            INVITATION.c.account_id == owner.id, INVITATION.c.id == row["invitation_id"]
        )
    ).scalar()
    return _view(row, address)


def edit_reply(
    connection: Connection,
    owner: Owner,
    reply_id: UUID,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: int | None = None,
) -> dict[str, Any]:
    """Change a draft's subject, body or override, and review it anew.

    Raises ReplyNotFound, LostRace, ReplyAlreadySent.
    """
    row = _locked_reply(connection, owner, reply_id, if_version=if_version)
    changed = {name: value for name, value in changes.items() if row[name] != value}
    if changed:
        if "body" in changed:
            invitation = connection.execute(_INVITATION, {"account": owner.id, "id": row["invitation_id"]})
            found = invitation.mappings().first()
            if found is None:
                raise no_such_invitation()
            brief = _brief(connection, owner, {str(name): value for name, value in found.items()}, _wish_of(row))
            changed["findings"] = [asdict(finding) for finding in review(changed["body"], brief, now=now)]
        _store_reply(connection, row, changed, now=now)
        kind = ReplyKind(row["kind"])
        _tell(connection, owner, row["invitation_id"], EventType.REPLY_EDITED, reply_id, kind, now=now, actor=actor)
    return show_reply(connection, owner, reply_id)


def delete_reply(
    connection: Connection, owner: Owner, reply_id: UUID, *, now: datetime, actor: str = history.PERSON
) -> None:
    """Throw a draft away. Raises ReplyNotFound, ReplyAlreadySent."""
    row = _locked_reply(connection, owner, reply_id)
    connection.execute(delete(REPLY).where(REPLY.c.account_id == owner.id, REPLY.c.id == reply_id))
    kind = ReplyKind(row["kind"])
    _tell(connection, owner, row["invitation_id"], EventType.REPLY_DELETED, reply_id, kind, now=now, actor=actor)


def mark_sent(
    connection: Connection,
    owner: Owner,
    reply_id: UUID,
    *,
    sent_at: datetime | None,
    now: datetime,
    actor: str = history.PERSON,
) -> dict[str, Any]:
    """The person sent the reply themselves: the invitation is answered and its clock stops. Sent once is sent.

    Raises ReplyNotFound, and what `services.answering.answer` refuses.
    """
    row = _locked_reply(connection, owner, reply_id, sent=True)
    if row["state"] == ReplyState.SENT:
        return show_reply(connection, owner, reply_id)
    sent_at = sent_at or now
    kind = ReplyKind(row["kind"])
    if kind is not ReplyKind.CHECK_IN:
        given = answering.Given(
            kind=kind,
            answered_at=sent_at,
            reason=Reason(row["reason"]) if kind in {ReplyKind.DECLINE, ReplyKind.WITHDRAW} else None,
            promised_by=row["promised_at"],
            reply_id=reply_id,
        )
        answering.answer(connection, owner, row["invitation_id"], given, now=now, actor=actor)
    _store_reply(
        connection, row, {"state": ReplyState.SENT.value, "sent_at": sent_at, "sent_how": "by the person"}, now=now
    )
    connection.execute(
        update(REPLY)
        .where(
            REPLY.c.account_id == owner.id,
            REPLY.c.invitation_id == row["invitation_id"],
            REPLY.c.state == ReplyState.DRAFT.value,
        )
        .values(state=ReplyState.SUPERSEDED.value, updated_at=now)
    )
    _tell(connection, owner, row["invitation_id"], EventType.REPLY_SENT, reply_id, kind, now=now, actor=actor)
    return show_reply(connection, owner, reply_id)


def review_for(connection: Connection, owner: Owner, text: str, brief: Brief, *, now: datetime) -> list[Finding]:
    """Review any text against what is known of it and the account's other open invitations."""
    companies = connection.execute(_OTHER_COMPANIES, {"account": owner.id, "id": UUID(int=0)}).scalars()
    known = (brief.company or "").casefold()
    others = tuple(company for company in companies if company.casefold() != known)
    return list(review(text, replace(brief, other_companies=others), now=now))


def _brief(connection: Connection, owner: Owner, row: Mapping[str, Any], wish: Wish) -> Brief:
    """What is known: the invitation, the account, and what the person asks for."""
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
        language=wish.language or owner.language,
        zone=owner.zone,
        received_at=row["received_at"],
        interview_at=row["interview_at"],
        respond_by=row["respond_by"],
        format=Format(row["format"]) if row["format"] else None,
        location=row["location"],
        is_accepted=row["status"] == Status.ACCEPTED,
        other_companies=tuple(company for company in others if company.casefold() != own),
        **wish.facts,
    )


def _wish_of(row: Mapping[str, Any]) -> Wish:
    """The wish that a stored draft was made from, for another review of its words."""
    return Wish(
        kind=ReplyKind(row["kind"]),
        reason=Reason(row["reason"]),
        details=row["details"],
        tone=Tone(row["tone"]),
        language=row["language"],
        facts={"keep_in_touch": bool(row["options"].get("keep_in_touch"))},
    )


def _promise(owner: Owner, promised_by: datetime | date | None) -> datetime | None:
    """A promised date lasts until the end of that working day."""
    if promised_by is None or isinstance(promised_by, datetime):
        return promised_by
    return at_local(promised_by, time.fromisoformat(owner.workday_end), owner.zone)


def _locked_reply(
    connection: Connection, owner: Owner, reply_id: UUID, *, if_version: int | None = None, sent: bool = False
) -> Mapping[str, Any]:
    found = connection.execute(_REPLY.with_for_update(), {"account": owner.id, "id": reply_id}).mappings().first()
    if found is None:
        raise _no_such_reply()
    row: dict[str, Any] = {str(name): value for name, value in found.items()}
    if if_version is not None and row["version"] != if_version:
        raise LostRace(
            f"The reply is at version {row['version']} by now, not {if_version}. Read it again before you change it.",
            extensions={"version": row["version"]},
        )
    if row["state"] != ReplyState.DRAFT and not sent:
        raise ReplyAlreadySent(f"This reply is {row['state']}, so its words stay as they are. Draft another one.")
    return row


def _store_reply(connection: Connection, row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime) -> None:
    connection.execute(
        update(REPLY)
        .where(REPLY.c.account_id == row["account_id"], REPLY.c.id == row["id"])
        .values(**changed, version=row["version"] + 1, updated_at=now)
    )


def _tell(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    what: EventType,
    reply_id: UUID,
    kind: ReplyKind,
    *,
    now: datetime,
    actor: str,
) -> None:
    detail = {"reply_id": str(reply_id), "kind": kind.value}
    history.remember(connection, [history.event(owner.id, invitation_id, what, at=now, actor=actor, detail=detail)])


def _view(row: Mapping[Any, Any], address: str | None) -> dict[str, Any]:
    shown = {name: row[name] for name in REPLY_FIELDS}
    return shown | {"mailto": mailto(address, row["subject"], row["body"])}


def _no_such_reply() -> ReplyNotFound:
    return ReplyNotFound("There is no such reply. It may have been deleted; draft another one.")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return [_plain(one) for one in cast("tuple[Any, ...]", value)] if isinstance(value, list | tuple) else value
