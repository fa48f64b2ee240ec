"""How an account's mail goes out in the person's own name, how it is fetched, and its two private links."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from core.vocabulary import PrivateLinkKind
from models.columns import one_of, owner, partial, table_of, text

DEFAULT_DAILY_CAP = 20
MOST_DAILY_CAP = 200
"""How many replies may leave within 24 hours: as a rule, and however much somebody asks for."""


class MailIdentity(SQLModel, table=True):
    """The person's own outgoing server: replies leave by it, as theirs, never as ours.

    The URL holds the password and is stored encrypted. `tested_at` is when the server last took a test message,
    and `tried_at` when it was last offered one. `daily_cap` is how many replies may leave within 24 hours.
    """

    __tablename__ = "mail_identity"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint(f"daily_cap BETWEEN 1 AND {MOST_DAILY_CAP}", name="daily_cap"),)

    account_id: UUID = owner(primary_key=True)
    from_address: str = text(254)
    from_name: str | None = text(200, default=None)
    url_encrypted: str = text()
    url_masked: str = text(300)
    daily_cap: int = DEFAULT_DAILY_CAP
    tested_at: datetime | None = None
    tried_at: datetime | None = None
    last_error: str | None = text(300, default=None)
    version: int = 1
    created_at: datetime
    updated_at: datetime


class Mailbox(SQLModel, table=True):
    """One folder of the person's own mail, read now and then and never changed.

    The URL holds the password and is stored encrypted; `host`, `port` and `username` say where it leads. `last_uid`
    is the highest UID read under `uid_validity` (RFC 3501); it moves in the transaction that stores the message.
    `next_poll_at` is null while nothing is to be fetched: paused after too many failures. While the folder is being
    read it is the end of the lease. What can't be taken is passed over and counted in `messages_refused`;
    `last_refusal` says which it was, and why. `stuck_tries` is how often the next message couldn't be had.
    `tested_at` is when the person last tried the mailbox out.
    """

    __table_args__ = (partial("ix_mailbox_next_poll_at", "next_poll_at", where="next_poll_at IS NOT NULL"),)

    account_id: UUID = owner(primary_key=True)
    url_encrypted: str = text()
    host: str = text(253)
    port: int
    username: str = text(254)
    folder: str = text(300)
    uid_validity: int | None = Field(default=None, sa_type=BigInteger)
    last_uid: int = Field(default=0, sa_type=BigInteger)
    stuck_tries: int = 0
    next_poll_at: datetime | None = None
    lease_until: datetime | None = None
    failures_in_a_row: int = 0
    last_polled_at: datetime | None = None
    tested_at: datetime | None = None
    messages_read: int = 0
    messages_refused: int = 0
    last_refusal: str | None = text(300, default=None)
    last_error: str | None = text(300, default=None)
    version: int = 1
    created_at: datetime
    updated_at: datetime


class PrivateLink(SQLModel, table=True):
    """An address that works for whoever knows it: the calendar feed, and where mail is forwarded to.

    Only the SHA-256 of its secret is stored. Making it anew ends the old one.
    """

    __tablename__ = "private_link"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (one_of("kind", PrivateLinkKind), Index("uq_private_link_digest", "digest", unique=True))

    account_id: UUID = owner(primary_key=True)
    kind: str = text(16, primary_key=True)
    digest: str = text(64)
    last_used_at: datetime | None = None
    created_at: datetime


MAIL_IDENTITY = table_of(MailIdentity)
MAILBOX = table_of(Mailbox)
PRIVATE_LINK = table_of(PrivateLink)
