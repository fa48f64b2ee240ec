"""The rows of people: how one is shown, and how one is held while it is changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import bindparam

from core.errors import Conflict, LostRace, NotFound
from core.versions import IfVersion, is_other
from models.account import Owner
from models.contact import CONTACT
from models.local_time import local

_STORED = (
    *("id", "name", "email", "company", "role", "link", "notes", "met_by", "invitation_id", "cadence_days"),
    *("spoke_at", "speak_on", "version", "created_at", "updated_at"),
)

SHOWN = tuple(CONTACT.c[name] for name in _STORED)
"""The columns that a view is made of."""

ONE = select(*SHOWN).where(
    CONTACT.c.account_id == bindparam("account"), CONTACT.c.id == bindparam("id"), CONTACT.c.deleted_at.is_(None)
)
_FOR_UPDATE = (
    select(CONTACT)
    .where(CONTACT.c.account_id == bindparam("account"), CONTACT.c.id == bindparam("id"))
    .with_for_update()
)
_BY_EMAIL = select(CONTACT.c.id).where(
    CONTACT.c.account_id == bindparam("account"),
    CONTACT.c.email == bindparam("address"),
    CONTACT.c.deleted_at.is_(None),
)


class ContactNotFound(NotFound):
    """There is no such contact in this account."""

    title = "No such person"


class ContactAlreadyRecorded(Conflict):
    """Another contact of the account has this e-mail address."""

    type = "contact-already-recorded"
    title = "Recorded before"


def no_such_contact() -> ContactNotFound:
    """The refusal for a contact that doesn't exist, was deleted, or belongs to somebody else."""
    return ContactNotFound(
        "There is no such person. They may have been deleted: for 30 days, POST …/restoration brings them back."
    )


def already_recorded(connection: Connection, account_id: UUID, address: str) -> ContactAlreadyRecorded:
    """The refusal for an e-mail address that a contact has; it names that one."""
    twin = with_address(connection, account_id, address)
    if twin is None:
        return ContactAlreadyRecorded(f"{address} was recorded at this very moment. Try again.")
    return ContactAlreadyRecorded(
        f"{address} is recorded already, as contact {twin}. Edit that one.", extensions={"contact_id": str(twin)}
    )


def with_address(connection: Connection, account_id: UUID, address: str) -> UUID | None:
    """The contact of an account that has this e-mail address, in whatever case."""
    return connection.execute(_BY_EMAIL, {"account": account_id, "address": address.casefold()}).scalar()


def locked(
    connection: Connection,
    account_id: UUID,
    contact_id: UUID,
    *,
    if_version: IfVersion = None,
    deleted: bool = False,
) -> dict[str, Any]:
    """The row of a contact, held until the transaction ends. Raises ContactNotFound, LostRace."""
    found = connection.execute(_FOR_UPDATE, {"account": account_id, "id": contact_id}).mappings().first()
    if found is None or (found["deleted_at"] is not None and not deleted):
        raise no_such_contact()
    row: dict[str, Any] = {str(name): value for name, value in found.items()}
    if is_other(row["version"], if_version):
        raise LostRace(
            f"The contact is at version {row['version']} by now, not {if_version}. Read it again, and repeat your "
            "change on what it says.",
            extensions={"version": row["version"]},
        )
    return row


def store(
    connection: Connection, row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime
) -> Sequence[Any]:
    """Write changed columns of a row that is `locked`, as its next version. Returns what `view` shows.

    Raises ContactAlreadyRecorded where another contact has the address.
    """
    try:
        # In a savepoint: a refusal of the unique index would end the whole transaction.
        with connection.begin_nested():
            return connection.execute(
                update(CONTACT)
                .where(CONTACT.c.account_id == row["account_id"], CONTACT.c.id == row["id"])
                .values(**changed, version=row["version"] + 1, updated_at=now)
                .returning(*SHOWN)
            ).one()
    except IntegrityError:
        address = changed.get("email", row["email"])
        if address is None:
            raise
        raise already_recorded(connection, row["account_id"], address) from None


def view(row: Sequence[Any], owner: Owner, *, now: datetime) -> dict[str, Any]:
    """A contact as it is shown, from a row of `SHOWN`."""
    shown: dict[str, Any] = dict(zip(_STORED, row, strict=True))
    shown["is_due"] = shown["speak_on"] is not None and shown["speak_on"] <= day_of(owner, now)
    return shown


def day_of(owner: Owner, instant: datetime) -> date:
    """The date of an instant where the account is."""
    return local(instant, owner.zone).date()
