"""Replies in the making: drafting one from what is known, editing its words, and saying that it went out.

A draft never answers an invitation; the person's word that it was sent does.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.sql import bindparam

from core.errors import Conflict, Invalid, LostRace, NotFound
from core.ids import new_id
from core.vocabulary import EventType, Reason, ReplyKind, ReplyState
from models.account import Owner
from models.invitation import INVITATION
from models.reply import REPLY
from replies.compose import compose
from replies.mailto import mailto
from replies.mending import review_with_edits
from services import answering, history, permitted_answers
from services.briefing import INVITATION_KNOWN, Wish, brief_of, wish_of
from services.changing import locked
from services.viewing import no_such_invitation

REPLY_FIELDS = tuple(column.name for column in REPLY.c if column.name not in {"account_id", "promised_at"})

_ADDRESS = INVITATION_KNOWN.with_only_columns(INVITATION.c.contact_email)
_SHOWN = select(*(REPLY.c[name] for name in REPLY_FIELDS), INVITATION.c.contact_email).join(
    INVITATION,
    and_(
        INVITATION.c.account_id == REPLY.c.account_id,
        INVITATION.c.id == REPLY.c.invitation_id,
        INVITATION.c.deleted_at.is_(None),
    ),
)
_REPLY = _SHOWN.where(REPLY.c.account_id == bindparam("account"), REPLY.c.id == bindparam("id"))
_REPLIES = (
    _SHOWN.with_only_columns(*(REPLY.c[name] for name in REPLY_FIELDS))
    .where(REPLY.c.account_id == bindparam("account"), REPLY.c.invitation_id == bindparam("invitation"))
    .order_by(REPLY.c.id)
)
_FOR_UPDATE = (
    select(REPLY)
    .join(
        INVITATION,
        and_(
            INVITATION.c.account_id == REPLY.c.account_id,
            INVITATION.c.id == REPLY.c.invitation_id,
            INVITATION.c.deleted_at.is_(None),
        ),
    )
    .where(REPLY.c.account_id == bindparam("account"), REPLY.c.id == bindparam("id"))
    .with_for_update(of=REPLY)
)
_NEW = insert(REPLY)


class ReplyNotFound(NotFound):
    """There is no such reply in this account."""

    title = "No such reply"


class ReplyAlreadySent(Conflict):
    """A reply that went out can't be changed any more."""

    type = "reply-already-sent"
    title = "Already sent"


def draft(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    wish: Wish,
    *,
    own: Mapping[str, str] | None = None,
    now: datetime,
    actor: str = history.PERSON,
) -> dict[str, Any]:
    """Compose a reply to an invitation, review it, and keep it as a draft.

    `own` words (`subject`, `body`) take the place of the composed ones, and are reviewed all the same. Raises
    InvitationNotFound, and what `replies.compose` and `services.permitted_answers` refuse.
    """
    row = locked(connection, owner.id, invitation_id)
    permitted_answers.refuse_draft(connection, owner.id, row, wish.kind)
    brief = brief_of(connection, owner, row, wish)
    written = replace(compose(brief, now=now), **(own or {}))
    findings = review_with_edits(written.body, brief, now=now)
    stored: dict[str, Any] = {
        "account_id": owner.id,
        "id": new_id(now),
        "invitation_id": invitation_id,
        "kind": wish.kind.value,
        "reason": wish.reason.value,
        "details": wish.details,
        "tone": wish.tone.value,
        "language": brief.language,
        "options": {name: _plain(value) for name, value in wish.facts.items()},
        "promised_at": _promise(owner, wish.facts.get("promised_by")),
        "subject": written.subject,
        "body": written.body,
        "advice": list(written.advice),
        "findings": [asdict(finding) for finding in findings],
        "override": wish.override,
        "state": ReplyState.DRAFT.value,
        "sent_at": None,
        "sent_how": None,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    connection.execute(_NEW, stored)
    _tell(connection, owner, invitation_id, EventType.REPLY_DRAFTED, stored["id"], wish.kind, now=now, actor=actor)
    return _view(stored, row["contact_email"])


def list_replies(connection: Connection, owner: Owner, invitation_id: UUID) -> list[dict[str, Any]]:
    """All replies to an invitation, oldest first. Raises InvitationNotFound."""
    given = {"account": owner.id, "id": invitation_id}
    invitation = connection.execute(_ADDRESS, given).first()
    if invitation is None:
        raise no_such_invitation()
    rows = connection.execute(_REPLIES, {"account": owner.id, "invitation": invitation_id})
    return [_view(dict(zip(REPLY_FIELDS, row, strict=True)), invitation.contact_email) for row in rows]


def show_reply(connection: Connection, owner: Owner, reply_id: UUID) -> dict[str, Any]:
    """One reply. Raises ReplyNotFound."""
    row = connection.execute(_REPLY, {"account": owner.id, "id": reply_id}).first()
    if row is None:
        raise _no_such_reply()
    return _view(dict(zip(REPLY_FIELDS, row, strict=False)), row.contact_email)


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
            found = (
                connection.execute(INVITATION_KNOWN, {"account": owner.id, "id": row["invitation_id"]})
                .mappings()
                .first()
            )
            if found is None:
                raise _no_such_reply()
            brief = brief_of(connection, owner, {str(name): value for name, value in found.items()}, wish_of(row))
            changed["findings"] = [asdict(finding) for finding in review_with_edits(changed["body"], brief, now=now)]
        _store_reply(connection, row, changed, now=now)
        kind = ReplyKind(row["kind"])
        _tell(connection, owner, row["invitation_id"], EventType.REPLY_EDITED, reply_id, kind, now=now, actor=actor)
    return show_reply(connection, owner, reply_id)


def delete_reply(
    connection: Connection,
    owner: Owner,
    reply_id: UUID,
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: int | None = None,
) -> None:
    """Throw a draft away. Raises ReplyNotFound, LostRace, ReplyAlreadySent."""
    row = _locked_reply(connection, owner, reply_id, if_version=if_version, may_be_put_aside=True)
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
    if sent_at is not None and sent_at > now:
        raise Invalid.field("sent_at", "A reply can't have been sent in the future.")
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
    changed = {"state": ReplyState.SENT.value, "sent_at": sent_at, "sent_how": "by the person"}
    _store_reply(connection, row, changed, now=now)
    _tell(connection, owner, row["invitation_id"], EventType.REPLY_SENT, reply_id, kind, now=now, actor=actor)
    return show_reply(connection, owner, reply_id)


def _promise(owner: Owner, promised_by: datetime | date | None) -> datetime | None:
    return None if promised_by is None else answering.end_of_promise(owner, promised_by)


def _locked_reply(
    connection: Connection,
    owner: Owner,
    reply_id: UUID,
    *,
    if_version: int | None = None,
    sent: bool = False,
    may_be_put_aside: bool = False,
) -> Mapping[str, Any]:
    found = connection.execute(_FOR_UPDATE, {"account": owner.id, "id": reply_id}).mappings().first()
    if found is None:
        raise _no_such_reply()
    row: dict[str, Any] = {str(name): value for name, value in found.items()}
    if if_version is not None and row["version"] != if_version:
        raise LostRace(
            f"The reply is at version {row['version']} by now, not {if_version}. Read it again before you change it.",
            extensions={"version": row["version"]},
        )
    if may_be_put_aside and row["state"] == ReplyState.SUPERSEDED:
        return row
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
