"""The state machine: anything that may happen to an account, in any order, beside the reference of what should be."""

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services import tracking
from services.imports import importing
from tests.conftest import START, Person
from tests.faults.inputs.living import Life, id_of
from tests.faults.inputs.reference import LEVELS, OWED, Known, owed_by

LONGEST = timedelta(days=90)
"""Within which no clock is changed for the summer."""

_COMPANIES = st.sampled_from(("Acme", "Birch", "Cedar", "Dune"))
_KINDS = st.sampled_from(("accept", "decline", "reschedule", "hold", "withdraw"))


class Account(RuleBasedStateMachine):
    """One account's life."""

    life: ClassVar[Life]
    steps: ClassVar[Counter[str]]

    @initialize()
    def begin(self) -> None:
        """Somebody new, on the Monday on which every test begins."""
        self.life.clock.set(START)
        self.ada: Person = self.life.somebody_new()
        self.known: dict[UUID, Known] = {}
        self.imports: dict[str, list[UUID]] = {}
        self.people: dict[UUID, list[str]] = {}
        self.files = 0
        self.told: set[str] = set()

    def ask(self, method: str, path: str, **sent: Any) -> Any:
        self.steps[method] += 1
        return self.life.ask(self.ada, method, path, **sent)

    def _one(self, number: int, *, deleted: bool = False) -> tuple[UUID, Known] | None:
        found = [(key, one) for key, one in self.known.items() if one.is_deleted is deleted]
        return found[number % len(found)] if found else None

    def _changed(self, key: UUID, *told: str) -> None:
        """It has a new version, and its history says why."""
        one = self.known[key]
        one.history += told
        version = self.ask("GET", f"/invitations/{key}").json()["version"]
        assert version > one.version, (key, told)
        one.version = version
        self._history_is_whole(key)

    def _history_is_whole(self, key: UUID) -> None:
        events = self.ask("GET", f"/invitations/{key}/events", params={"limit": 200}).json()["items"]
        silent = {"flagged", "deadline_changed"}
        told = sorted(one["type"] for one in events if one["type"] not in silent)
        assert told == sorted(self.known[key].history), (key, told)

    @rule(company=_COMPANIES, hours=st.integers(0, 150), stated=st.none() | st.integers(-20, 150))
    def record(self, company: str, hours: int, stated: int | None) -> None:
        now = self.life.clock()
        one = Known(company, now - timedelta(hours=hours), None if stated is None else now + timedelta(hours=stated))
        body: dict[str, Any] = {"company": company, "received_at": one.received_at.isoformat()}
        if one.stated is not None:
            body["respond_by"] = one.stated.isoformat()
        key = id_of(self.ask("POST", "/invitations", json=body))
        self.known[key] = one
        self._changed(key, "recorded")

    @rule(number=st.integers(0, 9), words=st.sampled_from(("a", "b")))
    def edit(self, number: int, words: str) -> None:
        if (found := self._one(number)) is None:
            return
        key, one = found
        notes = f"{words} {one.version}"
        stale = self.ask("PATCH", f"/invitations/{key}", json={"notes": notes}, headers={"If-Match": '"999999"'})
        assert stale.status_code == 412
        tags = f'"999999", "{one.version}"'
        assert (
            self.ask("PATCH", f"/invitations/{key}", json={"notes": notes}, headers={"If-Match": tags}).status_code
            == 200
        )
        self._changed(key, "edited")

    @rule(number=st.integers(0, 9), kind=_KINDS, hours=st.integers(1, 60))
    def answer(self, number: int, kind: str, hours: int) -> None:
        if (found := self._one(number)) is None:
            return
        key, one = found
        if one.before and one.before[-1][2] == kind:
            # The same answer once more corrects the last one, which is another rule.
            return
        promised = self.life.clock() + timedelta(hours=hours)
        body = {"kind": kind, **({"promised_by": promised.isoformat()} if kind == "hold" else {})}
        answer = self.ask("PUT", f"/invitations/{key}/answer", json=body)
        assert (answer.status_code == 200) is one.takes(kind), (one, kind, answer.text)
        if answer.status_code == 200:
            one.answer(kind, promised)
            self._changed(key, "answered")
        else:
            assert answer.status_code == 409

    @rule(number=st.integers(0, 9))
    def undo(self, number: int) -> None:
        if (found := self._one(number)) is None:
            return
        key, one = found
        undone = self.ask("DELETE", f"/invitations/{key}/answer")
        assert undone.status_code == (200 if one.before else 409), undone.text
        if one.before:
            one.undo()
            self._changed(key, "answer_undone")

    @rule(number=st.integers(0, 9), kinds=st.sampled_from((("hold",), ("hold", "decline"), ("accept", "withdraw"))))
    def answer_and_think_better_of_it(self, number: int, kinds: tuple[str, ...]) -> None:
        for kind in kinds:
            self.answer(number=number, kind=kind, hours=40)
        self.undo(number=number)

    @rule(number=st.integers(0, 9))
    def send_a_reply_by_hand(self, number: int) -> None:
        if (found := self._one(number)) is None or not found[1].takes("decline"):
            return
        key, one = found
        drafted = id_of(self.ask("POST", f"/invitations/{key}/replies", json={"kind": "decline"}))
        one.history.append("reply_drafted")
        assert self.ask("GET", f"/invitations/{key}").json()["status"] == one.status, "a draft is no answer"
        assert self.ask("POST", f"/replies/{drafted}/sent").status_code == 200
        one.answer("decline")
        self._changed(key, "reply_sent", "answered")

    @rule(number=st.integers(0, 9), hours=st.integers(1, 90))
    def snooze(self, number: int, hours: int) -> None:
        if (found := self._one(number)) is None:
            return
        key, one = found
        until = self.life.clock() + timedelta(hours=hours)
        snoozed = self.ask("PUT", f"/invitations/{key}/snooze", json={"until": until.isoformat()})
        assert snoozed.status_code == (200 if one.status in OWED else 409), snoozed.text
        if snoozed.status_code == 200:
            one.snoozed_until = until
            self._changed(key, "snoozed")

    @rule(number=st.integers(0, 9))
    def delete_and_restore(self, number: int) -> None:
        if (found := self._one(number)) is None:
            return
        key = found[0]
        assert self.ask("DELETE", f"/invitations/{key}").status_code == 204
        assert self.ask("GET", f"/invitations/{key}").status_code == 404
        assert self.ask("POST", f"/invitations/{key}/restoration").status_code == 200
        self._changed(key, "deleted", "restored")

    @rule(number=st.integers(0, 9))
    def delete(self, number: int) -> None:
        if (found := self._one(number)) is None:
            return
        assert self.ask("DELETE", f"/invitations/{found[0]}").status_code == 204
        found[1].is_deleted = True
        found[1].history.append("deleted")

    @rule(count=st.integers(1, 3), stops=st.booleans())
    def import_a_file(self, count: int, stops: bool) -> None:
        now = self.life.clock()
        self.files += 1
        names = [f"Firm {self.files} {number}" for number in range(count)]
        rows = "".join(f"{name},{now.isoformat()}\n" for name in names)
        upload = {"file": ("list.csv", f"Company,Received\n{rows}".encode(), "text/csv")}
        batch = self.ask("POST", "/imports", files=upload).json()["id"]
        if stops:
            self.life.database.threads.write(importing.confirm, self.ada.id, UUID(batch), now=now)
            self.life.restart()
            self.life.pass_time(0.1)
        for _ in range(2):
            done = self.ask("POST", f"/imports/{batch}/confirmation")
            assert done.json()["state"] == "imported", done.text
        self.imports[batch] = []
        for item in self.ask("GET", "/invitations", params={"limit": 200}).json()["items"]:
            if item["company"] in names:
                key = UUID(item["id"])
                self.known[key] = Known(item["company"], now, None)
                self.imports[batch].append(key)
                self._changed(key, "imported")
        assert len(self.imports[batch]) == count

    @precondition(lambda self: self.imports)
    @rule(number=st.integers(0, 9))
    def undo_an_import(self, number: int) -> None:
        batch = list(self.imports)[number % len(self.imports)]
        undone = self.ask("DELETE", f"/imports/{batch}")
        assert undone.json()["state"] == "undone", undone.text
        for key in self.imports.pop(batch):
            if self.known[key].history == ["imported"]:
                del self.known[key]

    @rule(name=st.sampled_from(("Cleo", "Dora")))
    def meet(self, name: str) -> None:
        key = id_of(self.ask("POST", "/contacts", json={"name": name}))
        self.people[key] = []
        note = f"first {name}"
        id_of(self.ask("POST", f"/contacts/{key}/touchpoints", json={"note": note}))
        self.people[key].append(note)

    @precondition(lambda self: self.life.clock() < START + LONGEST)
    @rule(hours=st.sampled_from((0.1, 1, 5, 11, 24, 30, 72)))
    def time_passes(self, hours: float) -> None:
        self.life.pass_time(hours)

    @rule()
    def a_tick(self) -> None:
        before = len(self.life.outbox.messages)
        self.life.tick()
        for message in self.life.outbox.messages[before:]:
            assert message.id not in self.told, "it was sent before"
            self.told.add(message.id)
            for key in owed_by(message.payload):
                one = self.known[key]
                assert one.status in OWED, (message.subject, one)
                assert not one.is_deleted, (message.subject, one)
        for key, one in self.known.items():
            level = one.attention(self.life.clock())
            if not one.is_deleted and level in LEVELS:
                events = self.ask("GET", f"/invitations/{key}/events", params={"limit": 200}).json()["items"]
                flagged = [event["detail"]["level"] for event in events if event["type"] == "flagged"]
                assert flagged, (one, level)
                assert flagged[-1] == level, (one, level, flagged)

    @rule()
    def the_scheduler_is_put_down_after_planning(self) -> None:
        self.life.stop_after_planning()

    @rule()
    def the_scheduler_is_put_down_after_claiming(self) -> None:
        self.life.stop_after_claiming()

    @precondition(lambda self: self.life.clock() < START + LONGEST)
    @rule()
    def what_is_in_the_schedulers_hands_is_answered_before_it_leaves(self) -> None:
        self.life.stop_after_planning()
        if not self.life.stop_after_claiming():
            return
        ledger = self.ask("GET", "/reminders", params={"limit": 200}).json()["items"]
        claimed = {line["invitation_id"] for line in ledger if line["state"] == "sending"} - {None}
        for key in map(UUID, claimed):
            if self.known[key].takes("decline"):
                assert self.ask("PUT", f"/invitations/{key}/answer", json={"kind": "decline"}).status_code == 200
                self.known[key].answer("decline")
                self._changed(key, "answered")
        # The claim runs out, and somebody else takes it up.
        self.life.pass_time(0.1)
        self.a_tick()

    @rule(company=_COMPANIES)
    def a_request_is_put_down(self, company: str) -> None:
        self.life.stop_within(tracking.record, self.ada.owner, {"company": company})

    @invariant()
    def the_list_is_what_it_should_be(self) -> None:
        if not hasattr(self, "known"):
            return
        now = self.life.clock()
        page = self.ask("GET", "/invitations", params={"limit": 200}).json()
        shown = {
            UUID(item["id"]): tuple(item[name] for name in ("company", "status", "attention", "respond_by", "version"))
            for item in page["items"]
        }
        expected = {
            key: (one.company, one.status, one.attention(now), _written(one.respond_by), one.version)
            for key, one in self.known.items()
            if not one.is_deleted
        }
        assert shown == expected

    @invariant()
    def nobody_is_reminded_of_what_is_answered_and_one_digest_comes_a_day(self) -> None:
        if not hasattr(self, "known"):
            return
        ledger = self.ask("GET", "/reminders", params={"limit": 200}).json()["items"]
        for line in ledger:
            # What is in somebody's hands is looked at once more before it leaves; what has left is looked at by a tick.
            if line["invitation_id"] is not None and line["state"] == "planned":
                one = self.known[UUID(line["invitation_id"])]
                assert one.status in OWED, (line, one)
                assert not one.is_deleted, line
        digests = Counter(line["local_on"] for line in ledger if line["kind"] == "digest")
        assert all(count == 1 for count in digests.values()), digests

    @invariant()
    def people_are_whom_was_met(self) -> None:
        if not hasattr(self, "people"):
            return
        shown = self.ask("GET", "/contacts", params={"limit": 200}).json()["items"]
        assert {UUID(one["id"]) for one in shown} == set(self.people)

    def teardown(self) -> None:
        if hasattr(self, "ada"):
            gone = self.ask("DELETE", "/me", json={"password": self.ada.password})
            assert gone.status_code == 204, gone.text


def _written(moment: Any) -> str:
    return moment.isoformat().replace("+00:00", "Z")
