"""Accounts: making one, changing the profile, the policy and the password."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, func, select, text, update
from sqlalchemy.sql import bindparam

from core.database import insert_new
from core.errors import Conflict, Forbidden, Invalid, LostRace, Unauthenticated
from core.ids import new_id
from core.versions import IfVersion, is_other
from core.vocabulary import SignUp
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from services import planning
from services.identity.places import check_country, check_zone

PROFILE_FIELDS = (*(field.name for field in fields(Owner)), "created_at", "updated_at")

RECKONING = frozenset(
    {
        *("time_zone", "country", "region", "working_days", "workday_end"),
        *("reply_business_days", "due_soon_business_days", "ghosting_business_days", "cap_hours", "least_hours"),
    }
)
"""What decides deadlines: a change re-plans what is open."""

_DIGESTING = RECKONING | {"digest_time", "digest_days"}
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")

_PROFILE = select(*(ACCOUNT.c[name] for name in PROFILE_FIELDS)).where(ACCOUNT.c.id == bindparam("account"))
_BY_EMAIL = select(ACCOUNT.c.id, ACCOUNT.c.password_hash).where(ACCOUNT.c.email == bindparam("address"))
_HASH = select(ACCOUNT.c.email, ACCOUNT.c.password_hash).where(ACCOUNT.c.id == bindparam("account"))


class SignUpClosed(Forbidden):
    """Only the first account can be made here."""

    type = "sign-up-closed"
    title = "No new accounts"


class EmailTaken(Conflict):
    """Another account has this e-mail address."""

    type = "email-taken"
    title = "There is an account with this address"


class ProfileChanged(LostRace):
    """The profile was changed since it was read."""


class PasswordChanged(Unauthenticated):
    """The password was changed by another request while this one checked it."""


class NotATime(Invalid):
    """A local time isn't written as HH:MM."""

    title = "Not a time of day"


class NoDigestDays(Invalid):
    """Digest days aren't weekdays."""

    title = "Not days of the week"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """Who signs up. `email` is case-folded here; the password comes as its hash."""

    email: str
    password_hash: str
    name: str
    time_zone: str
    language: str = "en"
    country: str | None = None
    region: str | None = None
    working_days: list[int] | None = None


def create_account(connection: Connection, new: NewAccount, *, now: datetime, sign_up: SignUp = SignUp.OPEN) -> Owner:
    """Make an account with the default policy, and plan its first digest.

    Raises SignUpClosed where the first account exists and `sign_up` is closed, EmailTaken, UnknownZone,
    UnknownCountry and NoWorkingDays. Of two who want to be the first at once, one is.
    """
    if sign_up is SignUp.CLOSED:
        _refuse_a_second(connection)
    check_zone(new.time_zone)
    check_country(new.country, new.region)
    row: dict[str, Any] = {
        "id": new_id(now),
        "email": new.email.casefold(),
        "password_hash": new.password_hash,
        "name": new.name,
        "time_zone": new.time_zone,
        "language": new.language,
        "country": new.country,
        "region": new.region,
        "working_days": new.working_days,
        "next_digest_at": None,
        "created_at": now,
        "updated_at": now,
    }
    made = connection.execute(
        insert_new(connection, ACCOUNT).on_conflict_do_nothing(index_elements=["email"]).returning(*OWNER_COLUMNS),
        [row],
    ).first()
    if made is None:
        raise EmailTaken("There is an account with this e-mail address already. Sign in, or use another address.")
    owner = Owner(*made)
    owner = replace(owner, next_digest_at=planning.next_digest(owner, after=now))
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == owner.id).values(next_digest_at=owner.next_digest_at))
    return owner


DEMONSTRATION_EMAIL = "demo@replyby.example"
"""The address of the throwaway account; `.example` belongs to nobody (RFC 2606)."""


def has_accounts(connection: Connection) -> bool:
    """Whether anybody has signed up; the throwaway account that shows the product is nobody."""
    return bool(connection.scalar(select(exists().where(ACCOUNT.c.email != DEMONSTRATION_EMAIL))))


def count_accounts(connection: Connection) -> int:
    """How many accounts there are."""
    return connection.scalar(select(func.count()).select_from(ACCOUNT)) or 0


def sign_up_is_closed() -> SignUpClosed:
    """The refusal of a second account, in the words that say what to do."""
    return SignUpClosed("This server takes no new accounts. Sign in, or ask its operator to set REPLYBY_SIGN_UP=open.")


def find_by_email(connection: Connection, email: str) -> tuple[UUID, str] | None:
    """The id and password hash of the account with this address, in whatever case."""
    row = connection.execute(_BY_EMAIL, {"address": email.casefold()}).first()
    return None if row is None else (row.id, row.password_hash)


