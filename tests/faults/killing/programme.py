"""Killing a service again and again, at named steps and at random, while programs write to it; then judging."""

import random
import time
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, NullPool, create_engine, text

from services.sending.listing import MOST_DELIVERIES
from tests.faults.killing.cast import IMPORTER, Actor
from tests.faults.killing.importer import Importer
from tests.faults.killing.moving_clock import MovingClock
from tests.faults.killing.steps import STEPS, Capability, Step
from tests.faults.killing.tale import Tale, Tales
from tests.faults.killing.verdict_writes import contradictions
from tests.faults.killing.wire import Wire
from tests.faults.killing.wreck import Wreck, examine, looked_at
from tests.faults.killing.writer import Writer
from tests.faults.killing.zygote import Life, Zygote

REACHED_WITHIN_SECONDS = 120.0
"""How long a service may take to come to the step at which it dies."""

NUDGE = timedelta(seconds=20)
"""Where a step isn't reached at once, what the programs have just left becomes due: far less than any lease."""

FIRST_PATIENCE, PATIENCE = 1.0, 10.0
"""Seconds before the first nudge, and between two: a crowded machine must come to its beat in between."""

ONE_WHILE_STARTING = 8
"""One of so many random kills doesn't wait for the first answer; the very first does, so that something falls due."""

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=125), timedelta(minutes=50)
"""Between two lives: longer than every lease, and shorter than a reply may be late."""

BRIEF_PAUSE = timedelta(seconds=3)
"""Now and then so short that what was claimed is still claimed."""

SETTLED_WITHIN_SECONDS = 120.0

_UNSETTLED = (
    "SELECT count(*) FROM reminder WHERE state IN ('planned', 'sending')",
    "SELECT count(*) FROM reply WHERE state IN ('approved', 'sending')",
    "SELECT count(*) FROM import_batch WHERE state IN ('importing', 'undoing')",
    "SELECT count(*) FROM invitation WHERE next_flag_at <= :now",
    "SELECT count(*) FROM account WHERE next_digest_at <= :now",
)


@dataclass(slots=True)
class Struck:
    """How many kills came while each was under way: claimed and not settled, or being imported."""

    reminders: Counter[UUID] = field(default_factory=Counter[UUID])
    replies: Counter[UUID] = field(default_factory=Counter[UUID])
    imports: Counter[UUID] = field(default_factory=Counter[UUID])
    _seen: set[tuple[UUID, int]] = field(default_factory=set[tuple[UUID, int]])

    def add(self, wreck: Wreck) -> None:
        """Count what was under way. A claim that outlives several services is struck once."""
        self.reminders.update(one for one, _ in wreck.reminders - self._seen)
        self._seen |= wreck.reminders
        self.replies.update(wreck.replies)
        self.imports.update(wreck.imports)


