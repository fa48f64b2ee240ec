"""The verdict on imports: each is whole or gone, and what was acknowledged of it came true."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from core.vocabulary import EventType, ImportState
from models.import_batch import IMPORT_BATCH
from models.invitation import EVENT, INVITATION
from tests.faults.killing.tale import ImportTale
from tests.faults.killing.wreck import plain


@dataclass(frozen=True, slots=True)
class Imports:
    """What became of all files."""

    imported: int
    taken_back: int
    given_up: int
    wrong: list[str]


def judge_imports(connection: Connection, tales: Sequence[ImportTale], struck: Counter[UUID]) -> Imports:
    """Judge all imports. `struck` counts the kills that came while each was under way."""
    rows = {row["id"]: plain(row) for row in connection.execute(select(IMPORT_BATCH)).mappings()}
    by_name = {row["filename"]: row for row in rows.values()}
    counted = _rows_of_imports(connection)
    wrong, states = list[str](), Counter[str]()
    for tale in tales:
        row = by_name.get(f"{tale.marker}.csv")
        wrong += _wrong_of(tale, row, counted, struck)
        if row is not None:
            states[row["state"]] += 1
    orphans = [str(batch) for batch in counted if batch not in rows]
    wrong += [f"rows of an import that isn't there: {batch}" for batch in orphans]
    return Imports(states["imported"], states["undone"], states["failed"], wrong)


def _rows_of_imports(connection: Connection) -> dict[UUID, tuple[int, int, int]]:
    """Of each import the invitations, their different companies, and their events of having been imported."""
    query = (
        select(
            INVITATION.c.import_batch_id,
            func.count(INVITATION.c.id.distinct()),
            func.count(INVITATION.c.company.distinct()),
            func.count(),
        )
        .join(EVENT, (EVENT.c.account_id == INVITATION.c.account_id) & (EVENT.c.invitation_id == INVITATION.c.id))
        .where(EVENT.c.type == EventType.IMPORTED.value)
        .group_by(INVITATION.c.import_batch_id)
    )
    return {batch: (ids, companies, events) for batch, ids, companies, events in connection.execute(query)}


def _wrong_of(
    tale: ImportTale, row: Mapping[str, Any] | None, counted: dict[UUID, tuple[int, int, int]], struck: Counter[UUID]
) -> list[str]:
    if row is None:
        return [f"{tale.marker}: acknowledged and missing"] if tale.told else []
    state, rows = row["state"], counted.get(row["id"], (0, 0, 0))
    if state == ImportState.FAILED and (not row["detected"] or struck[row["id"]] >= 3):
        # Cut off before its preview was whole, or struck again and again without getting on: given up, in sight.
        return [f"{tale.marker}: acknowledged and cut off"] if tale.told and not row["detected"] else []
    wanted = (tale.rows,) * 3 if state == ImportState.IMPORTED else (0, 0, 0)
    wrong = [f"{tale.marker} is {state}, with {rows} of {tale.rows} rows"] if rows != wanted else []
    if state == ImportState.IMPORTED and row["progress"].get("added") != tale.rows:
        wrong.append(f"{tale.marker}: says that it added {row['progress']}")
    if state not in _states_of(tale):
        wrong.append(f"{tale.marker} is {state}: {sorted(tale.told)} acknowledged, {tale.in_doubt} broken off")
    return wrong


def _states_of(tale: ImportTale) -> set[str]:
    """The states that an import may be in, once everything has come to its end."""
    states = {"previewed", "expired"}
    if "taken_back" in tale.told:
        return {"undone"}
    if "confirmed" in tale.told:
        states = {"imported"}
    if tale.in_doubt == "confirmed":
        states |= {"imported"}
    if tale.in_doubt == "taken_back":
        states |= {"undone"}
    return states
