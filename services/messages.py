"""What a claimed reminder says, written from what is true now: an answered invitation is never reminded of."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, select
from sqlalchemy.sql import bindparam

from core.vocabulary import OWED_STATUSES, Attention, ChannelKind, ReminderKind
from models import attention
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from models.channel import REMINDER
from models.invitation import INVITATION
from models.local_time import local
from notifications.channel import Message
from notifications.content import (
    Alert,
    ChannelFailure,
    Digest,
    DigestSection,
    SectionCode,
    Urgent,
)
from notifications.render import (
    Rendered,
    render_alert,
    render_channel_failed,
    render_digest,
    render_urgent,
)
from services.delivering import Claimed
from services.digest import digest_of, line_of

_OWNER = select(*OWNER_COLUMNS).where(ACCOUNT.c.id == bindparam("account"))
_ONE = select(INVITATION).where(
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.id.in_(bindparam("ids", expanding=True)),
    INVITATION.c.deleted_at.is_(None),
)

_TOLD_LATER = select(
    exists().where(
        REMINDER.c.account_id == bindparam("account"),
        REMINDER.c.channel_id == bindparam("channel"),
        REMINDER.c.kind == ReminderKind.DIGEST.value,
        REMINDER.c.local_on > bindparam("day"),
    )
)
_ALERTED_LATER = select(
    exists().where(
        REMINDER.c.account_id == bindparam("account"),
        REMINDER.c.invitation_id == bindparam("invitation"),
        REMINDER.c.channel_id == bindparam("channel"),
        REMINDER.c.kind == ReminderKind.ALERT.value,
        REMINDER.c.level == bindparam("level"),
        REMINDER.c.id != bindparam("this"),
    )
)


@dataclass(frozen=True, slots=True)
class Needless:
    """There is nothing to say any more, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Links:
    """How links in a message are made: what they begin with, and the one that ends a channel's digests."""

    base: str
    unsubscribe: Callable[[UUID, UUID], str]


def write_message(connection: Connection, claimed: Claimed, *, now: datetime, links: Links) -> Message | Needless:
    """The message of a claimed reminder at `now`, or why it isn't needed any more."""
    row = connection.execute(_OWNER, {"account": claimed.account_id}).first()
    if row is None:
        return Needless("The account is gone.")
    owner = Owner(*row)
    if claimed.kind is ReminderKind.DIGEST:
        return _digest(connection, claimed, owner, now=now, links=links)
    if claimed.kind is ReminderKind.CHANNEL_FAILED:
        return _channel_failed(claimed, owner, links=links)
    return _about_invitations(connection, claimed, owner, now=now, links=links)


def _digest(
    connection: Connection, claimed: Claimed, owner: Owner, *, now: datetime, links: Links
) -> Message | Needless:
    if claimed.local_on is not None and claimed.local_on < local(now, owner.zone).date():
        given = {"account": owner.id, "channel": claimed.channel_id, "day": claimed.local_on}
        if connection.execute(_TOLD_LATER, given).scalar_one():
            return Needless("The digest of a later day tells all that still matters.")
    digest = digest_of(connection, owner, now=now, link_base=links.base)
    if digest.is_empty and not owner.digest_when_empty:
        return Needless("There was nothing to say.")
    # A way out by a link is for mail; whoever has a server or a console of their own has the settings.
    by_mail = claimed.channel_kind is ChannelKind.EMAIL
    unsubscribe_url = links.unsubscribe(claimed.account_id, claimed.channel_id) if by_mail else None
    written = render_digest(digest, public_url=links.base, unsubscribe_url=unsubscribe_url)
    payload = digest_payload(digest)
    if claimed.local_on is not None:
        # It tells of the present, but is the digest of its day: one that comes after midnight must not be taken for the
        # next day's.
        payload["local_on"] = claimed.local_on.isoformat()
    return _message(claimed, owner, written, payload, unsubscribe_url=unsubscribe_url)


def digest_payload(digest: Digest) -> dict[str, object]:
    """A digest as programs are told it."""
    return {
        "local_on": digest.local_on.isoformat(),
        "sections": [
            {"code": section.code.value, "items": [asdict(line) for line in section.lines]}
            for section in digest.sections
        ],
        "more": digest.more,
        "people": [
            asdict(person)
            | {
                "speak_on": person.speak_on.isoformat(),
                "spoke_on": person.spoke_on.isoformat() if person.spoke_on is not None else None,
            }
            for person in digest.people
        ],
        "more_people": digest.more_people,
    }


