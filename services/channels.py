"""Where reminders go: making channels, showing them masked, and ending them.

An address is written once and never shown again: it is stored encrypted, and answers carry its masked form.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.sql import bindparam

from core.errors import Conflict, Invalid, LostRace, NotFound
from core.ids import new_id
from core.secrets import Keyring
from core.versions import IfVersion, is_other
from core.vocabulary import ChannelKind, ReminderKind, Want
from models.account import Owner
from models.channel import CHANNEL
from notifications.address import normalise
from notifications.webhook import new_webhook_secret
from services import reminding
from services.messages import Links
from services.trials import TestedJustNow

MOST_CHANNELS = 20
"""How many channels an account may have."""

UNSUBSCRIBE_PERIOD = timedelta(days=180)
"""How long the link works that ends a channel's digests."""

TEST_PERIOD = timedelta(seconds=20)
"""The least time between two test messages to one channel, so that it can't be used to pester anybody."""

ASK_PERIOD = timedelta(hours=24)
"""The least time between two questions to the owner of an address who hasn't agreed to be written to."""

UNSUBSCRIBE = "unsubscribe"

CHANNEL_FIELDS = (
    "id",
    "name",
    "kind",
    "wants",
    "confirmed_at",
    "disabled_at",
    "disabled_why",
    "failures_in_a_row",
    "breaker_until",
    "last_sent_at",
    "last_failed_at",
    "last_error",
    "version",
    "created_at",
    "updated_at",
)

_ONE = select(CHANNEL).where(CHANNEL.c.account_id == bindparam("account"), CHANNEL.c.id == bindparam("id"))
_ALL = select(CHANNEL).where(CHANNEL.c.account_id == bindparam("account")).order_by(CHANNEL.c.id)


class ChannelNotFound(NotFound):
    """There is no such channel in this account."""

    title = "No such channel"


class TooManyChannels(Conflict):
    """An account has a bounded number of channels."""

    type = "too-many-channels"
    title = "Too many channels"


def links_for(keyring: Keyring, base: str, clock: Callable[[], datetime]) -> Links:
    """How links in messages are made: signed for one purpose, and good for a bounded time."""

    def unsubscribe(account_id: UUID, channel_id: UUID) -> str:
        token = keyring.sign(UNSUBSCRIBE, _subject(account_id, channel_id), expires_at=clock() + UNSUBSCRIBE_PERIOD)
        return f"{base}/api/v1/unsubscribe/{token}"

    return Links(base, unsubscribe)


def first_channel(connection: Connection, owner: Owner, keyring: Keyring, *, has_smtp: bool, now: datetime) -> None:
    """A new account is reminded by e-mail where mail is set up, else on the console."""
    kind = ChannelKind.EMAIL if has_smtp else ChannelKind.CONSOLE
    url = owner.email if has_smtp else "console:"
    name = "E-mail" if has_smtp else "Console"
    create_channel(connection, owner, keyring, name=name, kind=kind, url=url, wants=(Want.DIGEST,), now=now)


def create_channel(
    connection: Connection,
    owner: Owner,
    keyring: Keyring,
    *,
    name: str,
    kind: ChannelKind,
    url: str,
    wants: tuple[Want, ...],
    now: datetime,
) -> dict[str, Any]:
    """Make a channel. Nothing is sent. A webhook's `secret` is in this answer and nowhere else.

    An e-mail address other than the account's own waits for its owner's word. Raises TooManyChannels and
    ChannelAddressRefused.
    """
    held = connection.execute(
        select(func.count()).select_from(CHANNEL).where(CHANNEL.c.account_id == owner.id)
    ).scalar_one()
    if held >= MOST_CHANNELS:
        raise TooManyChannels(f"An account has at most {MOST_CHANNELS} channels. Delete one that you don't need.")
    normal, masked = normalise(kind, url)
    secret = new_webhook_secret() if kind is ChannelKind.WEBHOOK else None
    channel_id = new_id(now)
    connection.execute(
        insert(CHANNEL).values(
            account_id=owner.id,
            id=channel_id,
            name=name,
            kind=kind.value,
            url_encrypted=keyring.encrypt(normal),
            url_masked=masked,
            secret_encrypted=keyring.encrypt(secret) if secret is not None else None,
            wants=[want.value for want in wants],
            confirmed_at=None if _needs_word(owner, kind, normal) else now,
            failures_in_a_row=0,
            version=1,
            created_at=now,
            updated_at=now,
        )
    )
    return show_channel(connection, owner.id, channel_id) | {"secret": secret}


def list_channels(connection: Connection, account_id: UUID) -> list[dict[str, Any]]:
    """All channels of an account, oldest first, with their addresses masked."""
    return [_view(row) for row in connection.execute(_ALL, {"account": account_id}).mappings()]


def show_channel(connection: Connection, account_id: UUID, channel_id: UUID) -> dict[str, Any]:
    """One channel. Raises ChannelNotFound."""
    return _view(_row(connection, account_id, channel_id))


def edit_channel(
    connection: Connection,
    owner: Owner,
    keyring: Keyring,
    channel_id: UUID,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    if_version: IfVersion = None,
) -> dict[str, Any]:
    """Change a channel's name, wants or address. A new address starts anew: healthy, and confirmed only if it is ours.

    Raises ChannelNotFound, LostRace, ChannelAddressRefused.
    """
    row = _row(connection, owner.id, channel_id)
    if is_other(row["version"], if_version):
        raise LostRace(f"The channel is at version {row['version']} by now, not {if_version}. Read it again.")
    changed: dict[str, Any] = {name: value for name, value in changes.items() if name in {"name", "wants"}}
    if "wants" in changed:
        changed["wants"] = [Want(want).value for want in changed["wants"]]
        _take_back_unwanted(connection, owner.id, channel_id, changed["wants"])
    if "url" in changes:
        kind = ChannelKind(row["kind"])
        normal, masked = normalise(kind, changes["url"])
        changed |= _fresh(owner, keyring, kind, normal, masked, now=now)
    connection.execute(
        update(CHANNEL)
        .where(CHANNEL.c.account_id == owner.id, CHANNEL.c.id == channel_id)
        .values(**changed, version=row["version"] + 1, updated_at=now)
    )
    return show_channel(connection, owner.id, channel_id)


