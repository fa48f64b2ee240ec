"""Where an answer to an invitation goes: the mail that it replies to, and the calendar request that it settles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.vocabulary import MessageForm, MessageState
from models.account import Owner
from models.invitation import INVITATION
from models.message import MESSAGE
from services.identity.own_addresses import own_addresses
from services.receiving.known_people import KnownPeople, known_people

_MOST = 200
_PLACED = (
    select(
        MESSAGE.c.id,
        MESSAGE.c.form,
        MESSAGE.c.message_id,
        MESSAGE.c.reference_ids,
        MESSAGE.c.subject,
        MESSAGE.c.sender_name,
        MESSAGE.c.sender_address,
        MESSAGE.c.reply_to,
        MESSAGE.c.is_automatic,
        MESSAGE.c.received_at,
        MESSAGE.c.calendar_uid,
        MESSAGE.c.detail,
        INVITATION.c.calendar_uid.label("invitation_uid"),
        INVITATION.c.contact_email,
    )
    .join(
        INVITATION,
        (INVITATION.c.account_id == MESSAGE.c.account_id) & (INVITATION.c.id == MESSAGE.c.invitation_id),
    )
    .where(
        MESSAGE.c.account_id == bindparam("account"),
        MESSAGE.c.invitation_id == bindparam("invitation"),
        MESSAGE.c.state == MessageState.PLACED.value,
    )
    .order_by(MESSAGE.c.received_at.desc(), MESSAGE.c.id.desc())
    .limit(_MOST)
)

_REQUEST = select(MESSAGE.c.calendar).where(
    MESSAGE.c.account_id == bindparam("account"), MESSAGE.c.id == bindparam("message")
)

REQUESTS = frozenset({None, "REQUEST", "PUBLISH"})
"""The iTIP methods (RFC 5546) of what is an event to come to; None where a file names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadHead:
    """The mail that an answer replies to. `message_id` and `reference_ids` have no angle brackets.

    `answer_to` is where the answer goes: Reply-To, else the sender; None where that is the contact, as for automatic
    mail. `reference_ids` are those of the mail itself, the nearest first, as they came: whoever answers adds
    `message_id` to them, which is None where only the mail's carrier has one.
    """

    message_id: str | None
    reference_ids: tuple[str, ...]
    subject: str | None
    sender_name: str | None
    answer_to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What an answer to one invitation goes by; None where no such message came.

    `request` is the calendar request as it came, one VCALENDAR, in its latest revision.
    """

    head: ThreadHead | None
    request: str | None


def message_thread(connection: Connection, owner: Owner, invitation_id: UUID) -> Thread:
    """The newest mail of an invitation that may be answered, and its newest calendar request.

    Neither automatic mail nor the person's own is answered, nor anybody's who isn't known on the invitation: who writes
    into its thread doesn't become the recipient by that. Calendars send their requests by automatic mail: where
    nothing else was written, the answer stands in that thread, and goes to the contact and not to the robot.
    """
    own, people = own_addresses(connection, owner), known_people(connection, owner, invitation_id)
    rows = connection.execute(_PLACED, {"account": owner.id, "invitation": invitation_id}).mappings().all()
    requests = [row for row in rows if _is_request(row)]
    by_calendar = (row for row in requests if row["form"] == MessageForm.MAIL and row["is_automatic"])
    mail = next((row for row in rows if _takes_answers(row, own, people)), next(by_calendar, None))
    # What is about one date of a series stands beside the request that the invitation was taken from.
    requests = [row for row in requests if _date_of(row) == _date_of(requests[-1])]
    return Thread(
        head=None if mail is None else _head(mail, people),
        request=_text_of(connection, owner, max(requests, key=_revision)) if requests else None,
    )


def _text_of(connection: Connection, owner: Owner, row: Any) -> str | None:
    # Of the one that is answered alone: each may be as long as the mail that it came in.
    found: str | None = connection.execute(_REQUEST, {"account": owner.id, "message": row["id"]}).scalar()
    return found


def _takes_answers(row: Any, own: frozenset[str], people: KnownPeople) -> bool:
    if row["form"] != MessageForm.MAIL or row["is_automatic"]:
        return False
    if (row["sender_address"] or "").casefold() in own:
        return False
    return row["id"] in people.messages or people.knows(row["sender_address"])


def _answer_to(row: Any, people: KnownPeople) -> str | None:
    if row["is_automatic"]:
        return None
    reply_to: str | None = row["reply_to"]
    # A sender is what a mail says it is: one that asks for the answer elsewhere is answered at the contact.
    if reply_to is not None and not people.knows(reply_to):
        return None if row["contact_email"] else row["sender_address"]
    return reply_to or row["sender_address"]


def _head(row: Any, people: KnownPeople) -> ThreadHead:
    return ThreadHead(
        message_id=None if row["detail"].get("is_of_carrier") else row["message_id"],
        reference_ids=tuple(row["reference_ids"]),
        subject=row["subject"],
        sender_name=row["sender_name"],
        answer_to=_answer_to(row, people),
    )


def _is_request(row: Any) -> bool:
    told: Mapping[str, Any] | None = row["detail"]["calendar"]
    if told is None or row["calendar_uid"] is None or row["calendar_uid"] != row["invitation_uid"]:
        return False
    return told["method"] in REQUESTS and not told["is_cancelled"]


def _date_of(row: Any) -> str | None:
    found: str | None = row["detail"]["calendar"]["recurrence_id"]
    return found


def _revision(row: Any) -> tuple[int, str]:
    told: Mapping[str, Any] = row["detail"]["calendar"]
    # Instants are written in UTC, in which their text sorts as they do.
    return told["sequence"], told["stamped_at"] or ""