def _channel_failed(claimed: Claimed, owner: Owner, *, links: Links) -> Message:
    detail = claimed.detail
    failed = ChannelFailure(
        account_name=owner.name,
        language=owner.language,
        channel_name=detail["channel_name"],
        masked=detail["masked"],
        failure_code=detail["failure_code"],
        is_disabled=detail["is_disabled"],
    )
    written = render_channel_failed(failed, public_url=links.base, unsubscribe_url=None)
    return _message(claimed, owner, written, {"channel": detail["channel_name"], "reason": detail["failure_code"]})


def _about_invitations(
    connection: Connection, claimed: Claimed, owner: Owner, *, now: datetime, links: Links
) -> Message | Needless:
    ids = [claimed.invitation_id] if claimed.invitation_id else [UUID(one) for one in claimed.detail["invitations"]]
    rows = connection.execute(_ONE, {"account": owner.id, "ids": ids}).all()
    owed = [row for row in rows if row.status in OWED_STATUSES]
    if not owed:
        return Needless("The invitation has been answered, or is gone.")
    awake = [row for row in owed if row.snoozed_until is None or row.snoozed_until <= now]
    if not awake:
        return Needless("The invitation is snoozed.")
    if len(ids) > 1:
        return _several(claimed, owner, awake, now=now, links=links)
    return _overtaken(connection, claimed, awake[0], now=now) or _one(claimed, owner, awake[0], now=now, links=links)


def _overtaken(connection: Connection, claimed: Claimed, row: Any, *, now: datetime) -> Needless | None:
    """An alert tells of the level at this moment: it is needless where that is another alert's, or none any more."""
    if claimed.kind is not ReminderKind.ALERT:
        return None
    level = attention.level(row.due_soon_at, row.respond_by, row.ghosting_at, now)
    announced = Attention(claimed.level or Attention.ON_TRACK)
    if level.rank < announced.rank:
        return Needless("The deadline has been moved since.")
    given = {
        "account": claimed.account_id,
        "invitation": row.id,
        "channel": claimed.channel_id,
        "level": level.value,
        "this": claimed.id,
    }
    if level is not announced and connection.execute(_ALERTED_LATER, given).scalar_one():
        return Needless("A later alert tells of the level that it has reached since.")
    return None


def _one(claimed: Claimed, owner: Owner, row: Any, *, now: datetime, links: Links) -> Message:
    line = line_of(row, owner, now=now, link_base=links.base)
    if claimed.kind is ReminderKind.ALERT or now >= row.respond_by:
        # An urgent reminder that comes too late no longer says that there is time.
        alert = Alert(account_name=owner.name, language=owner.language, line=line)
        written = render_alert(alert, public_url=links.base, unsubscribe_url=None)
    else:
        urgent = Urgent(account_name=owner.name, language=owner.language, line=line)
        written = render_urgent(urgent, public_url=links.base, unsubscribe_url=None)
    payload: dict[str, object] = {"invitation": asdict(line), "respond_by": row.respond_by.isoformat()}
    return _message(claimed, owner, written, payload)


def _several(claimed: Claimed, owner: Owner, rows: list[Any], *, now: datetime, links: Links) -> Message:
    rows.sort(key=lambda row: row.respond_by)
    lines = tuple(line_of(row, owner, now=now, link_base=links.base) for row in rows)
    digest = Digest(
        account_name=owner.name,
        local_on=local(now, owner.zone).date(),
        language=owner.language,
        sections=(DigestSection(SectionCode.DUE_SOON, lines),),
    )
    written = render_digest(digest, public_url=links.base, unsubscribe_url=None)
    return _message(claimed, owner, written, digest_payload(digest))


def _message(
    claimed: Claimed,
    owner: Owner,
    written: Rendered,
    payload: dict[str, object],
    *,
    unsubscribe_url: str | None = None,
) -> Message:
    return Message(
        id=str(claimed.id),
        kind=claimed.kind.value,
        subject=written.subject,
        text=written.text,
        html=written.html,
        payload=payload,
        created_at=claimed.created_at,
        unsubscribe_url=unsubscribe_url,
        language=owner.language,
    )
