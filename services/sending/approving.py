"""The person's word that a reply leaves in their name, and taking it back while it hasn't left.

Nothing is sent here. A reply is refused unless everything is as the person was shown it; the scheduler looks once more
at the moment of sending.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.errors import Conflict, TooMany
from core.versions import IfVersion
from core.vocabulary import EventType, ReplyKind, ReplyState, Severity
from models.account import Owner
from models.message import MESSAGE
from models.reply import REPLY
from replies.mails.writing import message_id
from services import permitted_answers
from services.changing import locked
from services.holding.standing import refuse_held
from services.identity.own_addresses import own_addresses
from services.sending import mail_identities
from services.sending.addressing import addressee_of, is_same_mailbox, takes_no_answers
from services.sending.keeping import ReplyOnItsWay, locked_reply, refuse_lost_race, refuse_on_its_way, store_reply, tell
from services.sending.outcomes import NOT_GONE
from services.sending.showing import show_reply

UNDO_PERIOD = timedelta(seconds=10)
"""How long an approved reply waits, so that it can be taken back."""

_UNDER_WAY = (ReplyState.APPROVED.value, ReplyState.SENDING.value, ReplyState.OUTCOME_UNKNOWN.value)
_CAME = (
    select(MESSAGE.c.sender_address, MESSAGE.c.is_automatic, MESSAGE.c.calendar_uid)
    .where(
        MESSAGE.c.account_id == bindparam("account"),
        MESSAGE.c.invitation_id == bindparam("invitation"),
        MESSAGE.c.sender_address.is_not(None),
    )
    .limit(200)
)


class NoMailServer(Conflict):
    """There is no mail server that has taken a test message, by which a reply could leave."""

    type = "no-mail-server"
    title = "No tested mail server"


class ReplyNotSendable(Conflict):
    """The reply went out already, or another answer has put it aside."""

    type = "reply-not-sendable"
    title = "Not to be sent"


class RecipientUnknown(Conflict):
    """Nobody is known to whom the reply could go."""

    type = "recipient-unknown"
    title = "No recipient"


class RecipientChanged(Conflict):
    """The reply goes to somebody else than the person was shown."""

    type = "recipient-changed"
    title = "Another recipient"


class RecipientRefused(Conflict):
    """The recipient is nobody who could be answered."""

    type = "recipient-refused"
    title = "Not a recipient"


class FindingBlocks(Conflict):
    """A finding of the review stands in the way, and the person has said nothing against it."""

    type = "finding-blocks"
    title = "The review found something"


class DailyCapReached(TooMany):
    """As many replies have left within a day as the person allowed."""

    type = "daily-cap-reached"
    title = "Enough for today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the person says: to whom, against which finding, of which version, and who they are in the history."""

    recipient: str
    override: str | None
    actor: str
    if_version: IfVersion = None


def approve(connection: Connection, owner: Owner, reply_id: UUID, word: Word, *, now: datetime) -> dict[str, Any]:
    """Let a draft leave in ten seconds, or one that couldn't be delivered leave once more.

    Raises ReplyNotFound, LostRace, ReplyOnItsWay, InstallationHeld, and the refusals above; of permitted_answers, what
    the invitation refuses.
    """
    row = locked_reply(connection, owner, reply_id)
    refuse_lost_race(row, word.if_version)
    refuse_on_its_way(row)
    if row["state"] not in {ReplyState.DRAFT, ReplyState.FAILED}:
        raise ReplyNotSendable(f"This reply is {row['state']}. Draft another one.")
    refuse_held(connection)
    # Held, so that two replies to one invitation can't both be approved at once.
    invitation = locked(connection, owner.id, row["invitation_id"])
    permitted_answers.refuse_draft(connection, owner.id, invitation, ReplyKind(row["kind"]))
    if row["kind"] == ReplyKind.HOLD and row["promised_at"] <= now + UNDO_PERIOD:
        raise ReplyNotSendable("What this reply promises has passed. Draft another one.")
    _refuse_second(connection, owner, row)
    # Held, so that the cap is counted by one at a time.
    identity = mail_identities.find_identity(connection, owner.id, for_update=True)
    if identity is None or identity["tested_at"] is None:
        missing = "Set a mail server" if identity is None else "Send a test message by your mail server"
        raise NoMailServer(f"{missing} first, in the settings: replies leave by your own.")
    recipient = _recipient(connection, owner, row, invitation, word.recipient)
    _refuse_recipient(connection, owner, invitation["id"], recipient)
    override = word.override or row["override"]
    _refuse_blocked(row, override)
    _refuse_over_cap(connection, owner, identity, now=now)
    changed = {
        "state": ReplyState.APPROVED.value,
        "override": override,
        "recipient": recipient,
        "message_id": message_id(
            str(reply_id),
            recipient=recipient,
            subject=row["subject"],
            body=row["body"],
            sender=identity["from_address"],
        ),
        "approved_at": now,
        "approved_by": word.actor,
        "send_at": now + UNDO_PERIOD,
        "lease_until": None,
        "attempts": 0,
        "last_error": None,
    }
    store_reply(connection, row, changed, now=now)
    tell(connection, row, EventType.REPLY_APPROVED, now=now, actor=word.actor, recipient=recipient)
    return show_reply(connection, owner, reply_id)


