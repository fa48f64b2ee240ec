"""Requests that are sent again: the first answer is kept under the Idempotency-Key, in the transaction that earned it.

The key is taken before the work is done. Another request with the same key waits for that transaction, on PostgreSQL
at the unique key, on SQLite at the file; then it finds the answer, or, where the work failed, does it itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from core.database import insert_new
from core.errors import Conflict, Invalid
from models.upkeep import IDEMPOTENCY_KEY

KEPT_PERIOD = timedelta(hours=24)
_UNANSWERED = 0


class KeyReused(Invalid):
    """An Idempotency-Key came with another request than before."""

    type = "idempotency-key-reused"
    title = "This key was used for another request"


class AnswerNotKept(Conflict):
    """A request was repeated whose answer held a secret, which is shown once."""

    type = "answer-not-kept"
    title = "Done already"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, ready to be sent again."""

    status: int
    body: str
    headers: dict[str, str]


def take(connection: Connection, account_id: UUID, key: str, fingerprint: str, *, now: datetime) -> Answer | None:
    """The answer that is kept under this key, or None where the key is ours now and the work has to be done.

    Raises KeyReused where the key was used with another request, AnswerNotKept where the answer held a secret.
    """
    mine = (IDEMPOTENCY_KEY.c.account_id == account_id) & (IDEMPOTENCY_KEY.c.key == key)
    connection.execute(delete(IDEMPOTENCY_KEY).where(mine, IDEMPOTENCY_KEY.c.created_at <= now - KEPT_PERIOD))
    row: dict[str, object] = {
        "account_id": account_id,
        "key": key,
        "fingerprint": fingerprint,
        "status": _UNANSWERED,
        "body": "",
        "headers": {},
        "created_at": now,
    }
    taken = insert_new(connection, IDEMPOTENCY_KEY).on_conflict_do_nothing(index_elements=["account_id", "key"])
    if connection.execute(taken.returning(IDEMPOTENCY_KEY.c.key), [row]).first() is not None:
        return None
    kept = connection.execute(select(IDEMPOTENCY_KEY).where(mine)).one()
    if kept.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used with another request. Use a new key for a new request.")
    if kept.status == _UNANSWERED:
        raise AnswerNotKept("This was done already. Its answer held a secret, which is shown once and isn't kept.")
    return Answer(kept.status, kept.body, kept.headers)


def keep(connection: Connection, account_id: UUID, key: str, answer: Answer) -> None:
    """Keep the answer under the key that `take` took."""
    connection.execute(
        update(IDEMPOTENCY_KEY)
        .where(IDEMPOTENCY_KEY.c.account_id == account_id, IDEMPOTENCY_KEY.c.key == key)
        .values(status=answer.status, body=answer.body, headers=answer.headers)
    )
