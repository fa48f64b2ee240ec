"""COPY fails as any other statement: what went wrong is known for what it is, and a deadlock is run again."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from core.database import Database
from core.postgresql import copy_in
from core.trouble import TROUBLE, StorageReadOnly
from models.upkeep import HEARTBEAT
from tests.conftest import START

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

Beat = tuple[str, datetime, str]
FIRST, SECOND = ("first", START, "{}"), ("second", START, "{}")


def copy(connection: Connection, *rows: Beat) -> None:
    copy_in(connection, HEARTBEAT.name, ("name", "at", "detail"), rows)


def backend(connection: Connection) -> int:
    return connection.scalar(text("SELECT pg_backend_pid()")) or 0


def names(database: Database) -> list[str]:
    statement = select(HEARTBEAT.c.name).order_by(HEARTBEAT.c.name)
    return list(database.threads.read(lambda connection: connection.execute(statement).scalars().all()))


def test_a_server_that_ends_in_the_middle_is_trouble_and_the_next_copy_has_a_new_connection(database: Database) -> None:
    def broken_off(connection: Connection) -> None:
        mine = backend(connection)

        def rows() -> Iterator[Beat]:
            yield FIRST
            ending = text("SELECT pg_terminate_backend(:mine, 5000)").bindparams(mine=mine)
            database.threads.read(lambda other: other.execute(ending).all())
            # More than fits into any buffer on the way.
            for number in range(200_000):
                yield f"{number}", START, "{}"

        copy_in(connection, HEARTBEAT.name, ("name", "at", "detail"), rows())

    with pytest.raises(TROUBLE) as told:
        database.threads.write(broken_off)
    # The reason itself, and not that the rollback behind it found the connection gone.
    assert "COPY" in str(told.value)
    assert getattr(told.value, "connection_invalidated", False)
    assert names(database) == []
    for _ in range(5):
        database.threads.write(lambda connection: connection.execute(select(HEARTBEAT)).all())
    database.threads.write(copy, FIRST)
    assert names(database) == ["first"]


def test_a_deadlock_is_run_again(database: Database) -> None:
    _make_inserts_raise(database, "deadlock_detected", times=2)
    database.threads.write(copy, FIRST, SECOND)
    assert names(database) == ["first", "second"]


def test_a_server_that_only_follows_refuses_in_words_and_its_connection_is_given_up(database: Database) -> None:
    _make_inserts_raise(database, "read_only_sql_transaction", times=1)
    before = database.threads.read(backend)
    with pytest.raises(StorageReadOnly):
        database.threads.write(copy, FIRST)
    assert isinstance(database.refused, StorageReadOnly)
    assert database.threads.read(backend) != before


def test_a_key_that_is_stored_and_a_value_that_cannot_be_are_told_apart(database: Database) -> None:
    database.threads.write(lambda connection: connection.execute(insert(HEARTBEAT), _row("first")) and None)
    with pytest.raises(IntegrityError):
        database.threads.write(copy, SECOND, FIRST)
    with pytest.raises(DataError):
        database.threads.write(copy, ("a\0b", START, "{}"))
    assert names(database) == ["first"]


def _row(name: str) -> dict[str, object]:
    return {"name": name, "at": START, "detail": {}}


def _make_inserts_raise(database: Database, condition: str, *, times: int) -> None:
    """The first so many statements that insert a heartbeat fail with this condition of PostgreSQL's."""
    refusing = (
        f"IF nextval('tried') <= {times} THEN RAISE EXCEPTION 'made' USING ERRCODE = '{condition}'; END IF; RETURN NULL"
    )
    statements = (
        "CREATE SEQUENCE tried",
        f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refusing}; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON heartbeat FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
    )
    for statement in statements:
        database.threads.write(lambda connection, sent=statement: connection.exec_driver_sql(sent) and None)
