"""Finding invitations by words: every word of the query begins a word of the company, role, contact or notes.

PostgreSQL has a full-text index of its own, with a list of pending entries. On SQLite the index is a table that is
brought up to date here: a change notes the ids that it touched (one row for a whole batch of an import), a search reads
what is noted along with the index, and the tick takes the notes in, a few at a time.

In both indexes every word stands behind a mark of its account, so that a search reads what the account's own words
lead to, and nothing of anybody else's: a word that everybody uses would else be as costly as there are invitations.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    column,
    delete,
    exists,
    false,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    union,
)
from sqlalchemy.sql import bindparam

from core.ids import new_id
from core.words import folded_words
from models.invitation import INVITATION
from models.upkeep import SEARCH_QUEUE

MOST_WORDS = 12
"""How many words of a query count."""

LONGEST_WORD = 100
"""How much of a word counts, in characters: PostgreSQL takes no word of more than 2,046 bytes."""


def condition(sql: str) -> ColumnElement[bool]:
    """A condition written in a database's own words, with `:names` for its parameters."""
    # A text is taken wherever a condition is, though its class doesn't say so.
    return cast("ColumnElement[bool]", text(sql))


_NOTE = insert(SEARCH_QUEUE)


def postgresql_words(texts: str) -> str:
    """PostgreSQL's words of a text expression, lower-case and without accents, as `folded_words` has them."""
    return (
        f"to_tsvector('simple', regexp_replace(regexp_replace(replace(lower(normalize({texts}, NFKD)), 'ß', 'ss'), "
        r"'[\u0300-\u036f]+', '', 'g'), "
        r"'[!-/:-@\[-`{-~\u2010-\u201f\u00ab\u00bb]+', ' ', 'g'))"
    )


MARK_LENGTH = 8
"""How much of an account's key marks its words. Two accounts may share a mark: a search names its account as well."""

_MARK = f"right(CAST(account_id AS text), {MARK_LENGTH})"
_TEXTS = (
    "company || ' ' || coalesce(role, '') || ' ' || coalesce(contact_name, '') || ' ' || "
    "coalesce(contact_email, '') || ' ' || coalesce(notes, '')"
)
_PLAIN = rf"regexp_replace(replace(lower(normalize({_TEXTS}, NFKD)), 'ß', 'ss'), '[\u0300-\u036f]+', '', 'g')"
_BETWEEN_WORDS = (
    r"[\s\u0001-/:-@\[-`{-\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f\uff00-\uff0f"
    r"\U0001f000-\U0001faff]+"
)
POSTGRESQL_WORDS = (
    f"array_to_tsvector(string_to_array({_MARK} || regexp_replace("
    f"regexp_replace({_PLAIN}, '{_BETWEEN_WORDS}', ' ' || {_MARK}, 'g'), "
    f"'([^ ]{{{LONGEST_WORD + MARK_LENGTH}}})[^ ]+', '\\1', 'g'), ' '))"
)
"""What PostgreSQL indexes, word for word as the migration made its index: without accents, as `folded_words` has it.

Marks between letters part words. No parser of PostgreSQL's has a say, since it would take `ada@example.com` for one
word, and others for none, by the locale.
"""
_POSTGRESQL = condition(f"{POSTGRESQL_WORDS} @@ CAST(:search_words AS tsquery)")

_OWN_TOKEN = "\ue000"  # noqa: S105 - a token of the index, no secret
"""Begins the tokens that are ours: of private use, so that no word that is asked for begins with it."""

_PARTING = (*range(0x19B0, 0x19C1), 0x19C8, 0x19C9, 0x1CF2, 0x1CF3)
_STAND_INS = {letter: 0xE100 + place for place, letter in enumerate(_PARTING)}
"""Letters at which SQLite's index, which knows an older Unicode, would part a word, and what stands for them there.

A word that comes apart is a phrase, which an index without positions refuses. What stands in is of private use.
"""

_LIVE = column("invitation_id", INVITATION.c.id.type)
_ID = literal_column("+invitation.id", INVITATION.c.id.type)
"""The plus keeps SQLite from looking up one by one what was found: in the list's own order a page is soon full."""
_MATCHED = (
    select(_LIVE).select_from(table("invitation_search")).where(condition("invitation_search MATCH :search_words"))
)
_WAITS = select(SEARCH_QUEUE.c.id).where(SEARCH_QUEUE.c.account_id == bindparam("account")).limit(1)
_TO_INDEX = (
    select(
        INVITATION.c.id,
        INVITATION.c.company,
        INVITATION.c.role,
        INVITATION.c.contact_name,
        INVITATION.c.contact_email,
        INVITATION.c.notes,
    )
    .where(
        INVITATION.c.account_id == bindparam("account"),
        INVITATION.c.id >= bindparam("from_id"),
        INVITATION.c.id <= bindparam("to_id"),
    )
    .order_by(INVITATION.c.id)
    .limit(bindparam("most"))
)


def note(connection: Connection, account_id: UUID, from_id: UUID, to_id: UUID, *, now: datetime) -> None:
    """Remember that the words of the invitations from one id to another have changed."""
    if connection.dialect.name == "sqlite":
        connection.execute(_NOTE, {"id": new_id(now), "account_id": account_id, "from_id": from_id, "to_id": to_id})


