"""Moving everything to another database: row by row, while the service runs, and never two that serve at once."""

import asyncio
import tracemalloc
from collections.abc import Generator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from core.database import Database
from core.moved import DatabaseMoved
from core.secrets import Keyring, SecretUnreadable
from core.vocabulary import ChannelKind, Want
from models import schema
from models.account import ACCOUNT
from models.fenced import BEING_FILLED, MOVED, DatabaseIsBeingFilled
from models.invitation import INVITATION
from models.revisions import current, head
from models.tables import metadata
from models.upkeep import SEARCH_QUEUE
from services import channels, searching
from services.moving.carrying import carried_tables, rows_after
from services.moving.marks import Move, fence
from services.moving.moving import SamePlace, move
from services.moving.places import SourceNotReady, TargetInUse, TargetNotEmpty, check_key
from tests.conftest import START, Clock, Person
from tests.moving import Make, each_way, empty_databases, filled, rows_of
from tests.rows import Made, add_rows_of_every_table, rows_of_every_table
from tests.tracked import Diary


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Generator[Make]:
    """Make an empty database of a kind."""
    with empty_databases(tmp_path, lambda: request.getfixturevalue("postgresql")) as make:
        yield make


@pytest.fixture
def full(empty: Make) -> Make:
    """Make a database of a kind in which every table has rows."""
    return lambda kind: filled(empty(kind))


@each_way
def test_a_copy_has_every_row_of_every_table_as_it_was(kind: str, other: str, full: Make, empty: Make) -> None:
    source, target = full(kind), empty(other)
    told: list[tuple[int, int]] = []
    before = rows_of(source)
    assert before.keys() == metadata.tables.keys() - {"search_queue"}
    assert all(before.values())
    moved = move(source, target, now=START, copying=lambda *one: told.append(one))
    assert rows_of(target) == rows_of(source) == before
    assert told[-1] == (moved.rows,) * 2
    assert target.threads.read(current) == head()
    schema.upgrade(target)


@each_way
def test_what_changes_while_the_bulk_is_copied_is_carried_over(kind: str, other: str, full: Make, empty: Make) -> None:
    source, target = full(kind), empty(other)
    changes = [_delete_an_account, _exchange_the_addresses, _add_an_account_with_rows, _change_every_row]

    def meanwhile(_done: int, _total: int) -> None:
        if changes:
            source.threads.write(changes.pop(0))

    moved = move(source, target, now=START, copying=meanwhile)
    assert not changes
    assert moved.carried_over > 0
    assert rows_of(target) == rows_of(source)
    assert moved.rows == sum(len(rows) for rows in target.threads.read(rows_of_every_table).values()) - _queued(target)


def _queued(database: Database) -> int:
    return len(database.threads.read(lambda connection: connection.execute(select(SEARCH_QUEUE)).all()))


def _delete_an_account(connection: Connection) -> None:
    connection.execute(delete(ACCOUNT).where(ACCOUNT.c.id == _accounts(connection)[0]))


def _exchange_the_addresses(connection: Connection) -> None:
    """Two unique keys change places, through a third."""
    one, other = _accounts(connection)[-2:]
    addresses = [connection.scalar(select(ACCOUNT.c.email).where(ACCOUNT.c.id == key)) for key in (one, other)]
    for key, address in ((one, "on the way"), (other, addresses[0]), (one, addresses[1])):
        connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == key).values(email=address))


def _add_an_account_with_rows(connection: Connection) -> None:
    made = Made(seed=8)
    for table in metadata.sorted_tables:
        if "account_id" in table.c or table is ACCOUNT:
            connection.execute(insert(table), made.make(table, 3))


def _change_every_row(connection: Connection) -> None:
    for table in (INVITATION, ACCOUNT):
        connection.execute(update(table).values(updated_at=START, version=table.c.version + 1))


def _accounts(connection: Connection) -> list[UUID]:
    return list(connection.scalars(select(ACCOUNT.c.id).order_by(ACCOUNT.c.id)))


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
async def test_a_server_that_still_runs_on_the_source_acknowledges_no_write_any_more(
    other: str, database: Database, ada: Person, clock: Clock, empty: Make
) -> None:
    diary = Diary(database, ada.id, clock)
    diary.open_channel()
    kept = diary.record(received_at=clock())
    assert (await ada.client.post("/api/v1/invitations", json={"company": "Acme"})).status_code == 201
    before = rows_of(database)
    move(database, empty(other), now=clock())

    answers = [
        await ada.client.post("/api/v1/invitations", json={"company": "Blue Harbour"}),
        await ada.client.patch(f"/api/v1/invitations/{kept['id']}", json={"notes": "late"}),
        await ada.client.delete(f"/api/v1/invitations/{kept['id']}"),
        await ada.client.patch("/api/v1/me", json={"name": "Ada L."}),
    ]
    assert [(answer.status_code, answer.json()["type"]) for answer in answers] == [
        (503, "urn:replyby:problem:database-moved")
    ] * len(answers)
    assert (await ada.client.get("/health/ready")).status_code == 503
    assert (await ada.client.get(f"/api/v1/invitations/{kept['id']}")).status_code == 200
    assert rows_of(database) == before


