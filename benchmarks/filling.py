"""Storing the rows of `benchmarks.rows` by the ten million, as a database holds them after years of use."""

import sqlite3
import time
from functools import partial
from itertools import islice

from benchmarks.places import say
from benchmarks.rows import (
    ACCOUNT_COLUMNS,
    INVITATION_COLUMNS,
    Crowd,
    account_rows,
    invitation_rows,
    searched_text,
)
from benchmarks.storing import Say, Stock, store
from services.searching import words_to_index

_EVENTS = (
    "INSERT INTO event (account_id, invitation_id, id, at, type, actor, detail) "
    "SELECT account_id, id, id, created_at, CASE WHEN source IS NULL THEN 'created' ELSE 'imported' END, "
    "CASE WHEN source IS NULL THEN 'person' ELSE 'import' END, '{}' FROM invitation ORDER BY account_id, id"
)
"""The history: one event each. SQLite keeps them in the order of their key, so in that order they come."""

_WORDS_AT_ONCE = 500_000


def fill(url: str, made: Crowd, *, searchable: bool = True, progress: Say = say) -> None:
    """Store the crowd's accounts, invitations, their history and the index of their words in empty tables.

    Not `searchable`, SQLite's index of words is left empty; PostgreSQL's is one of the table's.
    """
    began = time.perf_counter()
    store(
        url,
        (
            Stock("account", ACCOUNT_COLUMNS, account_rows(made)),
            Stock("invitation", INVITATION_COLUMNS, invitation_rows(made)),
        ),
        then=(_EVENTS,),
        index_words=partial(_index_words, made=made) if searchable else None,
        progress=progress,
    )
    progress(f"{made.rows:,} invitations of {len(made.ids):,} accounts stored in {time.perf_counter() - began:.0f} s")


def _index_words(connection: sqlite3.Connection, *, made: Crowd) -> None:
    """As `services.searching` would, in transactions that are large enough for the index to be merged seldom."""
    insert = "INSERT INTO invitation_search (words, invitation_id) VALUES (?, ?)"
    rows = invitation_rows(made)
    while some := list(islice(rows, _WORDS_AT_ONCE)):
        connection.execute("BEGIN")
        connection.executemany(insert, ((words_to_index(row[0], row[1], searched_text(row)), row[1]) for row in some))
        connection.execute("COMMIT")
    connection.execute("INSERT INTO invitation_search (invitation_search) VALUES ('optimize')")
