"""Candidates as rows of the tables, in the very form in which they are stored. What is costly is done once for many.

A row is a tuple in the order of the table's columns, holding text and numbers alone, as SQLAlchemy's types would write
them to SQLite and as PostgreSQL reads them from COPY: keys in hexadecimal, instants in UTC, JSON as text.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from core.ids import new_ids
from core.vocabulary import OWED_STATUSES, Attention, EventType, RespondByBasis, Status
from intake.candidate import Candidate, Problem, ProblemSeverity
from intake.wording import Wording, told
from models.account import Owner
from models.business_days import Policy
from models.deadline import EARLIEST, LATEST, Deadline, decide
from models.invitation import EVENT, INVITATION
from models.local_time import is_in_calendar
from services import history
from services.planning import clock_from

__all__ = ["EVENT_COLUMNS", "INVITATION_COLUMNS", "RowMaker", "Rows", "calendar_problem", "identity", "what_is_stated"]

INVITATION_COLUMNS = tuple(column.name for column in INVITATION.c)
EVENT_COLUMNS = tuple(column.name for column in EVENT.c)

_MEMORY = 20_000

Row = tuple[Any, ...]


class Rows(NamedTuple):
    """Rows ready to be stored, and the first and last of their keys."""

    invitations: list[Row]
    events: list[Row]
    first_id: UUID
    last_id: UUID


class _Standing(NamedTuple):
    """Where the clock of an owed answer stands: a function of its deadline alone, the account and `now` being given."""

    respond_by: str
    due_soon_at: str
    ghosting_at: str
    flagged: int
    next_flag_at: str | None
    passed: tuple[Attention, ...]


class _Deadline(NamedTuple):
    basis: str
    facts: str
    standing: _Standing


class _ByPolicy(NamedTuple):
    """What the policy decides for all that is received on one local date; the facts are cut where the time stands."""

    facts_before: str
    facts_after: str
    standing: _Standing


def identity(candidate: Candidate) -> str:
    """What a row without an external id is known again by: the id in our own export, else a hash of its content."""
    if candidate.invitation_id is None:
        return candidate.content_hash
    return blake2b(f"invitation {candidate.invitation_id}".encode(), digest_size=16).hexdigest()


def what_is_stated(candidate: Candidate, policy: Policy) -> dict[str, datetime | date | None]:
    """The columns `stated_at`, `stated_on` and `promised_at` that a candidate's deadline comes to.

    Our own export says what decided a deadline: one by policy, or brought forward by the interview, is decided anew;
    a promise stays one. Every other file's deadline is what the employer stated.

    What was stated behind a deadline that the beginning of the interview brought forward isn't exported; whatever lies
    later comes to the same deadline.
    """
    value, basis = candidate.respond_by, candidate.respond_by_basis
    columns: dict[str, datetime | date | None] = {"stated_at": None, "stated_on": None, "promised_at": None}
    if value is None or basis is RespondByBasis.POLICY:
        return columns
    if basis is RespondByBasis.BEFORE_INTERVIEW:
        interview_at = candidate.interview_at
        if isinstance(value, datetime) and interview_at is not None and value == interview_at:
            by_policy = decide(policy, received_at=candidate.received_at, interview_at=interview_at)
            if by_policy.respond_by != value:
                columns["stated_at"] = value + _LATER
        return columns
    if not isinstance(value, datetime):
        columns["stated_on"] = value
    elif basis is RespondByBasis.PROMISED:
        columns["promised_at"] = value
    else:
        columns["stated_at"] = value
    return columns


def calendar_problem(candidate: Candidate, words: Wording) -> Problem | None:
    """What is wrong with a row whose dates lie where no deadline can be reckoned; preview and import both leave it."""
    if (
        EARLIEST <= candidate.received_at <= LATEST
        and candidate.interview_at is None
        and candidate.respond_by is None
        and candidate.answered_at is None
    ):
        return None
    for field in ("received_at", "interview_at", "respond_by", "answered_at"):
        value = getattr(candidate, field)
        if value is not None and not is_in_calendar(value):
            return Problem(
                candidate.line,
                field,
                value.isoformat(),
                words.say(told("dates.too_far")),
                ProblemSeverity.ERROR,
            )
    return None


class RowMaker:
    """Makes the rows of one import. `now` is frozen for all of them."""

    def __init__(self, owner: Owner, batch_id: UUID, *, now: datetime) -> None:
        self._owner = owner
        self._policy = owner.policy
        self._zone = owner.zone
        self._now = now
        self._account = owner.id.hex
        self._batch = batch_id.hex
        self._at = _instant(now)
        self._imported = json.dumps({"import_id": str(batch_id)})
        self._flagged = {level: json.dumps({"level": level.value, "announced": False}) for level in Attention}
        self._by_policy: dict[str, _ByPolicy] = {}
        self._standings: dict[datetime, _Standing] = {}
        self._tags: dict[tuple[str, ...], str] = {(): "[]"}

    def make(self, candidates: Sequence[Candidate]) -> Rows:
        """The rows of some new invitations, and of their history: imported, and silently what had passed by then."""
        keys = new_ids(self._now, len(candidates))
        events: list[Row] = []
        flags: list[tuple[str, tuple[Attention, ...]]] = []
        invitations = [
            self._row(candidate, key.hex, events, flags) for candidate, key in zip(candidates, keys, strict=True)
        ]
        if flags:
            events += self._flag_events(flags)
        return Rows(invitations, events, keys[0], keys[-1])

    @staticmethod
    def known_by(candidate: Candidate) -> str:
        """What tells this row from every other of its file."""
        if candidate.external_id is None or candidate.invitation_id is not None:
            return identity(candidate)
        return f"{candidate.source} {candidate.external_id}"

    def _row(
        self,
        candidate: Candidate,
        key: str,
        events: list[Row],
        flags: list[tuple[str, tuple[Attention, ...]]],
    ) -> Row:
        (
            _, company, role, medium, contact_name, contact_email, location, form, interview_at, received_at,
            respond_by, _, job_url, salary, notes, tags, source, external_id, status, reason, answered_at, _, _,
        ) = candidate  # fmt: skip
        stated_at = stated_on = promised_at = None
        if respond_by is None and interview_at is None:
            deadline = self._policy_deadline(received_at)
        else:
            stated = what_is_stated(candidate, self._policy)
            stated_at, stated_on, promised_at = stated["stated_at"], stated["stated_on"], stated["promised_at"]
            deadline = self._decided(candidate, stated)
        standing = deadline.standing
        owes = status in OWED_STATUSES
        # The key is the invitation's own: among events it is as unique, and it comes before those made after it.
        events.append((self._account, key, key, self._at, _IMPORTED, history.IMPORT, self._imported))
        if owes and standing.passed:
            flags.append((key, standing.passed))
        return (
            self._account, key, company, role, _word(medium), contact_name, contact_email, location, _word(form),
            _instant_or_none(interview_at), _instant(received_at), _instant_or_none(stated_at),
            None if stated_on is None else stated_on.isoformat(), _instant_or_none(promised_at),
            standing.respond_by, deadline.basis, deadline.facts, standing.due_soon_at, standing.ghosting_at,
            standing.flagged if owes else 0, standing.next_flag_at if owes else None, 0, None,
            _WORDS[status], _instant_or_none(answered_at), _word(reason), job_url, salary, notes,
            self._tags.get(tags) or self._tags_of(tags), source, external_id, identity(candidate), None, None, None,
            self._batch, None, 1, self._at, self._at,
        )  # fmt: skip

    def _policy_deadline(self, received_at: datetime) -> _Deadline:
        wall = received_at.astimezone(self._zone).isoformat()[:16]
        by_policy = self._by_policy.get(wall[:10])
        if by_policy is None:
            by_policy = self._decide_by_policy(received_at, wall)
        return _Deadline(_POLICY, f"{by_policy.facts_before}{wall}{by_policy.facts_after}", by_policy.standing)

    def _decide_by_policy(self, received_at: datetime, wall: str) -> _ByPolicy:
        if len(self._by_policy) >= _MEMORY:
            self._by_policy.clear()
        deadline = decide(self._policy, received_at=received_at)
        before, after = json.dumps(deadline.facts | {"received": _CUT}).split(_CUT)
        by_policy = self._by_policy[wall[:10]] = _ByPolicy(before, after, self._standing(deadline))
        return by_policy

    def _decided(self, candidate: Candidate, stated: Mapping[str, datetime | date | None]) -> _Deadline:
        promised = stated["promised_at"]
        deadline = decide(
            self._policy,
            received_at=candidate.received_at,
            interview_at=candidate.interview_at,
            stated=stated["stated_at"] or stated["stated_on"],
            promised=promised if isinstance(promised, datetime) else None,
        )
        return _Deadline(_WORDS[deadline.basis], json.dumps(deadline.facts), self._standing(deadline))

    def _standing(self, deadline: Deadline) -> _Standing:
        standing = self._standings.get(deadline.respond_by)
        if standing is not None:
            return standing
        if len(self._standings) >= _MEMORY:
            self._standings.clear()
        clock = clock_from(deadline, status=Status.AWAITING_REPLY, is_deleted=False, owner=self._owner, now=self._now)
        standing = self._standings[deadline.respond_by] = _Standing(
            _instant(deadline.respond_by),
            _instant(deadline.due_soon_at),
            _instant(deadline.ghosting_at),
            clock.columns["flagged"],
            _instant_or_none(clock.columns["next_flag_at"]),
            clock.passed,
        )
        return standing

    def _tags_of(self, tags: tuple[str, ...]) -> str:
        if len(self._tags) >= _MEMORY:
            self._tags.clear()
        written = self._tags[tags] = json.dumps(tags)
        return written

    def _flag_events(self, flags: list[tuple[str, tuple[Attention, ...]]]) -> list[Row]:
        keys = iter(new_ids(self._now, sum(len(passed) for _, passed in flags)))
        return [
            (self._account, key, next(keys).hex, self._at, _FLAGGED, history.IMPORT, self._flagged[level])
            for key, passed in flags
            for level in passed
        ]


_LATER = timedelta(minutes=1)
_CUT = "@"
_IMPORTED = EventType.IMPORTED.value
_FLAGGED = EventType.FLAGGED.value
_POLICY = RespondByBasis.POLICY.value


class _Words(dict[Any, str]):
    """The plain text of an enumeration's member: the driver takes that without asking what it is."""

    def __missing__(self, word: Any) -> str:
        written = self[word] = str(word.value)
        return written


_WORDS = _Words()


def _word(word: Any) -> str | None:
    return None if word is None else _WORDS[word]


def _instant(instant: datetime) -> str:
    # Always in UTC here: the offset is cut off, as SQLAlchemy leaves it out on SQLite.
    return instant.isoformat(" ", "microseconds")[:26]


def _instant_or_none(instant: Any) -> str | None:
    return None if instant is None else instant.isoformat(" ", "microseconds")[:26]