def test_no_table_of_a_moved_database_takes_a_write(database: Database, empty: Make) -> None:
    database.threads.write(add_rows_of_every_table, seed=3)
    move(database, empty("sqlite"), now=START)
    row = Made(seed=4)
    for table in metadata.sorted_tables:
        column = next(iter(table.columns))
        for statement in (insert(table), delete(table), update(table).values({column: column})):
            given = row.make(table, 1) if statement.is_insert else None
            with pytest.raises(DatabaseMoved):
                database.threads.write(lambda connection, *what: connection.execute(*what), statement, given)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_runs_on_a_target_that_is_being_filled(kind: str, full: Make, empty: Make) -> None:
    source, target = full("sqlite"), empty(kind)
    seen: list[str | None] = []

    def try_to_start(_done: int, _total: int) -> None:
        seen.append(target.threads.read(current))
        with pytest.raises(DatabaseIsBeingFilled, match="Run the copy"):
            schema.upgrade(target)

    move(source, target, now=START, copying=try_to_start, comparing=try_to_start)
    assert set(seen) == {BEING_FILLED}
    assert source.threads.read(current) == MOVED
    with pytest.raises(DatabaseMoved):
        schema.upgrade(source)
    schema.upgrade(target)


def test_a_move_that_is_over_is_told_so_and_to_another_target_refused(full: Make, empty: Make) -> None:
    source, target = full("sqlite"), empty("postgresql")
    moved = move(source, target, now=START)
    again = move(source, target, now=START)
    assert (again.waited, again.rows) == (None, moved.rows)
    with pytest.raises(DatabaseMoved):
        move(source, empty("sqlite"), now=START)
    with pytest.raises(DatabaseMoved):
        move(target, source, now=START)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_only_an_empty_target_is_taken_and_another_one_is_left_as_it_was(kind: str, full: Make, empty: Make) -> None:
    source, target = full("sqlite"), full(kind)
    before = rows_of(target)
    with pytest.raises(TargetNotEmpty):
        move(source, target, now=START)
    assert rows_of(target) == before
    schema.upgrade(target)
    fenced = empty(kind)
    schema.upgrade(fenced)
    fenced.threads.write(fence, Move("another", "elsewhere", head()))
    with pytest.raises(DatabaseIsBeingFilled):
        move(source, fenced, now=START)
    assert source.threads.read(current) == head()


def test_a_target_on_which_a_server_waits_is_refused(full: Make, empty: Make) -> None:
    source, target = full("sqlite"), empty("postgresql")
    schema.upgrade(target)
    running = Database(target.threads.reader.url.render_as_string(hide_password=False), pool_size=2)
    assert running.threads.read(current) == head()
    with pytest.raises(TargetInUse):
        move(source, target, now=START)
    asyncio.run(running.close())
    move(source, target, now=START)


def test_a_source_is_refused_that_is_empty_or_of_another_release_or_the_target_itself(full: Make, empty: Make) -> None:
    nothing, source = empty("sqlite"), full("sqlite")
    with pytest.raises(SourceNotReady, match="nothing of Replyby"):
        move(nothing, empty("sqlite"), now=START)
    with pytest.raises(SamePlace):
        move(source, source, now=START)
    source.threads.write(lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num='old'"))
    with pytest.raises(SourceNotReady, match="Start this release on it once"):
        move(source, empty("sqlite"), now=START)


def test_the_key_is_tried_on_what_is_stored(database: Database, ada: Person, settings_key: str) -> None:
    right = Keyring(settings_key)
    assert not database.threads.read(check_key, right)
    database.threads.write(
        channels.create_channel,
        ada.owner,
        right,
        name="Console",
        kind=ChannelKind.CONSOLE,
        url="console:",
        wants=(Want.ALERTS,),
        now=START,
    )
    assert database.threads.read(check_key, right)
    with pytest.raises(SecretUnreadable):
        database.threads.read(check_key, Keyring("another key, that nobody has set anywhere"))


@pytest.fixture
def settings_key() -> str:
    return "a key that only the tests know, 0123456789"


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
def test_what_was_moved_is_found_by_its_words(
    other: str, database: Database, ada: Person, clock: Clock, empty: Make
) -> None:
    diary = Diary(database, ada.id, clock)
    found = diary.record("Überlandwerk", notes="ask for the zither")["id"]
    diary.record("Acme")
    target = empty(other)
    move(database, target, now=clock())

    def search(connection: Connection, word: str) -> list[UUID]:
        conditions, given = searching.matching(connection, ada.id, word)
        return list(connection.scalars(select(INVITATION.c.id).where(*conditions), given))

    assert target.threads.read(search, "zith") == [found]
    while target.threads.write(searching.index_some):
        pass
    assert _queued(target) == 0
    assert target.threads.read(search, "uberland") == [found]


def test_a_copy_holds_a_page_at_a_time(full: Make, empty: Make) -> None:
    """Fifty times the rows of a page, and files of a megabyte, are copied in the room of a few pages."""
    source, target = full("sqlite"), empty("sqlite")

    def add_long_texts(connection: Connection) -> None:
        made = Made(seed=9)
        made.rows[ACCOUNT] = [{"id": key} for key in _accounts(connection)]
        row = made.make(INVITATION, 1)[0]
        many = [
            row
            | {"id": uuid4(), "notes": "x" * 10_000, "external_id": None, "content_hash": None, "calendar_uid": None}
            for _ in range(6_000)
        ]
        connection.execute(insert(INVITATION), many)

    source.threads.write(add_long_texts)
    tracemalloc.start()
    move(source, target, now=START)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 25_000_000, peak
    page = max(carried_tables(), key=lambda one: one.page)
    assert len(source.threads.read(rows_after, page, None)) <= page.page
