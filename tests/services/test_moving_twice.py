"""A copy that was begun a second time while the first still runs: the later one goes on, the former writes no more."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from core.errors import DomainError
from models import schema
from models.account import ACCOUNT
from models.fenced import BEING_FILLED, MOVED, DatabaseIsBeingFilled
from models.invitation import INVITATION
from models.revisions import current, head
from models.tables import metadata
from services.moving.carrying import carried_tables, rows_after
from services.moving.copying import store
from services.moving.filling import CopyTakenOver
from services.moving.marks import Move, fence, move_of, note_move, shut
from services.moving.moving import move
from services.moving.places import place_of, take_target
from tests.conftest import START
from tests.moving import Make, each_way, empty_databases, filled, rows_of
from tests.rows import Made


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Generator[Make]:
    """Make an empty database of a kind."""
    with empty_databases(tmp_path, lambda: request.getfixturevalue("postgresql")) as make:
        yield make


def add_an_account_with_rows(connection: Connection, seed: int) -> None:
    made = Made(seed=seed)
    for table in metadata.sorted_tables:
        if "account_id" in table.c or table is ACCOUNT:
            connection.execute(insert(table), made.make(table, 3))


def people_go_on(connection: Connection) -> None:
    """What services store on a target that was let go: rows added, changed and deleted."""
    add_an_account_with_rows(connection, 9)
    connection.execute(update(INVITATION).values(updated_at=START, version=INVITATION.c.version + 1))
    gone = connection.scalar(select(INVITATION.c.id).limit(1))
    connection.execute(delete(INVITATION).where(INVITATION.c.id == gone))


@each_way
def test_what_people_store_after_a_move_is_kept_from_an_earlier_run_of_it(kind: str, other: str, empty: Make) -> None:
    source, target = filled(empty(kind)), empty(other)
    changes = [lambda: source.threads.write(add_an_account_with_rows, 8)]
    stored: list[dict[str, object]] = []

    def change(_done: int, _total: int) -> None:
        """So that rows are refused whose account came later, and the run compares before the writers wait."""
        if changes:
            changes.pop()()

    def finish_another(_done: int, _total: int) -> None:
        if not stored:
            assert move(source, target, now=START).waited is not None
            target.threads.write(people_go_on)
            stored.append(rows_of(target))

    with pytest.raises(DomainError) as told:
        move(source, target, now=START, copying=change, comparing=finish_another)
    assert rows_of(target) == stored[0]
    assert isinstance(told.value, CopyTakenOver)
    assert target.threads.read(current) == head()


@each_way
def test_a_run_that_was_taken_over_doesnt_shut_the_source(kind: str, other: str, empty: Make) -> None:
    """The later run may just be removing what the former has compared."""
    source, target = filled(empty(kind)), empty(other)

    def take_over(done: int, total: int) -> None:
        if done == total:
            known = target.threads.read(move_of)
            assert known is not None
            take_target(target, known)

    with pytest.raises(CopyTakenOver):
        move(source, target, now=START, comparing=take_over)
    assert (source.threads.read(current), target.threads.read(current)) == (head(), BEING_FILLED)
    move(source, target, now=START)
    assert rows_of(target) == rows_of(source)


@each_way
def test_no_write_of_a_run_reaches_the_target_after_a_later_one_has_begun(kind: str, other: str, empty: Make) -> None:
    source, target = filled(empty(kind)), empty(other)
    known = Move("a move", place_of(source), head())
    former = take_target(target, known)
    later = take_target(target, known)
    accounts = next(carried for carried in carried_tables() if carried.name == "account")
    with pytest.raises(CopyTakenOver):
        store(former, accounts, source.threads.read(rows_after, accounts, None))
    with pytest.raises(CopyTakenOver):
        former.confirm()
    later.confirm()
    assert target.threads.read(lambda connection: connection.execute(select(ACCOUNT)).first()) is None


@each_way
def test_a_shut_source_is_let_go_of_by_a_second_run_while_the_first_still_lives(
    kind: str, other: str, empty: Make
) -> None:
    source, target = filled(empty(kind)), empty(other)
    known = Move("a move", place_of(source), head())
    former = take_target(target, known)
    source.threads.write(note_move, Move("a move", place_of(target), head()))
    source.threads.write(shut)
    move(source, target, now=START)
    assert target.threads.read(current) == head()
    with pytest.raises(CopyTakenOver):
        former.confirm()
    move(source, target, now=START)


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
@pytest.mark.parametrize("begun_by", ["another copy", "another release"])
def test_a_target_that_something_else_began_to_fill_is_to_be_made_anew(begun_by: str, other: str, empty: Make) -> None:
    source, target = filled(empty("sqlite")), empty(other)
    schema.upgrade(target)
    revision = head() if begun_by == "another copy" else "an older revision"
    source.threads.write(note_move, Move("a move", place_of(target), revision))
    known = Move("a move" if begun_by == "another release" else "another", place_of(source), revision)
    target.threads.write(fence, known)
    with pytest.raises(DatabaseIsBeingFilled, match="drop it, make it anew, and copy again"):
        move(source, target, now=START)
    assert source.threads.read(current) != MOVED
    assert target.threads.read(move_of) == known
