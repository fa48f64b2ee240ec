import io
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core import clock as wall_clock
from core.moved import DatabaseMoved
from core.vocabulary import Format, ImportState, Medium, RespondByBasis, Status
from intake.candidate import Candidate
from models.import_batch import IMPORT_BATCH
from models.invitation import EVENT, INVITATION
from services.imports import import_batches, importing, previewing
from services.imports.import_rows import RowMaker
from services.imports.import_store import StoredBefore, store
from services.imports.previewing import ImportOptions
from services.moving.marks import shut
from services.planning import clock_of
from tests.conftest import START

ROOT = Path(__file__).parents[2]


def _candidate(**fields: Any) -> Candidate:
    given: dict[str, Any] = dict.fromkeys(Candidate._fields)
    given |= {"line": 2, "company": "Acme", "received_at": START, "tags": (), "status": Status.AWAITING_REPLY}
    given |= {"content_hash": f"{abs(hash(tuple(map(str, fields.items())))):032x}"}
    return Candidate(**(given | fields))


CANDIDATES = [
    _candidate(),
    _candidate(received_at=datetime(2026, 11, 21, 23, 30, 15, 123456, tzinfo=UTC), tags=("ü", 'a"b')),
    _candidate(respond_by=date(2026, 11, 29), medium=Medium.EMAIL, format=Format.VIDEO, notes="two\nlines ✓"),
    _candidate(respond_by=START + timedelta(hours=3), interview_at=START + timedelta(hours=2)),
    _candidate(respond_by=START + timedelta(days=3), respond_by_basis=RespondByBasis.PROMISED, status=Status.HOLDING),
    _candidate(received_at=START - timedelta(days=40), interview_at=START - timedelta(days=30)),
    _candidate(received_at=START - timedelta(days=40), status=Status.DECLINED, answered_at=START),
]


def test_rows_stored_by_the_driver_read_back_as_if_sqlalchemy_had_written_them(database, ada) -> None:
    maker = RowMaker(ada.owner, ada.id, now=START)
    database.threads.write(store, maker.make(CANDIDATES))
    query = select(INVITATION).order_by(INVITATION.c.id)
    written = database.threads.read(lambda connection: [dict(row) for row in connection.execute(query).mappings()])
    copies = [row | {"id": ada.id, "content_hash": None, "company": "Copy"} for row in written]
    for row, copy in zip(written, copies, strict=True):
        database.threads.write(lambda connection, copy=copy: connection.execute(INVITATION.insert().values(copy)))
        raw = database.threads.read(_raw)
        original, again = raw[row["id"].hex], raw[ada.id.hex]
        different = {name for name in original if original[name] != again[name]}
        assert different <= {"id", "content_hash", "company"}
        database.threads.write(
            lambda connection: connection.execute(INVITATION.delete().where(INVITATION.c.id == ada.id))
        )


def _raw(connection: Any) -> dict[str, dict[str, Any]]:
    cast = "CAST(id AS text)" if connection.dialect.name == "postgresql" else "id"
    rows = connection.exec_driver_sql(f"SELECT {cast} AS the_key, * FROM invitation").mappings()  # noqa: S608
    return {row["the_key"].replace("-", ""): {k: v for k, v in row.items() if k != "the_key"} for row in rows}


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_an_imported_row_has_the_clock_that_recording_it_would_give(database, ada, candidate) -> None:
    maker = RowMaker(ada.owner, ada.id, now=START)
    # The second of two rows of one day takes the deadline of the first from memory.
    rows = maker.make([candidate._replace(received_at=candidate.received_at - timedelta(minutes=5)), candidate])
    database.threads.write(store, rows._replace(invitations=rows.invitations[1:], events=[]))
    row = dict(database.threads.read(lambda connection: connection.execute(select(INVITATION)).mappings().one()))
    decided = clock_of(ada.owner, row, now=START)
    assert {name: row[name] for name in decided.columns} == decided.columns


def test_a_row_that_is_stored_already_stops_the_whole_transaction(database, ada) -> None:
    maker = RowMaker(ada.owner, ada.id, now=START)
    database.threads.write(store, maker.make(CANDIDATES[:1]))
    with pytest.raises(StoredBefore):
        database.threads.write(store, maker.make(CANDIDATES[:2]))
    assert (
        database.threads.read(lambda connection: connection.execute(select(func.count(INVITATION.c.id))).scalar()) == 1
    )


def test_an_import_into_a_database_that_was_moved_meanwhile_is_told_so(database, ada) -> None:
    maker = RowMaker(ada.owner, ada.id, now=START)
    database.threads.write(shut)
    with pytest.raises(DatabaseMoved):
        database.threads.write(store, maker.make(CANDIDATES))
    assert isinstance(database.refused, DatabaseMoved)


_WORKER = """
import sys
from uuid import UUID
from core import clock
from core.database import Database
from services.imports import importing, importing_rows
print("begun", flush=True)
importing_rows.PAUSE_SECONDS = 0.001
importing_rows.POSTGRESQL_BATCH_SECONDS = 0.01
importing.apply(Database(sys.argv[1]), UUID(sys.argv[2]), UUID(sys.argv[3]), clock.now)
print("done", flush=True)
"""


def test_a_worker_that_is_killed_at_any_moment_loses_no_row_and_doubles_none(
    database, database_url, ada, clock
) -> None:
    count = 4_000
    rows = "".join(f"Acme {number},2026-11-{1 + number % 20:02}\r\n" for number in range(count))
    shown = previewing.preview(
        database,
        ada.owner,
        io.BytesIO(f"company,received at\r\n{rows}".encode()),
        filename=None,
        options=ImportOptions(),
        now=clock(),
    )
    database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())
    far: list[int] = []

    def rows_done() -> int:
        return database.threads.read(import_batches.show, ada.id, shown["id"])["rows_done"]

    for delay in (0.0, 0.005, 0.02):
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORKER, database_url, str(ada.id), str(shown["id"])],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        # The first is killed at once, the others a moment after something more has been stored.
        until = time.monotonic() + 30
        while delay and worker.poll() is None and rows_done() <= sum(far[-1:]) and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(delay)
        if worker.poll() is None:
            os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        database.threads.write(_end_lease, ada.id, shown["id"])
        far.append(rows_done())
    assert any(0 < rows < count for rows in far)
    importing.resume_some(database, wall_clock.now)
    done = database.threads.read(import_batches.show, ada.id, shown["id"])
    assert (done["state"], done["rows_done"], done["counts"]["added"]) == (ImportState.IMPORTED, count, count)
    stored, events = database.threads.read(
        lambda connection: (
            connection.execute(select(func.count(), func.count(INVITATION.c.company.distinct()))).one(),
            connection.execute(select(func.count()).where(EVENT.c.type == "imported")).scalar(),
        )
    )
    assert (tuple(stored), events) == ((count, count), count)


def _end_lease(connection: Any, account_id: Any, batch_id: Any) -> None:
    connection.execute(
        update(IMPORT_BATCH)
        .where(IMPORT_BATCH.c.state == ImportState.IMPORTING.value)
        .values(lease_until=datetime(2020, 1, 1, tzinfo=UTC), progress=_calm(connection, account_id, batch_id))
    )


def _calm(connection: Any, account_id: Any, batch_id: Any) -> dict[str, Any]:
    """Dying before anything was stored counts as an attempt; here it is always the test that kills."""
    return import_batches.find(connection, account_id, batch_id)["progress"] | {"attempts": 0}
