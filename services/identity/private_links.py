"""The two addresses that work for whoever knows them: the calendar feed, and where mail is forwarded to.

Of a link's secret only the digest is stored, so that nobody who reads the database can use it. An account has at most
one link of a kind: making it anew ends the one before.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, exists, or_, select, update
from sqlalchemy.sql import bindparam

from core.database import insert_new
from core.errors import NotFound
from core.secrets import digest, new_secret
from core.vocabulary import PrivateLinkKind
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from models.mailing import PRIVATE_LINK
from services.identity.credentials import NOTED_EVERY

PREFIXES = {PrivateLinkKind.FEED: "rbf_", PrivateLinkKind.MAIL: "rbm_"}
"""How the secrets begin, which tells people and scanners what was found."""

LINK_FIELDS = ("kind", "created_at", "last_used_at")

_PATHS = {PrivateLinkKind.FEED: "/api/v1/calendar/{}.ics", PrivateLinkKind.MAIL: "/api/v1/intake/mail/{}"}
_LONGEST_SECRET = 100

_FIELDS = tuple(PRIVATE_LINK.c[name] for name in LINK_FIELDS)
_ALL = select(*_FIELDS).where(PRIVATE_LINK.c.account_id == bindparam("account")).order_by(PRIVATE_LINK.c.kind)
_OWNER = (
    select(*OWNER_COLUMNS)
    .join(PRIVATE_LINK, PRIVATE_LINK.c.account_id == ACCOUNT.c.id)
    .where(PRIVATE_LINK.c.digest == bindparam("digest"), PRIVATE_LINK.c.kind == bindparam("kind"))
)
_UNNOTED = (
    PRIVATE_LINK.c.digest == bindparam("of_digest"),
    PRIVATE_LINK.c.kind == bindparam("of_kind"),
    or_(PRIVATE_LINK.c.last_used_at.is_(None), PRIVATE_LINK.c.last_used_at <= bindparam("noted_before")),
)
_IS_UNNOTED = select(exists().where(*_UNNOTED))
_NOTE_USE = update(PRIVATE_LINK).where(*_UNNOTED).values(last_used_at=bindparam("now"))


class PrivateLinkNotFound(NotFound):
    """The account has no such link, or nobody has one with this secret: the answer is that of any unknown address."""

    title = "No such link"


def make(
    connection: Connection, account_id: UUID, kind: PrivateLinkKind, *, base: str, now: datetime
) -> dict[str, Any]:
    """Make a link, and end the one of its kind that was there before.

    `base` is what every link begins with. `url` is the whole address with its secret, and in this answer alone.
    """
    secret = new_secret(PREFIXES[kind])
    made: dict[str, Any] = {"kind": kind.value, "digest": digest(secret), "created_at": now, "last_used_at": None}
    connection.execute(
        insert_new(connection, PRIVATE_LINK)
        .values(account_id=account_id, **made)
        .on_conflict_do_update(index_elements=["account_id", "kind"], set_=made)
    )
    url = base + _PATHS[kind].format(secret)
    subscribe = url.replace(base.partition("://")[0], "webcal", 1) if kind is PrivateLinkKind.FEED else None
    return {name: made[name] for name in LINK_FIELDS} | {"url": url, "subscribe_url": subscribe}


def revoke(connection: Connection, account_id: UUID, kind: PrivateLinkKind) -> None:
    """End a link: it is refused from the next request on. Raises PrivateLinkNotFound."""
    ended = connection.execute(
        delete(PRIVATE_LINK).where(PRIVATE_LINK.c.account_id == account_id, PRIVATE_LINK.c.kind == kind.value)
    ).rowcount
    if not ended:
        raise PrivateLinkNotFound("There is no such link. GET /api/v1/private-links lists yours.")


def list_links(connection: Connection, account_id: UUID) -> list[dict[str, Any]]:
    """The account's links, by their kinds; their secrets are gone for good."""
    return [dict(row) for row in connection.execute(_ALL, {"account": account_id}).mappings()]


def owner_of(connection: Connection, kind: PrivateLinkKind, secret: str, *, now: datetime) -> Owner | None:
    """Whose link of this kind has this secret; None where nobody's has.

    It also notes the use, at most hourly, and so belongs in a transaction that writes. Where there is none, ask `whose`
    and `note_use`.
    """
    found = whose(connection, kind, secret)
    if found is not None:
        note_use(connection, kind, secret, now=now)
    return found


def whose(connection: Connection, kind: PrivateLinkKind, secret: str) -> Owner | None:
    """Whose link of this kind has this secret, in a transaction that only reads."""
    if len(secret) > _LONGEST_SECRET or not secret.isascii():
        return None
    row = connection.execute(_OWNER, {"digest": digest(secret), "kind": kind.value}).first()
    return Owner(*row) if row is not None else None


def is_noted(connection: Connection, kind: PrivateLinkKind, secret: str, *, now: datetime) -> bool:
    """Whether the use of a link was written down within the hour, so that nothing has to be written now."""
    return not connection.execute(_IS_UNNOTED, _of(kind, secret, now)).scalar_one()


def note_use(connection: Connection, kind: PrivateLinkKind, secret: str, *, now: datetime) -> None:
    """Write down that a link was used, unless that was written within the hour."""
    connection.execute(_NOTE_USE, _of(kind, secret, now) | {"now": now})


def _of(kind: PrivateLinkKind, secret: str, now: datetime) -> dict[str, Any]:
    return {"of_digest": digest(secret), "of_kind": kind.value, "noted_before": now - NOTED_EVERY}