@dataclass(slots=True)
class Programme:
    """One run on one database."""

    url: str
    zygote: Zygote
    clock: MovingClock
    actors: dict[str, Actor]
    seed: int
    tales: Tales = field(default_factory=Tales)
    struck: Struck = field(default_factory=Struck)
    births: list[datetime] = field(default_factory=list[datetime])
    named: Counter[str] = field(default_factory=Counter[str])
    at_random: int = 0
    while_starting: int = 0
    """How many of those came before the service had acknowledged anything in that life."""
    unreached: list[str] = field(default_factory=list[str])
    """Steps to which the service never came, or at which its wreck isn't what it should be."""
    contradicted: list[str] = field(default_factory=list[str])
    settled_at: datetime | None = None
    _chance: random.Random = field(default_factory=random.Random)
    _writers: list[Writer] = field(default_factory=list[Writer])
    _importer: Importer | None = None
    _checked: dict[int, int] = field(default_factory=dict[int, int])
    _wreck: Wreck | None = None

    def __post_init__(self) -> None:
        self._chance.seed(self.seed)
        for number, actor in enumerate(self.actors.values()):
            own_chance = random.Random(self.seed + number)  # noqa: S311 - dice, not a secret
            if actor.name == IMPORTER:
                self._importer = Importer(actor, self.clock, self.tales, own_chance)
            else:
                self._writers.append(Writer(actor, self.clock, self.tales, own_chance))

    @property
    def kills(self) -> int:
        """How often the service was killed so far."""
        return self.named.total() + self.at_random

    def run(self, *, each_step: int, at_random: int, steps: Sequence[Step] = STEPS) -> None:
        """Kill at each of the steps so many times, and so many times at random, in a shuffled order."""
        rounds: list[Step | None] = [*steps] * each_step + [None] * at_random
        self._chance.shuffle(rounds)
        # First one in which something is left that falls due.
        self._kill_at_random()
        for step in rounds:
            if step is None:
                self._kill_at_random()
            else:
                self._kill_at(step)
        self._let_everything_settle()

    def _kill_at(self, step: Step) -> None:
        if "park" in step.place and not (self._wreck is not None and self._wreck.replies):
            # What is parked was left by somebody who was killed while sending.
            self._kill_at(next(other for other in STEPS if other.variant == "dot"))
        self._pause_before(step)
        with self._living(step) as (life, programs):
            gives_up_at, patience = time.monotonic() + REACHED_WITHIN_SECONDS, FIRST_PATIENCE
            while not life.has_ended(within=patience):
                _raise_if_broken(programs)
                if time.monotonic() > gives_up_at:
                    self.unreached.append(step.name)
                    return
                self.clock.forward(NUDGE)
                patience = PATIENCE
        if step.leaves and not getattr(self._wreck, step.leaves):
            self.unreached.append(f"{step.name}, or it left no {step.leaves} under way")
        self.named[step.name] += 1

    def _kill_at_random(self) -> None:
        self._pause_before(None)
        answered = self.tales.answered
        with self._living(None) as (_, programs):
            # Most kills are to hit a service at work; one that only starts is hit now and then.
            if self.at_random % ONE_WHILE_STARTING != ONE_WHILE_STARTING - 3:
                self._await_answer(answered, programs)
            time.sleep(self._chance.uniform(0.03, 0.7))
            self.while_starting += self.tales.answered == answered
        self.at_random += 1

    def _await_answer(self, answered: int, programs: "list[Future[None]]") -> None:
        """Wait until something has been acknowledged in this life."""
        gives_up_at = time.monotonic() + REACHED_WITHIN_SECONDS
        while self.tales.answered == answered:
            _raise_if_broken(programs)
            if time.monotonic() > gives_up_at:
                self.unreached.append("the first answer")
                return
            time.sleep(0.005)

    def _pause_before(self, step: Step | None) -> None:
        if step is not None and step.capability is Capability.PLAN and self._wreck is not None:
            due_at = datetime.fromtimestamp(self._wreck.next_digest_at, UTC)
            self.clock.set(max(due_at + timedelta(seconds=1), self.clock() + SHORTEST_PAUSE))
        elif step is None and self._chance.random() < 0.3:
            self.clock.forward(BRIEF_PAUSE)
        else:
            self.clock.forward(SHORTEST_PAUSE + (LONGEST_PAUSE - SHORTEST_PAUSE) * self._chance.random() ** 2)

    @contextmanager
    def _living(self, step: Step | None) -> Generator[tuple[Life, "list[Future[None]]"]]:
        """One life of the service, with programs that write to it, from its birth to its examined wreck."""
        self.clock.is_armed = step is not None and step.feed is None
        # Read before it starts: it may have flagged something before we look at the clock again.
        self.births.append(self.clock())
        life = self.zygote.bear(None if step is None else STEPS.index(step))
        programs: list[Future[None]] = []
        with ThreadPoolExecutor(len(self._writers) + 1) as pool:
            try:
                programs += self._set_to_work(pool, life.port, step)
                yield life, programs
            finally:
                life.kill()
        for program in programs:
            program.result()
        self._examine()

    def _set_to_work(self, pool: ThreadPoolExecutor, port: int, step: Step | None) -> "list[Future[None]]":
        feed = None if step is None else step.feed
        is_of_imports = step is not None and step.capability is Capability.IMPORT
        requests = 100 if step is None else 6
        feeder = None if feed is None or is_of_imports else self._chance.choice(self._writers)
        works = [
            pool.submit(writer.live, port, requests=requests, feed=feed if writer is feeder else None)
            for writer in self._writers
        ]
        if self._importer is not None and (is_of_imports or (step is None and self._chance.random() < 0.25)):
            works.append(pool.submit(self._importer.live, port, requests=20, feed=feed if is_of_imports else None))
        return works

    def _examine(self) -> None:
        """What was acknowledged in this life is looked for at once; at the end, everything is once more."""
        with looked_at(self.url) as connection:
            self._wreck = examine(connection)
            self.struck.add(self._wreck)
            self.contradicted += contradictions(connection, self._written_since())

    def _written_since(self) -> list[Tale]:
        written: list[Tale] = []
        for place, tale in enumerate(self.tales.invitations):
            weight = tale.told.total() + tale.in_doubt.total()
            if self._checked.get(place) != weight:
                self._checked[place] = weight
                written.append(tale)
        return written

    def _let_everything_settle(self) -> None:
        """One life without a kill, in which every lease has run out and whatever is due is done."""
        self.clock.is_armed = False
        self.clock.forward(SHORTEST_PAUSE)
        self.births.append(self.clock())
        life = self.zygote.bear(None)
        try:
            self._wait_until_settled()
            self.contradicted += self._not_asked_about(life.port)
        finally:
            life.kill()

    def _wait_until_settled(self) -> None:
        gives_up_at = time.monotonic() + SETTLED_WITHIN_SECONDS
        engine = create_engine(self.url, poolclass=NullPool)
        while True:
            now = self.clock()
            with engine.connect() as connection:
                left = _unsettled(connection, now)
            if not any(left):
                self.settled_at = now
                return
            if time.monotonic() > gives_up_at:
                # Judged as it is: what is still unsettled counts as lost.
                self.settled_at = now
                return
            time.sleep(0.1)

    def _not_asked_about(self, port: int) -> list[str]:
        """The replies of unknown outcome that the interface doesn't show to their person.

        It lists the newest; who has more than that, which takes a programme like this one, finds each by itself.
        """
        shown = set[str]()
        for actor in self.actors.values():
            with closing(Wire(port, actor.token)) as wire:
                listed = wire.ask("GET", "/deliveries").body["items"]
                shown |= {item["reply_id"] for item in listed if item["state"] == "outcome_unknown"}
                if len(listed) == MOST_DELIVERIES:
                    unlisted = [reply for reply in self.struck.replies if str(reply) not in shown]
                    shown |= set(_unknown_among(wire, unlisted))
        hidden = [reply for reply in self.struck.replies if str(reply) not in shown]
        return [f"reply {reply}: its outcome isn't asked about" for reply in hidden]


def _unknown_among(wire: Wire, replies: list[UUID]) -> Generator[str]:
    for reply in replies:
        found = wire.ask("GET", f"/replies/{reply}").body
        if found.get("state") == "outcome_unknown":
            yield str(reply)


def _unsettled(connection: Connection, now: datetime) -> list[int]:
    # SQLite compares instants as the text that they are stored as.
    given = now if connection.dialect.name == "postgresql" else now.replace(tzinfo=None).isoformat(" ")
    return [
        connection.execute(text(query), {"now": given} if ":now" in query else {}).scalar_one() for query in _UNSETTLED
    ]


def _raise_if_broken(programs: "list[Future[None]]") -> None:
    for program in programs:
        if program.done():
            program.result()
