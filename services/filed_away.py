"""Where an invitation stood before it was filed away or called off, which is where taking that back leads to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.vocabulary import EventType, Status
from models.invitation import EVENT

FILED = frozenset({Status.CANCELLED_BY_EMPLOYER, Status.CLOSED, Status.LAPSED})
"""The statuses that an edit brings about, and in which nothing is owed."""

_EDITS = (
    select(EVENT.c.detail)
    .where(
        EVENT.c.account_id == bindparam("account"),
        EVENT.c.invitation_id == bindparam("invitation"),
        EVENT.c.type == EventType.EDITED.value,
    )
    .order_by(EVENT.c.id.desc())
)


def filed_from(connection: Connection, row: Mapping[str, Any]) -> Status | None:
    """The status that the invitation was filed away from, as its history has it; None where that isn't known.

    Filed away twice in a row, as `closed` after it was called off, it stood where it did before the first time.
    """
    status = Status(row["status"])
    if status not in FILED:
        return None
    given = {"account": row["account_id"], "invitation": row["id"]}
    for detail in connection.execute(_EDITS, given).scalars():
        before, after = detail.get("changed", {}).get("status", (None, None))
        if after is None:
            continue
        if after != status:
            return None
        status = Status(before)
        if status not in FILED:
            return status
    return None
