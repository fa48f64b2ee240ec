"""The last look at a claimed reply before it leaves: whether it still may, and its mail as it leaves now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.errors import DomainError
from core.secrets import Keyring, SecretUnreadable
from core.vocabulary import ReplyKind, ReplyState
from models.account import Owner
from models.invitation import EVENT, INVITATION
from models.reply import REPLY
from replies.mails.writing import reply_mail
from services import permitted_answers
from services.failing import LONGEST_SENTENCE
from services.identity.accounts import load_owner
from services.receiving.decision import CALENDAR
from services.sending.addressing import addressee_of
from services.sending.claims import Claimed
from services.sending.letters import letter_of
from services.sending.mail_identities import find_identity
from services.sending.outgoing import Sender, sender_of

_REPLY = (
    select(
        REPLY,
        INVITATION.c.contact_email,
        INVITATION.c.contact_name,
        INVITATION.c.status,
        INVITATION.c.promised_at.label("promised_before"),
        INVITATION.c.deleted_at,
    )
    .join(INVITATION, (INVITATION.c.account_id == REPLY.c.account_id) & (INVITATION.c.id == REPLY.c.invitation_id))
    .where(REPLY.c.account_id == bindparam("account"), REPLY.c.id == bindparam("id"))
)

_MOVED = (
    select(EVENT.c.id)
    .where(
        EVENT.c.account_id == bindparam("account"),
        EVENT.c.invitation_id == bindparam("invitation"),
        EVENT.c.actor == CALENDAR,
        EVENT.c.at > bindparam("since"),
    )
    .limit(1)
)
_OF_ITS_TIME = {ReplyKind.ACCEPT, ReplyKind.RESCHEDULE}
"""What answers one time and place: of another one it would say something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departing:
    """A mail that may leave now, to one recipient."""

    mail: bytes = field(repr=False)
    recipient: str
    sender: Sender = field(repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """A reply that doesn't leave: what it is instead, and why in a sentence."""

    state: ReplyState
    why: str


def prepare(connection: Connection, claimed: Claimed, *, keyring: Keyring, now: datetime) -> Departing | Held | None:
    """What leaves, or why nothing does; None where the reply isn't ours any more."""
    found = connection.execute(_REPLY, {"account": claimed.account_id, "id": claimed.id}).mappings().first()
    owner = load_owner(connection, claimed.account_id)
    if found is None or owner is None:
        return None
    row = {str(name): value for name, value in found.items()}
    if row["state"] != ReplyState.SENDING or row["lease_until"] != claimed.lease_until:
        return None
    why = _why_needless(connection, owner, row, now=now)
    if why is not None:
        return Held(ReplyState.DRAFT, why[:LONGEST_SENTENCE])
    identity = find_identity(connection, owner.id)
    if identity is None or identity["tested_at"] is None:
        return Held(ReplyState.FAILED, "There is no tested mail server any more. Set one, test it, and send again.")
    try:
        sender = sender_of(identity, owner, keyring)
    except SecretUnreadable as unreadable:
        return Held(ReplyState.FAILED, unreadable.detail[:LONGEST_SENTENCE])
    addressee = addressee_of(connection, owner, row["invitation_id"], row)
    letter = letter_of(
        owner,
        row,
        addressee,
        recipient=row["recipient"],
        sender_address=sender.address,
        sender_name=sender.name,
        written_at=now,
    )
    return Departing(mail=reply_mail(letter, is_unsent=False), recipient=row["recipient"], sender=sender)


def _why_needless(connection: Connection, owner: Owner, row: Mapping[str, Any], *, now: datetime) -> str | None:
    if row["deleted_at"] is not None:
        return "The invitation was deleted before this reply left, so it has not been sent."
    kind = ReplyKind(row["kind"])
    if kind is ReplyKind.HOLD and row["promised_at"] is not None and row["promised_at"] <= now:
        return "What this reply promises had passed before it left, so it has not been sent."
    moved = {"account": owner.id, "invitation": row["invitation_id"], "since": row["approved_at"]}
    if kind in _OF_ITS_TIME and connection.execute(_MOVED, moved).first() is not None:
        return "The interview was changed by a calendar request before this reply left, so it has not been sent."
    stands = {"id": row["invitation_id"], "status": row["status"], "promised_at": row["promised_before"]}
    try:
        permitted_answers.refuse_draft(connection, owner.id, stands, kind)
    except DomainError as refusal:
        return f"It has not been sent. {refusal.detail}"
    return None
