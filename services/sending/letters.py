"""Replies as files: the mail in its thread, and the answer to the calendar request that came with the invitation."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.errors import Conflict
from core.vocabulary import ReplyKind, ReplyState
from models.account import Owner
from replies.calendars.replying import CalendarUnanswerable, calendar_reply
from replies.mails.writing import CalendarAnswer, Letter, message_id, references_of, reply_mail
from services.sending.addressing import PARTSTATS, Addressee, addressee_of
from services.sending.keeping import REPLY_WITH_CONTACT, no_such_reply
from services.sending.mail_identities import find_identity
from services.sending.showing import ADDRESSED

_FOLD = re.compile(r"\r?\n[ \t]")
_NAMED = r"^{}\b.*:mailto:([^\s\"]+)\s*$"
_ATTENDEE, _ORGANIZER = (
    re.compile(_NAMED.format(name), re.IGNORECASE | re.MULTILINE) for name in ("ATTENDEE", "ORGANIZER")
)


class NoCalendarAnswer(Conflict):
    """There is nothing that a calendar could be told by this reply."""

    type = "no-calendar-answer"
    title = "No calendar answer"


def letter_to_take_along(connection: Connection, owner: Owner, reply_id: UUID, *, now: datetime) -> bytes:
    """The mail of a reply, to be opened and sent in one's own mail program. Raises ReplyNotFound."""
    return reply_mail(_letter_to_take_along(connection, owner, reply_id, now=now), is_unsent=True)


def id_taken_along(connection: Connection, owner: Owner, reply_id: UUID, *, now: datetime) -> str:
    """The Message-ID that this mail carries, by which an answer to it is known. Raises ReplyNotFound."""
    return _letter_to_take_along(connection, owner, reply_id, now=now).message_id


def _letter_to_take_along(connection: Connection, owner: Owner, reply_id: UUID, *, now: datetime) -> Letter:
    row, addressee = _found(connection, owner, reply_id)
    identity = find_identity(connection, owner.id)
    return letter_of(
        owner,
        row,
        addressee,
        recipient=_recipient(row, addressee),
        sender_address=identity["from_address"] if identity is not None else owner.email,
        sender_name=(identity["from_name"] if identity is not None else None) or owner.name,
        written_at=row["sent_at"] or now,
    )


def calendar_to_take_along(connection: Connection, owner: Owner, reply_id: UUID, *, now: datetime) -> CalendarAnswer:
    """What a reply tells the calendar that asked. Raises ReplyNotFound, NoCalendarAnswer, CalendarUnanswerable."""
    row, addressee = _found(connection, owner, reply_id)
    identity = find_identity(connection, owner.id)
    own = (identity["from_address"] if identity is not None else owner.email, owner.email)
    return _calendar_answer(owner, row, addressee, own=own, now=now)


def letter_of(
    owner: Owner,
    row: Mapping[str, Any],
    addressee: Addressee,
    *,
    recipient: str | None,
    sender_address: str,
    sender_name: str,
    written_at: datetime,
) -> Letter:
    """The letter of a reply (its row), with the answer to the calendar request where there is one to be given."""
    head = addressee.thread.head
    try:
        calendar = _calendar_answer(owner, row, addressee, own=(sender_address, owner.email), now=written_at)
    except (NoCalendarAnswer, CalendarUnanswerable):
        # The words go out all the same.
        calendar = None
    return Letter(
        sender_address=sender_address,
        sender_name=sender_name,
        recipient=recipient,
        recipient_name=addressee.name if recipient == addressee.address else None,
        subject=row["subject"],
        body=row["body"],
        message_id=_own_id(row, recipient=recipient, sender_address=sender_address),
        in_reply_to=head.message_id if head is not None else None,
        references=references_of(head.message_id, head.reference_ids) if head is not None else (),
        language=row["language"],
        written_at=written_at.astimezone(owner.zone),
        calendar=calendar,
    )


def _own_id(row: Mapping[str, Any], *, recipient: str | None, sender_address: str) -> str:
    if row["message_id"] is not None and row["state"] in ADDRESSED:
        named: str = row["message_id"]
        return named
    return message_id(
        str(row["id"]), recipient=recipient or "", subject=row["subject"], body=row["body"], sender=sender_address
    )


def _found(connection: Connection, owner: Owner, reply_id: UUID) -> tuple[Mapping[str, Any], Addressee]:
    row = connection.execute(REPLY_WITH_CONTACT, {"account": owner.id, "id": reply_id}).mappings().first()
    if row is None:
        raise no_such_reply()
    addressee = addressee_of(connection, owner, row["invitation_id"], row)
    return {str(name): value for name, value in row.items()}, addressee


def _recipient(row: Mapping[str, Any], addressee: Addressee) -> str | None:
    return row["recipient"] if row["state"] == ReplyState.SENT and row["recipient"] else addressee.address


def _calendar_answer(
    owner: Owner, row: Mapping[str, Any], addressee: Addressee, *, own: tuple[str, ...], now: datetime
) -> CalendarAnswer:
    kind, request = ReplyKind(row["kind"]), addressee.thread.request
    if kind not in PARTSTATS:
        raise NoCalendarAnswer("A check-in keeps in touch; it answers no calendar request.")
    if request is None:
        raise NoCalendarAnswer("This invitation didn't come with a calendar request, so there is none to answer.")
    slots = sorted(datetime.fromisoformat(slot) for slot in row["options"].get("slots", ()))
    if kind is ReplyKind.RESCHEDULE and not slots:
        raise NoCalendarAnswer("This reply proposes no other time, so a calendar can't be told one.")
    content = calendar_reply(
        request,
        attendee=_asked(request, own),
        addresses=own,
        attendee_name=owner.name,
        partstat=PARTSTATS[kind],
        comment=row["body"],
        now=now,
        counter=slots[0] if kind is ReplyKind.RESCHEDULE else None,
    )
    return CalendarAnswer(content=content, method="COUNTER" if kind is ReplyKind.RESCHEDULE else "REPLY")


def _asked(request: str, own: tuple[str, ...]) -> str:
    """The address by which a request asks the person: one of their own, else the only one that it asks at all.

    An organiser's calendar takes no answer from an address that it hasn't asked.
    """
    lines = _FOLD.sub("", request)
    asked = {address.casefold() for address in _ATTENDEE.findall(lines)}
    if any(address.casefold() in asked for address in own):
        return next(address for address in own if address.casefold() in asked)
    others = asked - {address.casefold() for address in _ORGANIZER.findall(lines)}
    return others.pop() if len(others) == 1 else own[0]
