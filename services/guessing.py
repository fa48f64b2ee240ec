"""Guessing what a pasted message says of an invitation, and which recorded ones it may belong to. Keeps nothing."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.vocabulary import Status
from intake.guessing.guess import Evidence, Guess, Guesses, Reader, Why
from intake.guessing.organisations import key_of
from intake.guessing.reading import guesses_in
from intake.guessing.suggestion import suggestion_of
from intake.guessing.wording import say
from intake.options import ReadOptions
from models.account import Owner
from models.business_days import shift_date
from models.invitation import INVITATION
from services.searching import matching, words_of

MOST_SIMILAR = 5
_MOST_LOOKED_AT = 200
_MOST_NAMES = 3

_OPEN = (Status.AWAITING_REPLY, Status.HOLDING, Status.RESCHEDULING, Status.ACCEPTED)
_RECORDED = (
    select(INVITATION.c.id, INVITATION.c.company, INVITATION.c.role)
    .where(
        INVITATION.c.account_id == bindparam("account"),
        INVITATION.c.deleted_at.is_(None),
        INVITATION.c.status.in_([status.value for status in _OPEN]),
    )
    .order_by(INVITATION.c.received_at.desc())
    .limit(_MOST_LOOKED_AT)
)


def read_message(
    owner: Owner,
    text: str,
    *,
    subject: str | None,
    received_at: datetime | None,
    own: Collection[str] = (),
    now: datetime,
) -> Guesses:
    """What a message to this account says; its name, and its `own` addresses, are never the contact."""
    return guesses_in(
        text,
        now=now,
        reader=reader_of(owner, now=now, own=own),
        received_at=received_at,
        subject=subject,
        language_hint=owner.language,
    )


def reader_of(owner: Owner, *, now: datetime, own: Collection[str] = ()) -> Reader:
    """The account as the reader of a message: its zone, its order of day and month, its working days.

    `own` are further addresses of the person, in lower case.
    """
    policy = owner.policy
    return Reader(
        zone=owner.zone,
        day_first=ReadOptions(zone=owner.zone, now=now, country=owner.country).local_day_first,
        names=frozenset({owner.name}),
        addresses=frozenset({owner.email.casefold(), *own}),
        add_business_days=lambda day, days: shift_date(policy, day, days),
    )


def show(
    connection: Connection, owner: Owner, guesses: Guesses, *, received_at: datetime | None, now: datetime
) -> dict[str, Any]:
    """The guesses with their reasons in the account's language, the suggested invitation, and similar recorded ones."""
    found = guesses.received_at[0].value if guesses.received_at else now
    suggestion = suggestion_of(guesses, received_at=received_at or found)
    kind = guesses.kind
    return {
        "language": guesses.language,
        "is_invitation": kind.is_invitation,
        "kind": {"code": kind.code, "why": say(kind.why, owner.language), "evidence": _evidence(kind.evidence)},
        "candidates": {
            field.name: [_shown(guess, owner.language) for guess in getattr(guesses, field.name)]
            for field in fields(Guesses)
            if field.name not in {"language", "kind", "slots"}
        },
        "slots": [_shown(guess, owner.language) for guess in guesses.slots],
        "invitation": suggestion,
        "similar": similar_to(connection, owner, [guess.value for guess in guesses.company], suggestion["role"]),
    }


def similar_to(
    connection: Connection, owner: Owner, companies: Iterable[str], role: str | None
) -> list[dict[str, Any]]:
    """Open invitations of the same company, the same role first, then the newest: a suggestion, applied by nobody."""
    similar: dict[Any, dict[str, Any]] = {}
    for company in list(companies)[:_MOST_NAMES]:
        for row in _recorded(connection, owner, company):
            is_same_role = bool(role) and words_of(row["role"] or "") == words_of(role or "")
            why = Why("similar_role" if is_same_role else "similar_same", (("company", row["company"]),))
            similar.setdefault(row["id"], {**row, "why": say(why, owner.language), "is_same_role": is_same_role})
    return sorted(similar.values(), key=lambda one: not one["is_same_role"])[:MOST_SIMILAR]


def _recorded(connection: Connection, owner: Owner, company: str) -> list[dict[str, Any]]:
    words = words_of(company)
    if not words:
        return []
    # One word is enough to look by: legal forms and spellings differ between a message and what was recorded.
    conditions, given = matching(connection, owner.id, max(words[:2], key=len))
    rows = connection.execute(_RECORDED.where(*conditions), {"account": owner.id, **given}).mappings()
    key = key_of(company)
    return [dict(row) for row in rows if key_of(row["company"]) == key]


def _shown(guess: Guess[Any], language: str) -> dict[str, Any]:
    value = guess.value
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return {
        "value": value,
        "confidence": guess.confidence,
        "evidence": _evidence(guess.evidence),
        "why": say(guess.why, language),
    }


def _evidence(evidence: Evidence | None) -> dict[str, Any] | None:
    if evidence is None:
        return None
    return {"source": evidence.source, "start": evidence.start, "end": evidence.end, "excerpt": evidence.excerpt}