def recall(connection: Connection, owner: Owner, reply_id: UUID, *, now: datetime, actor: str) -> dict[str, Any]:
    """Take an approved reply back: it is a draft again. Twice is once. Raises ReplyNotFound and ReplyOnItsWay."""
    row = locked_reply(connection, owner, reply_id)
    if row["state"] == ReplyState.DRAFT:
        return show_reply(connection, owner, reply_id)
    if row["state"] != ReplyState.APPROVED:
        raise ReplyOnItsWay(
            f"It is too late to take this reply back: it is {row['state']}.", extensions={"reply_state": row["state"]}
        )
    store_reply(connection, row, NOT_GONE | {"recipient": None, "attempts": 0, "last_error": None}, now=now)
    tell(connection, row, EventType.REPLY_RECALLED, now=now, actor=actor)
    return show_reply(connection, owner, reply_id)


def _refuse_second(connection: Connection, owner: Owner, row: Mapping[str, Any]) -> None:
    """One answer at a time: with two under way, the second would leave though the first has settled the question."""
    other = connection.execute(
        select(REPLY.c.state)
        .where(
            REPLY.c.account_id == owner.id,
            REPLY.c.invitation_id == row["invitation_id"],
            REPLY.c.id != row["id"],
            REPLY.c.state.in_(_UNDER_WAY),
        )
        .limit(1)
    ).scalar()
    if other == ReplyState.OUTCOME_UNKNOWN:
        raise ReplyOnItsWay(
            "Another reply to this invitation may have gone out. Say first whether it did (POST …/outcome)."
        )
    if other is not None:
        raise ReplyOnItsWay("Another reply to this invitation is about to leave. Take that one back first.")


def _recipient(
    connection: Connection, owner: Owner, row: Mapping[str, Any], invitation: Mapping[str, Any], named: str
) -> str:
    addressee = addressee_of(connection, owner, row["invitation_id"], invitation)
    if addressee.address is None:
        raise RecipientUnknown(
            "Nobody is known to whom this reply could go. Give the invitation a `contact_email` first."
        )
    if named.casefold() != addressee.address.casefold():
        raise RecipientChanged(
            f"This reply goes to {addressee.address}. Look at it once more, and name that recipient.",
            extensions={"recipient": addressee.address},
        )
    return addressee.address


def _refuse_recipient(connection: Connection, owner: Owner, invitation_id: UUID, recipient: str) -> None:
    if any(is_same_mailbox(recipient, address) for address in own_addresses(connection, owner)):
        raise RecipientRefused("This reply would go to yourself. Give the invitation the `contact_email` of the other.")
    if takes_no_answers(recipient) or _is_machine(connection, owner, invitation_id, recipient):
        raise RecipientRefused(
            "Automatic mail is never answered, and nobody reads what is sent to this address. Give the invitation the "
            "`contact_email` of a person."
        )


def _is_machine(connection: Connection, owner: Owner, invitation_id: UUID, recipient: str) -> bool:
    """Whether all that came from this address was automatic (RFC 3834), and none of it a calendar request."""
    came = connection.execute(_CAME, {"account": owner.id, "invitation": invitation_id}).all()
    found = [row for row in came if is_same_mailbox(row.sender_address, recipient)]
    return bool(found) and all(row.is_automatic and row.calendar_uid is None for row in found)


def _refuse_blocked(row: Mapping[str, Any], override: str | None) -> None:
    blocking = [finding["rule"] for finding in row["findings"] if finding["severity"] == Severity.BLOCK]
    if blocking and not (override or "").strip():
        raise FindingBlocks(
            "The review found what must be mended first. Mend it, or say in `override` why it may stay.",
            extensions={"rules": sorted(set(blocking))},
        )


def _refuse_over_cap(connection: Connection, owner: Owner, identity: Mapping[str, Any], *, now: datetime) -> None:
    next_at = mail_identities.next_leaves_at(connection, owner.id, identity["daily_cap"], now=now)
    if next_at is None:
        return
    seconds = max(1, int((next_at - now).total_seconds()) + 1)
    local = next_at.astimezone(owner.zone)
    raise DailyCapReached(
        f"{identity['daily_cap']} replies have left within 24 hours, which is as many as you allowed. The next one may "
        f"leave at {local:%H:%M} on {local:%Y-%m-%d}.",
        headers={"Retry-After": str(seconds)},
        extensions={"next_at": next_at.isoformat()},
    )