def words_of(query: str) -> list[str]:
    """The words that a query asks for, lower-case and without accents."""
    return [word[:LONGEST_WORD] for word in folded_words(query).split()[:MOST_WORDS]]


def matching(
    connection: Connection, account_id: UUID, query: str
) -> tuple[list[ColumnElement[bool]], dict[str, object]]:
    """Conditions on `invitation` for a query, and their parameters; a query without a word finds nothing."""
    words = words_of(query)
    if not words:
        return [false()], {}
    mark = account_id.hex[-MARK_LENGTH:]
    if connection.dialect.name == "postgresql":
        return [_POSTGRESQL], {"search_words": " & ".join(f"'{mark}{word}':*" for word in words)}
    given: dict[str, object] = {"search_words": " AND ".join(f'"{mark}{_indexed(word)}"*' for word in words)}
    if connection.execute(_WAITS, {"account": account_id}).first() is None:
        return [_ID.in_(_MATCHED)], given
    # What is noted is looked at itself: the index has yet to hear of it, or holds the words that it had before.
    settled = _MATCHED.where(~exists().where(SEARCH_QUEUE.c.account_id == account_id, *_is_noted(_LIVE)))
    noted = (
        select(INVITATION.c.id)
        .join(SEARCH_QUEUE, and_(SEARCH_QUEUE.c.account_id == INVITATION.c.account_id, *_is_noted(INVITATION.c.id)))
        .where(INVITATION.c.account_id == account_id, *(_begins_a_word(word) for word in words))
    )
    return [_ID.in_(union(settled, noted))], given


def index_some(connection: Connection, *, most: int = 500) -> int:
    """Take the oldest note into SQLite's index, `most` invitations at a time. Returns how many were taken in."""
    if connection.dialect.name != "sqlite":
        return 0
    first = connection.execute(select(SEARCH_QUEUE).order_by(SEARCH_QUEUE.c.id).limit(1)).first()
    if first is None:
        return 0
    rows = connection.execute(
        _TO_INDEX, {"account": first.account_id, "from_id": first.from_id, "to_id": first.to_id, "most": most}
    ).all()
    _index(connection, first.account_id, rows)
    connection.execute(delete(SEARCH_QUEUE).where(SEARCH_QUEUE.c.id == first.id))
    if len(rows) == most:
        # The rest of a long note keeps its place at the head of the queue.
        connection.execute(
            _NOTE, {"id": first.id, "account_id": first.account_id, "from_id": rows[-1].id, "to_id": first.to_id}
        )
    return max(1, len(rows))


def is_waiting(connection: Connection) -> bool:
    """Whether SQLite's index has something to take in."""
    return connection.execute(select(SEARCH_QUEUE.c.id).limit(1)).first() is not None


def forget(connection: Connection, invitation_ids: Sequence[UUID]) -> None:
    """Take invitations that are gone for good out of SQLite's index."""
    if connection.dialect.name != "sqlite":
        return
    for invitation_id in invitation_ids:
        _drop(connection, invitation_id)


def words_to_index(account_id: str, invitation_id: str, texts: str) -> str:
    """What SQLite's index holds for an invitation: its own token, by which it is found again, and its marked words.

    The two keys are in hexadecimal.
    """
    return _token(invitation_id) + _indexed(folded_words(texts)).replace(" ", f" {account_id[-MARK_LENGTH:]}")


def _indexed(words: str) -> str:
    """Folded words as SQLite's index takes them for one word each."""
    return words.translate(_STAND_INS)


def _index(connection: Connection, account_id: UUID, rows: Sequence[Any]) -> None:
    entries: list[dict[str, object]] = []
    for row in rows:
        _drop(connection, row.id)
        texts = " ".join(
            part for part in (row.company, row.role, row.contact_name, row.contact_email, row.notes) if part
        )
        entries.append({"words": words_to_index(account_id.hex, row.id.hex, texts), "id": row.id.hex})
    if entries:
        connection.execute(text("INSERT INTO invitation_search (words, invitation_id) VALUES (:words, :id)"), entries)


def _drop(connection: Connection, invitation_id: UUID) -> None:
    """Remove an entry by the invitation's own token; the index has no other key."""
    connection.execute(
        text(
            "DELETE FROM invitation_search WHERE rowid IN "
            "(SELECT rowid FROM invitation_search WHERE invitation_search MATCH :token)"
        ),
        {"token": f'"{_token(invitation_id.hex)}"'},
    )


def _is_noted(invitation_id: ColumnElement[UUID]) -> tuple[ColumnElement[bool], ...]:
    return invitation_id >= SEARCH_QUEUE.c.from_id, invitation_id <= SEARCH_QUEUE.c.to_id


def _token(invitation_id: str) -> str:
    return f"{_OWN_TOKEN}i{invitation_id}"


def _begins_a_word(word: str) -> ColumnElement[bool]:
    """Whether a word of the row's texts begins with `word`, for the few rows that the index hasn't taken in yet."""
    texts = (
        func.coalesce(INVITATION.c.company, "")
        + " "
        + func.coalesce(INVITATION.c.role, "")
        + " "
        + func.coalesce(INVITATION.c.contact_name, "")
        + " "
        + func.coalesce(INVITATION.c.contact_email, "")
        + " "
        + func.coalesce(INVITATION.c.notes, "")
    )
    return func.folded_words(texts).contains(f" {word}", autoescape=True)
