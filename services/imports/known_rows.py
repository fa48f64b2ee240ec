"""Telling rows that are known already from new ones, and what has changed in them since.

A row is known by its id in our own export of this account, else by its source and external id, else by its content.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.vocabulary import Status
from intake.candidate import Candidate
from intake.formats import OWN
from models.account import Owner
from models.invitation import INVITATION
from services.imports.import_rows import identity, what_is_stated
from services.planning import clock_of

_COLUMNS = tuple(column for column in INVITATION.c if column.name != "respond_by_facts")
_IN_ACCOUNT = select(*_COLUMNS).where(INVITATION.c.account_id == bindparam("account"))
_BY_ID = _IN_ACCOUNT.where(INVITATION.c.id.in_(bindparam("keys", expanding=True)))
_BY_EXTERNAL_ID = _IN_ACCOUNT.where(
    INVITATION.c.external_id.is_not(None),
    INVITATION.c.source == bindparam("source"),
    INVITATION.c.external_id.in_(bindparam("keys", expanding=True)),
)
_BY_CONTENT = _IN_ACCOUNT.where(
    INVITATION.c.external_id.is_(None),
    INVITATION.c.content_hash.is_not(None),
    INVITATION.c.content_hash.in_(bindparam("keys", expanding=True)),
)
_ANY = select(INVITATION.c.id).where(INVITATION.c.account_id == bindparam("account")).limit(1)

_TEXTS = ("company", "role", "contact_name", "contact_email", "location", "job_url", "salary", "notes")
_STATED = ("stated_at", "stated_on", "promised_at")
_STANDING = ("status", "reason", "answered_at")


class Known(NamedTuple):
    """The stored row that a candidate is; `changes` are the columns that it would bring, and are not stored so.

    `content_hash` is what the row is known to say once they are taken over.
    """

    row: dict[str, Any]
    changes: dict[str, Any]
    content_hash: str


def has_invitations(connection: Connection, account_id: UUID) -> bool:
    """Whether the account holds any invitation, a deleted one too."""
    return connection.execute(_ANY, {"account": account_id}).first() is not None


def find_known(
    connection: Connection, owner: Owner, candidates: Sequence[Candidate], *, now: datetime, holds: bool = False
) -> dict[int, Known]:
    """The candidates that are stored already, by their place in `candidates`. `holds` locks their rows for a change.

    `now` is the time of import that the file was read with.
    """
    found = _by_id(connection, owner.id, candidates, holds=holds)
    missing = [place for place in range(len(candidates)) if place not in found]
    found |= _by_external_id(connection, owner.id, candidates, missing, holds=holds)
    missing = [place for place in missing if place not in found and candidates[place].external_id is None]
    found |= _by_content(connection, owner.id, candidates, missing, holds=holds)
    return {
        place: Known(row, _changes(owner, candidates[place], row, now=now), _hash_of(candidates[place], row))
        for place, row in found.items()
    }


def _by_id(
    connection: Connection, account_id: UUID, candidates: Sequence[Candidate], *, holds: bool
) -> dict[int, dict[str, Any]]:
    wanted: dict[int, UUID] = {}
    for place, candidate in enumerate(candidates):
        if candidate.invitation_id is not None:
            try:
                wanted[place] = UUID(candidate.invitation_id)
            except ValueError:
                continue
    rows = _rows(connection, _BY_ID, account_id, set(wanted.values()), holds=holds)
    by_key = {row["id"]: row for row in rows}
    return {place: by_key[key] for place, key in wanted.items() if key in by_key}


def _by_external_id(
    connection: Connection, account_id: UUID, candidates: Sequence[Candidate], places: Sequence[int], *, holds: bool
) -> dict[int, dict[str, Any]]:
    by_source: dict[str, dict[str, list[int]]] = {}
    for place in places:
        candidate = candidates[place]
        if candidate.external_id is not None and candidate.source is not None:
            by_source.setdefault(candidate.source, {}).setdefault(candidate.external_id, []).append(place)
    found: dict[int, dict[str, Any]] = {}
    for source, wanted in by_source.items():
        for row in _rows(connection, _BY_EXTERNAL_ID, account_id, wanted, source=source, holds=holds):
            found |= dict.fromkeys(wanted[row["external_id"]], row)
    return found


def _by_content(
    connection: Connection, account_id: UUID, candidates: Sequence[Candidate], places: Sequence[int], *, holds: bool
) -> dict[int, dict[str, Any]]:
    wanted: dict[str, list[int]] = {}
    for place in places:
        wanted.setdefault(identity(candidates[place]), []).append(place)
    found: dict[int, dict[str, Any]] = {}
    for row in _rows(connection, _BY_CONTENT, account_id, wanted, holds=holds):
        found |= dict.fromkeys(wanted[row["content_hash"]], row)
    return found


def _rows(
    connection: Connection, query: Any, account_id: UUID, keys: Iterable[Any], *, holds: bool, **more: Any
) -> list[dict[str, Any]]:
    wanted = list(keys)
    if not wanted:
        return []
    if holds:
        query = query.with_for_update()
    rows = connection.execute(query, {"account": account_id, "keys": wanted, **more}).mappings()
    return [{str(name): value for name, value in row.items()} for row in rows]


def _hash_of(candidate: Candidate, row: Mapping[str, Any]) -> str:
    """What a row says now that is known by its external id; any other keeps the hash that it is known by."""
    by_id = candidate.external_id is not None and candidate.invitation_id is None
    return identity(candidate) if by_id else row["content_hash"]


def _changes(owner: Owner, candidate: Candidate, row: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """What taking the candidate over would change.

    What the file leaves empty is left as it is, our own export excepted, which always has everything. An answer that
    was recorded here stands: the file may be older than it.
    """
    if row["content_hash"] == identity(candidate) and candidate.invitation_id is None:
        return {}
    is_own = candidate.invitation_id is not None or candidate.source == OWN
    offered = _offered(candidate)
    if candidate.received_at == now:
        # The file doesn't say when it came, and the time of this import is no news.
        del offered["received_at"]
    if row["status"] != Status.AWAITING_REPLY or row["answered_at"] is not None:
        for name in _STANDING:
            del offered[name]
    changes = {
        name: value for name, value in offered.items() if value != row[name] and (is_own or value not in (None, []))
    }
    return changes | _deadline_changes(owner, candidate, row, changes, now=now)


def _offered(candidate: Candidate) -> dict[str, Any]:
    offered: dict[str, Any] = {name: getattr(candidate, name) for name in _TEXTS}
    offered |= {name: _plain(getattr(candidate, name)) for name in ("medium", "format", *_STANDING)}
    offered |= {
        "interview_at": candidate.interview_at,
        "received_at": candidate.received_at,
        "tags": list(candidate.tags),
    }
    return offered


def _deadline_changes(
    owner: Owner, candidate: Candidate, row: Mapping[str, Any], changes: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """What the file states about the deadline, where it comes to another one than what is stored.

    An export writes the deadline that came out; what was stated or promised behind it is compared by its outcome.
    """
    if candidate.respond_by is None or not _moves(candidate.respond_by, row):
        return {}
    stated: dict[str, Any] = dict(what_is_stated(candidate, owner.policy))
    outcome = clock_of(owner, {**row, **changes, **stated}, now=now).columns
    if outcome["respond_by"] == row["respond_by"] and outcome["respond_by_basis"] == row["respond_by_basis"]:
        return {}
    return {name: value for name, value in stated.items() if value != row[name]}


def _moves(respond_by: datetime | date, row: Mapping[str, Any]) -> bool:
    if isinstance(respond_by, datetime):
        return respond_by != row["respond_by"]
    return respond_by != row["stated_on"]


def _plain(value: object) -> object:
    return str(value.value) if isinstance(value, Enum) else value