def _take_back_unwanted(connection: Connection, account_id: UUID, channel_id: UUID, wants: list[str]) -> None:
    for want, kind in ((Want.DIGEST, ReminderKind.DIGEST), (Want.ALERTS, ReminderKind.ALERT)):
        if want.value not in wants:
            because = "The channel doesn't want these any more."
            reminding.cancel_channel(connection, account_id, channel_id, because=because, kind=kind)


def delete_channel(connection: Connection, account_id: UUID, channel_id: UUID) -> None:
    """End a channel; what is planned for it is taken back. Raises ChannelNotFound."""
    _row(connection, account_id, channel_id)
    reminding.cancel_channel(connection, account_id, channel_id, because="The channel was deleted.")
    connection.execute(delete(CHANNEL).where(CHANNEL.c.account_id == account_id, CHANNEL.c.id == channel_id))


def begin_test(connection: Connection, account_id: UUID, channel_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The row of a channel that is about to be tried, and the word that it was tried now.

    Raises ChannelNotFound, TestedJustNow, and Invalid for a channel that the other side has ended.
    """
    row = _row(connection, account_id, channel_id)
    if row["disabled_at"] is not None:
        raise Invalid.field("id", f"This channel is disabled: {row['disabled_why']} Give it a new address first.")
    _refuse_pestering(row, now=now)
    # Noted before it is tried: two requests at once make one message.
    connection.execute(
        update(CHANNEL).where(CHANNEL.c.account_id == account_id, CHANNEL.c.id == channel_id).values(last_sent_at=now)
    )
    return row


def end_test(connection: Connection, row: Mapping[str, Any], *, problem: str | None, now: datetime) -> None:
    """Note how the test of the channel in `row` (what `begin_test` gave) ended: one that works is no longer rested."""
    values: dict[str, Any] = (
        {"failures_in_a_row": 0, "breaker_until": None, "last_sent_at": now, "last_error": None}
        if problem is None
        else {"last_sent_at": row["last_sent_at"], "last_failed_at": now, "last_error": problem}
    )
    connection.execute(
        update(CHANNEL).where(CHANNEL.c.account_id == row["account_id"], CHANNEL.c.id == row["id"]).values(**values)
    )


def _refuse_pestering(row: Mapping[str, Any], *, now: datetime) -> None:
    waits = [(row["last_sent_at"], TEST_PERIOD if row["confirmed_at"] is not None else ASK_PERIOD)]
    waits.append((row["last_failed_at"], TEST_PERIOD))
    until = max((at + period for at, period in waits if at is not None), default=now)
    if until > now:
        seconds = int((until - now).total_seconds()) + 1
        raise TestedJustNow(
            f"Something was sent to this channel a short while ago. Try again in {_in_words(seconds)}.",
            headers={"Retry-After": str(seconds)},
        )


def _in_words(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7_200 else f"{seconds // 3_600} h"


def unsubscribe(connection: Connection, account_id: UUID, channel_id: UUID, *, now: datetime) -> None:
    """A channel wants no digests any more; twice is once. Raises ChannelNotFound."""
    row = _row(connection, account_id, channel_id)
    if Want.DIGEST.value in row["wants"]:
        connection.execute(
            update(CHANNEL)
            .where(CHANNEL.c.account_id == account_id, CHANNEL.c.id == channel_id)
            .values(
                wants=[want for want in row["wants"] if want != Want.DIGEST.value],
                updated_at=now,
                version=row["version"] + 1,
            )
        )
        reminding.cancel_channel(connection, account_id, channel_id, because="Unsubscribed.", kind=ReminderKind.DIGEST)


def channel_of_link(subject: str) -> tuple[UUID, UUID]:
    """The account and channel that a signed link names."""
    account, _, channel = subject.partition(".")
    return UUID(account), UUID(channel)


def _subject(account_id: UUID, channel_id: UUID) -> str:
    return f"{account_id.hex}.{channel_id.hex}"


def _needs_word(owner: Owner, kind: ChannelKind, normal: str) -> bool:
    return kind is ChannelKind.EMAIL and normal.casefold() != owner.email.casefold()


def _fresh(
    owner: Owner, keyring: Keyring, kind: ChannelKind, normal: str, masked: str, *, now: datetime
) -> dict[str, Any]:
    return {
        "url_encrypted": keyring.encrypt(normal),
        "url_masked": masked,
        "confirmed_at": None if _needs_word(owner, kind, normal) else now,
        "disabled_at": None,
        "disabled_why": None,
        "failures_in_a_row": 0,
        "breaker_until": None,
        "last_error": None,
    }


def _row(connection: Connection, account_id: UUID, channel_id: UUID) -> dict[str, Any]:
    row = connection.execute(_ONE, {"account": account_id, "id": channel_id}).mappings().first()
    if row is None:
        raise ChannelNotFound("There is no such channel. GET /api/v1/channels lists yours.")
    return {str(name): value for name, value in row.items()}


def _view(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: row[name] for name in CHANNEL_FIELDS} | {"url": row["url_masked"]}
