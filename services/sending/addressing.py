"""To whom a reply goes: whoever wrote last in its thread, else the contact that is recorded with the invitation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.vocabulary import PartStat, ReplyKind
from models.account import Owner
from notifications.email_address import is_email_address
from services.receiving.threads import Thread, message_thread

PARTSTATS = {
    ReplyKind.DECLINE: PartStat.DECLINED,
    ReplyKind.WITHDRAW: PartStat.DECLINED,
    ReplyKind.ACCEPT: PartStat.ACCEPTED,
    ReplyKind.HOLD: PartStat.TENTATIVE,
    ReplyKind.RESCHEDULE: PartStat.TENTATIVE,
}
"""What a calendar is told by each kind of reply; `reschedule` proposes another time too. A check-in says nothing."""

_TAKES_NO_ANSWERS = re.compile(
    r"(?:.*[.+_-])?(?:no[._-]?repl(?:y|ies)|(?:do[._-]?)?not[._-]?reply|mailer-daemon|postmaster|bounces?|notifications?)"
    r"(?:[.+_=-].*)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Where a reply goes. `address` is None where nobody is known; `thread` is what it answers."""

    address: str | None
    name: str | None
    thread: Thread


def addressee_of(connection: Connection, owner: Owner, invitation_id: UUID, contact: Mapping[Any, Any]) -> Addressee:
    """To whom a reply to an invitation goes; `contact` has its `contact_email` and `contact_name`."""
    thread = message_thread(connection, owner, invitation_id)
    contact_email: str | None = contact["contact_email"]
    written_to = thread.head.answer_to if thread.head is not None else None
    address = next((one for one in (written_to, contact_email) if one and is_email_address(one)), None)
    # A Reply-To can be another's mailbox, whose name isn't known then.
    is_contact = bool(address and contact_email and is_same_mailbox(address, contact_email))
    return Addressee(address=address, name=contact["contact_name"] if is_contact else None, thread=thread)


def answers_calendar(row: Mapping[str, Any], thread: Thread) -> bool:
    """Whether a reply (its row) can answer a calendar request: one is known, and it says something to it."""
    kind = ReplyKind(row["kind"])
    if thread.request is None or kind not in PARTSTATS:
        return False
    return kind is not ReplyKind.RESCHEDULE or bool(row["options"].get("slots"))


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses lead to one mailbox: case doesn't count, nor does what follows a plus sign."""
    return _mailbox(one) == _mailbox(other)


def takes_no_answers(address: str) -> bool:
    """Whether an address says by its name that nobody reads what is sent to it."""
    return _TAKES_NO_ANSWERS.fullmatch(address.rpartition("@")[0]) is not None


def _mailbox(address: str) -> str:
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"