def load_owner(connection: Connection, account_id: UUID) -> Owner | None:
    """The account at this moment; None where it is gone."""
    row = connection.execute(select(*OWNER_COLUMNS).where(ACCOUNT.c.id == account_id)).first()
    return None if row is None else Owner(*row)


def password_of(connection: Connection, account_id: UUID) -> tuple[str, str]:
    """The e-mail address and password hash of an account. Raises PasswordChanged where the account is gone."""
    row = connection.execute(_HASH, {"account": account_id}).first()
    if row is None:
        raise PasswordChanged("This account is gone.")
    return row.email, row.password_hash


def profile(connection: Connection, account_id: UUID) -> dict[str, Any]:
    """The account as its person sees it: PROFILE_FIELDS."""
    row = connection.execute(_PROFILE, {"account": account_id}).one()
    return dict(zip(PROFILE_FIELDS, row, strict=True))


def edit_profile(
    connection: Connection,
    account_id: UUID,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    if_version: IfVersion = None,
) -> tuple[Owner, bool]:
    """Change some columns of the account. Returns it as it is now, and whether deadlines are counted differently.

    The whole is checked, not the change alone: a region belongs to a country. Raises ProfileChanged, EmailTaken,
    UnknownZone, UnknownCountry, NotATime, NoDigestDays, NoWorkingDays and PolicyOutOfBounds.
    """
    before = Owner(
        *connection.execute(select(*OWNER_COLUMNS).where(ACCOUNT.c.id == account_id).with_for_update()).one()
    )
    if is_other(before.version, if_version):
        raise ProfileChanged(
            f"The profile is at version {before.version} by now, not {if_version}. Read it again, and repeat yours.",
            extensions={"version": before.version},
        )
    wanted = _whole(changes)
    if "email" in wanted:
        wanted["email"] = str(wanted["email"]).casefold()
    changed = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    if not changed:
        return before, False
    after = _checked(replace(before, **changed))
    if changed.keys() & _DIGESTING:
        changed["next_digest_at"] = planning.next_digest(after, after=now)
        changed["plan_failures"] = 0
    if "email" in changed and _is_taken(connection, after.email):
        raise EmailTaken("There is an account with this e-mail address already. Use another one.")
    row = connection.execute(
        update(ACCOUNT)
        .where(ACCOUNT.c.id == account_id)
        .values(**changed, version=before.version + 1, updated_at=now)
        .returning(*OWNER_COLUMNS)
    ).one()
    return Owner(*row), bool(changed.keys() & RECKONING)


def with_policy(owner: Owner, changes: Mapping[str, Any]) -> Owner:
    """The account as it would be with these changes of its policy, checked as `edit_profile` does. Keeps nothing.

    Raises UnknownZone, UnknownCountry, NotATime, NoWorkingDays and PolicyOutOfBounds.
    """
    return _checked(replace(owner, **_whole(changes)))


def change_password(
    connection: Connection, account_id: UUID, *, password_hash: str, verified: str | None, now: datetime
) -> None:
    """Set a password. `verified` is the hash that the old one was checked against, None where nobody had to.

    Raises PasswordChanged where another request changed it since.
    """
    condition = ACCOUNT.c.id == account_id
    if verified is not None:
        condition &= ACCOUNT.c.password_hash == verified
    if not connection.execute(
        update(ACCOUNT).where(condition).values(password_hash=password_hash, updated_at=now)
    ).rowcount:
        raise PasswordChanged("The password was changed in the meantime. Sign in with the new one.")


def _refuse_a_second(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two who find the table empty at once would both be the first. SQLite's writers are alone anyway.
        connection.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))
    if has_accounts(connection):
        raise sign_up_is_closed()


def _whole(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with what goes without saying: no country, no region of it."""
    wanted = dict(changes)
    if "country" in wanted and wanted["country"] is None:
        wanted.setdefault("region", None)
    return wanted


def _checked(owner: Owner) -> Owner:
    check_zone(owner.time_zone)
    check_country(owner.country, owner.region)
    for name, written in (("workday_end", owner.workday_end), ("digest_time", owner.digest_time)):
        if not _CLOCK.fullmatch(written):
            raise NotATime.field(name, f"{name} must be a local time written as HH:MM, such as 18:00.")
    if not set(owner.digest_days or []) <= set(range(7)):
        raise NoDigestDays.field("digest_days", "digest_days are numbers from 0 (Monday) to 6 (Sunday), or null.")
    _ = owner.policy
    return owner


def _is_taken(connection: Connection, email: str) -> bool:
    return connection.execute(_BY_EMAIL, {"address": email}).first() is not None
