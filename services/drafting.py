"""Replies in the making: drafting one from what is known, editing its words, and saying that it went out.

A draft never answers an invitation; the person's word that it was sent does.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.sql import bindparam

from core.errors import Conflict, Invalid
from core.ids import new_id
from core.versions import IfVersion
from core.vocabulary import EventType, ReplyState
from models.account import Owner
from models.invitation import INVITATION
from models.reply import REPLY
from replies.compose import compose
from replies.mending import review_with_edits
from services import answering, history, permitted_answers
from services.briefing import INVITATION_KNOWN, Wish, brief_of, wish_of
from services.changing import locked
from services.keeping_in_touch.after_reply import BY_THE_PERSON
from services.sending.addressing import addressee_of
from services.sending.keeping import (
    locked_reply,
    no_such_reply,
    refuse_lost_race,
    refuse_on_its_way,
    store_reply,
    tell,
)
from services.sending.letters import id_taken_along
from services.sending.outcomes import BY_REPLYBY, note_sent
from services.sending.showing import reply_view, show_reply
from services.viewing import no_such_invitation

_ADDRESS = INVITATION_KNOWN.with_only_columns(INVITATION.c.contact_email, INVITATION.c.contact_name)
_REPLIES = (
    select(REPLY)
    .where(REPLY.c.account_id == bindparam("account"), REPLY.c.invitation_id == bindparam("invitation"))
    .order_by(REPLY.c.id)
)
_NEW = insert(REPLY)


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
        "attempts": 0,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    connection.execute(_NEW, stored)
    tell(connection, stored, EventType.REPLY_DRAFTED, now=now, actor=actor)
    return reply_view(stored, addressee_of(connection, owner, invitation_id, row))


def list_replies(connection: Connection, owner: Owner, invitation_id: UUID) -> list[dict[str, Any]]:
    """All replies to an invitation, oldest first. Raises InvitationNotFound."""
    given = {"account": owner.id, "id": invitation_id}
    invitation = connection.execute(_ADDRESS, given).mappings().first()
    if invitation is None:
        raise no_such_invitation()
    rows = connection.execute(_REPLIES, {"account": owner.id, "invitation": invitation_id}).mappings().all()
    addressee = addressee_of(connection, owner, invitation_id, invitation)
    return [reply_view(row, addressee) for row in rows]


def edit_reply(
    connection: Connection,
    owner: Owner,
    reply_id: UUID,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: IfVersion = None,
) -> dict[str, Any]:
    """Change a draft's subject, body or override, and review it anew.

    One that couldn't be delivered is a draft again with its new words. Raises ReplyNotFound, LostRace,
    ReplyAlreadySent, ReplyOnItsWay.
    """
    row = _locked_draft(connection, owner, reply_id, if_version=if_version)
    changed = {name: value for name, value in changes.items() if row[name] != value}
    if changed:
        if "body" in changed:
            found = (
                connection.execute(INVITATION_KNOWN, {"account": owner.id, "id": row["invitation_id"]})
                .mappings()
                .first()
            )
            if found is None:
                raise no_such_reply()
            brief = brief_of(connection, owner, {str(name): value for name, value in found.items()}, wish_of(row))
            changed["findings"] = [asdict(finding) for finding in review_with_edits(changed["body"], brief, now=now)]
        if row["state"] == ReplyState.FAILED:
            changed |= {"state": ReplyState.DRAFT.value, "last_error": None}
        store_reply(connection, row, changed, now=now)
        tell(connection, row, EventType.REPLY_EDITED, now=now, actor=actor)
    return show_reply(connection, owner, reply_id)


def delete_reply(
    connection: Connection,
    owner: Owner,
    reply_id: UUID,
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: IfVersion = None,
) -> None:
    """Throw a draft away. Raises ReplyNotFound, LostRace, ReplyAlreadySent, ReplyOnItsWay."""
    row = _locked_draft(connection, owner, reply_id, if_version=if_version, may_be_put_aside=True)
    connection.execute(delete(REPLY).where(REPLY.c.account_id == owner.id, REPLY.c.id == reply_id))
    tell(connection, row, EventType.REPLY_DELETED, now=now, actor=actor)


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

    Raises ReplyNotFound, ReplyOnItsWay while we are sending it, and what `services.answering.answer` refuses.
    """
    row = locked_reply(connection, owner, reply_id)
    if row["state"] == ReplyState.SENT:
        return show_reply(connection, owner, reply_id)
    is_in_doubt = row["state"] == ReplyState.OUTCOME_UNKNOWN
    if not is_in_doubt:
        refuse_on_its_way(row)
    if sent_at is not None and sent_at > now:
        raise Invalid.field("sent_at", "A reply can't have been sent in the future.")
    # What may have left by us counts as sent by us: undone, it would be a draft, which could leave a second time.
    sent_how = BY_REPLYBY if is_in_doubt else BY_THE_PERSON
    if not is_in_doubt:
        store_reply(connection, row, {"message_id": id_taken_along(connection, owner, reply_id, now=now)}, now=now)
    note_sent(connection, owner, row, sent_at=sent_at or now, sent_how=sent_how, now=now, actor=actor)
    return show_reply(connection, owner, reply_id)


def _promise(owner: Owner, promised_by: datetime | date | None) -> datetime | None:
    return None if promised_by is None else answering.end_of_promise(owner, promised_by)


def _locked_draft(
    connection: Connection,
    owner: Owner,
    reply_id: UUID,
    *,
    if_version: IfVersion = None,
    may_be_put_aside: bool = False,
) -> dict[str, Any]:
    row = locked_reply(connection, owner, reply_id)
    refuse_lost_race(row, if_version)
    if may_be_put_aside and row["state"] == ReplyState.SUPERSEDED:
        return row
    refuse_on_its_way(row)
    if row["state"] not in {ReplyState.DRAFT, ReplyState.FAILED}:
        raise ReplyAlreadySent(f"This reply is {row['state']}, so its words stay as they are. Draft another one.")
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return [_plain(one) for one in cast("tuple[Any, ...]", value)] if isinstance(value, list | tuple) else value
