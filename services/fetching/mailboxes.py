"""Where an account's mail is fetched from: setting it, showing it without its password, and ending it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.sql import bindparam

from core.database import insert_new
from core.egress import TargetRefused, plain_host
from core.errors import Invalid, LostRace, NotFound
from core.secrets import Keyring, digest
from core.versions import IfVersion, is_other
from models.mailing import MAILBOX
from services.identity.throttling import Subject, count_guess
from services.trials import TestedJustNow

TEST_PERIOD = timedelta(seconds=10)
"""The least time between two tests of a mailbox, so that nobody guesses passwords by way of us."""

TESTS_AT_ONCE = 30
"""How many tests an account has within five minutes (`throttling.WINDOW`), also where its mailbox is set up anew."""

MAILBOX_FIELDS = (
    "host",
    "port",
    "username",
    "folder",
    "last_polled_at",
    "next_poll_at",
    "last_error",
    "failures_in_a_row",
    "messages_read",
    "messages_refused",
    "last_refusal",
    "version",
    "created_at",
    "updated_at",
)

_ONE = select(MAILBOX).where(MAILBOX.c.account_id == bindparam("account"))

_FROM_ITS_START: Mapping[str, Any] = {
    "uid_validity": None,
    "last_uid": 0,
    "stuck_tries": 0,
    "last_polled_at": None,
    "messages_read": 0,
    "messages_refused": 0,
    "last_refusal": None,
}


class MailboxNotFound(NotFound):
    """The account fetches from no mailbox."""

    title = "No mailbox"


@dataclass(frozen=True, slots=True)
class Target:
    """A folder of a server, and who reads it."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    folder: str


def target_of(row: Mapping[str, Any], keyring: Keyring) -> Target:
    """What a mailbox's row leads to. Raises SecretUnreadable."""
    parts = urlsplit(keyring.decrypt(row["url_encrypted"]))
    return Target(row["host"], row["port"], row["username"], unquote(parts.password or ""), row["folder"])


def show_mailbox(connection: Connection, account_id: UUID) -> dict[str, Any]:
    """The account's mailbox, without its password. Raises MailboxNotFound."""
    row = _row(connection, account_id)
    return {name: row[name] for name in MAILBOX_FIELDS} | {"is_paused": row["next_poll_at"] is None}


def set_mailbox(
    connection: Connection,
    account_id: UUID,
    keyring: Keyring,
    wanted: Mapping[str, Any],
    *,
    now: datetime,
    if_version: IfVersion = None,
) -> dict[str, Any]:
    """Fetch from this folder from now on, a paused mailbox too. `wanted` is host, port, username, password, folder.

    Without a password the present one stays, where server and user do: it is never taken to another server. Another
    server, user or folder is read from its start. Raises Invalid and LostRace.
    """
    before = connection.execute(_ONE.with_for_update(), {"account": account_id}).mappings().first()
    if if_version is not None and (before is None or is_other(before["version"], if_version)):
        raise LostRace("The mailbox has changed since you read it. Read it again, and repeat your change.")
    place = _place_of(wanted)
    is_same_user = before is not None and all(before[name] == place[name] for name in ("host", "port", "username"))
    values: dict[str, Any] = place | {
        "next_poll_at": now,
        "lease_until": None,
        "failures_in_a_row": 0,
        "last_error": None,
        "updated_at": now,
    }
    password = wanted.get("password")
    if password is not None:
        values["url_encrypted"] = keyring.encrypt(_url_of(place, password))
    elif not is_same_user:
        raise Invalid.field("password", "password is required for another server or user name.", code="required")
    if before is None:
        fresh = {"account_id": account_id, "version": 1, "created_at": now}
        made = insert_new(connection, MAILBOX).values(**_FROM_ITS_START, **values, **fresh).on_conflict_do_nothing()
        if connection.execute(made.returning(MAILBOX.c.version)).first() is None:
            # Another request set one at the same moment, and was quicker: this one comes after it.
            return set_mailbox(connection, account_id, keyring, wanted, now=now, if_version=if_version)
        return show_mailbox(connection, account_id)
    if not is_same_user or before["folder"] != place["folder"]:
        values |= _FROM_ITS_START
    connection.execute(
        update(MAILBOX).where(MAILBOX.c.account_id == account_id).values(**values, version=before["version"] + 1)
    )
    return show_mailbox(connection, account_id)


def delete_mailbox(connection: Connection, account_id: UUID) -> None:
    """Fetch no more, and forget the password; what was fetched stays. Raises MailboxNotFound."""
    if not connection.execute(delete(MAILBOX).where(MAILBOX.c.account_id == account_id)).rowcount:
        raise _not_found()


def begin_test(connection: Connection, account_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The row of a mailbox that is about to be tried, and the word that it was tried now.

    Raises MailboxNotFound, TestedJustNow and TooManyGuesses.
    """
    row = _row(connection, account_id)
    count_guess(connection, [Subject(digest(f"mailbox:{account_id}"), TESTS_AT_ONCE)], now=now)
    tested_before = (MAILBOX.c.tested_at.is_(None)) | (MAILBOX.c.tested_at <= now - TEST_PERIOD)
    noted = connection.execute(
        update(MAILBOX).where(MAILBOX.c.account_id == account_id, tested_before).values(tested_at=now)
    ).rowcount
    if not noted:
        seconds = int(TEST_PERIOD.total_seconds())
        raise TestedJustNow(
            f"The mailbox was tried a moment ago. Try again in {seconds} s.", headers={"Retry-After": str(seconds)}
        )
    return row


def end_test(connection: Connection, row: Mapping[str, Any], *, problem: str | None, now: datetime) -> None:
    """Note how the test of the mailbox in `row` (what `begin_test` gave) ended: one that works is fetched at once.

    Where it was set anew meanwhile, nothing is noted.
    """
    values: dict[str, Any] = {"last_error": problem}
    if problem is None:
        values["failures_in_a_row"] = 0
    same = (MAILBOX.c.account_id == row["account_id"]) & (MAILBOX.c.version == row["version"])
    connection.execute(update(MAILBOX).where(same).values(**values))
    if problem is None:
        # What is being fetched at this moment goes on.
        connection.execute(update(MAILBOX).where(same, MAILBOX.c.lease_until.is_(None)).values(next_poll_at=now))


def _place_of(wanted: Mapping[str, Any]) -> dict[str, Any]:
    try:
        host = plain_host(wanted["host"])
    except TargetRefused:
        raise Invalid.field("host", "host must be the plain name of a mail server, such as imap.example.com.") from None
    # Some servers let go of a mark between levels that nothing follows.
    if wanted["folder"].casefold().rstrip("/.") == "inbox":
        raise Invalid.field(
            "folder",
            "The inbox as a whole isn't read. Make a folder or label for interviews, such as Interviews, let a filter "
            "put such mail there, and name that.",
        )
    return {"host": host, "port": wanted["port"], "username": wanted["username"], "folder": wanted["folder"]}


def _url_of(place: Mapping[str, Any], password: str) -> str:
    host = f"[{place['host']}]" if ":" in place["host"] else place["host"]
    return f"imaps://{quote(place['username'], safe='')}:{quote(password, safe='')}@{host}:{place['port']}"


def _row(connection: Connection, account_id: UUID) -> dict[str, Any]:
    row = connection.execute(_ONE, {"account": account_id}).mappings().first()
    if row is None:
        raise _not_found()
    return {str(name): value for name, value in row.items()}


def _not_found() -> MailboxNotFound:
    return MailboxNotFound("No mailbox is set up. PUT /api/v1/mailbox sets one.")
