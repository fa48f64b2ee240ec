"""Insights of any invitations at all: what the database counts is what counting one by one gives."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert

from core.database import Database
from core.ids import new_id
from core.vocabulary import Medium, Reason, ReplyKind, Status
from models.invitation import ANSWER, INVITATION
from services.insights.showing import show_insights
from tests.conftest import START, Person

NOW = START
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """One invitation and how it was answered, as a person would tell it."""

    received_at: datetime
    status: Status
    medium: Medium | None
    reason: Reason | None
    took: timedelta
    deadline: timedelta
    detour: timedelta | None
    """Since when, after the reply, there was another answer upon it."""

    @property
    def replied_at(self) -> datetime:
        return self.received_at + self.took

    @property
    def respond_by(self) -> datetime:
        return self.received_at + self.deadline


CASES = st.builds(
    Case,
    received_at=st.timedeltas(-12 * DAY, 130 * DAY).map(lambda since: NOW - since),
    status=st.sampled_from(Status),
    medium=st.none() | st.sampled_from([Medium.EMAIL, Medium.PHONE]),
    reason=st.none() | st.sampled_from([Reason.SALARY, Reason.TIMING]),
    took=st.timedeltas(-DAY, 20 * DAY) | st.sampled_from([n * HOUR for n in (0, 1, 4, 12, 24, 48, 96, 168, 336)]),
    deadline=st.timedeltas(timedelta(0), 9 * DAY),
    detour=st.none() | st.timedeltas(timedelta(0), 9 * DAY),
)

_KINDS = {
    Status.ACCEPTED: (ReplyKind.ACCEPT,),
    Status.DECLINED: (ReplyKind.DECLINE,),
    Status.RESCHEDULING: (ReplyKind.RESCHEDULE,),
    Status.WITHDRAWN: (ReplyKind.ACCEPT, ReplyKind.WITHDRAW),
    Status.HOLDING: (ReplyKind.HOLD,),
}


def _kinds(case: Case) -> tuple[ReplyKind, ...]:
    if case.detour is not None and case.status is Status.DECLINED:
        return (ReplyKind.RESCHEDULE, ReplyKind.DECLINE)
    if case.detour is not None and case.status is Status.RESCHEDULING:
        return (ReplyKind.ACCEPT, ReplyKind.RESCHEDULE)
    return _KINDS.get(case.status, ())


_AFTER = {
    ReplyKind.ACCEPT: Status.ACCEPTED,
    ReplyKind.RESCHEDULE: Status.RESCHEDULING,
}


def _store(connection: Connection, account: Any, cases: Sequence[Case]) -> None:
    connection.execute(delete(INVITATION))
    for case in cases:
        kinds = _kinds(case)
        last_at = case.replied_at + (case.detour or timedelta(0)) * (len(kinds) - 1) if kinds else None
        invitation = new_id(NOW)
        connection.execute(
            insert(INVITATION).values(
                account_id=account,
                id=invitation,
                company="Acme",
                medium=case.medium,
                received_at=case.received_at,
                respond_by=case.respond_by,
                respond_by_basis="policy",
                respond_by_facts={},
                due_soon_at=case.respond_by,
                ghosting_at=case.respond_by + 3 * DAY,
                status=case.status.value,
                answered_at=last_at,
                reason=case.reason,
                tags=[],
                created_at=NOW,
                updated_at=NOW,
            )
        )
        before, at = Status.AWAITING_REPLY, case.replied_at
        for kind in kinds:
            connection.execute(
                insert(ANSWER).values(
                    account_id=account,
                    id=new_id(NOW),
                    invitation_id=invitation,
                    kind=kind.value,
                    answered_at=at,
                    status_before=before.value,
                    created_at=NOW,
                )
            )
            before, at = _AFTER.get(kind, before), last_at or at


def _share(part: int, n: int) -> dict[str, Any]:
    return {"share": round(part / n, 4) if n >= 5 else None, "n": n}


def _naively(cases: Sequence[Case], zone: ZoneInfo) -> dict[str, Any]:
    """The same by counting on one's fingers."""
    replied = {Status.ACCEPTED, Status.DECLINED, Status.RESCHEDULING, Status.WITHDRAWN}
    answered = [case for case in cases if case.status in replied]
    owed = [case for case in cases if case.status in {Status.AWAITING_REPLY, Status.HOLDING}]
    ghosting = [case for case in owed if case.respond_by + 3 * DAY <= NOW]
    lapsed = [case for case in cases if case.status is Status.LAPSED]
    seconds = sorted(max(0, case.took // timedelta(seconds=1)) for case in answered)
    ghosted = len(ghosting) + len(lapsed)
    months: Counter[str] = Counter(f"{case.received_at.astimezone(zone):%Y-%m}" for case in cases)
    no = [case for case in answered if case.status in {Status.DECLINED, Status.WITHDRAWN} and case.reason]
    reasons = Counter((f"{case.received_at.astimezone(zone):%Y-%m}", case.reason) for case in no)
    return {
        "answered": len(answered),
        "owed": len(owed),
        "ghosting": len(ghosting),
        "quartiles": [seconds[math.ceil(len(seconds) * q / 4) - 1] if len(seconds) >= 5 else None for q in (1, 2, 3)],
        "day": _share(sum(one <= 86_400 for one in seconds), len(seconds)),
        "two_days": _share(sum(one <= 172_800 for one in seconds), len(seconds)),
        "on_time": _share(sum(case.replied_at <= case.respond_by for case in answered), len(answered)),
        "ghost_rate": _share(ghosted, ghosted + len(answered)),
        "months": dict(months),
        "reasons": dict(reasons),
        "kinds": dict(Counter(_kinds(case)[-1].value for case in cases if _kinds(case))),
        "histogram": seconds,
    }


@with_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=st.lists(CASES, max_size=25),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]),
)
def test_the_numbers_are_those_of_counting_one_by_one(
    database: Database, ada: Person, cases: list[Case], zone: str
) -> None:
    database.threads.write(_store, ada.id, cases)
    owner = replace(ada.owner, time_zone=zone)
    shown = database.threads.read(show_insights, owner, now=NOW, everything=True)
    naive = _naively(cases, ZoneInfo(zone))
    times = shown["reply_times"]
    assert {name: shown["counts"][name] for name in ("answered", "owed", "ghosting")} == {
        name: naive[name] for name in ("answered", "owed", "ghosting")
    }
    assert sum(shown["counts"].values()) - shown["counts"]["ghosting"] == 2 * len(cases)
    names = ("lower_quartile_seconds", "median_seconds", "upper_quartile_seconds")
    assert [times[name] for name in names] == naive["quartiles"]
    assert (times["within_24_h"], times["within_48_h"]) == (naive["day"], naive["two_days"])
    assert (shown["on_time"], shown["ghost_rate"]) == (naive["on_time"], naive["ghost_rate"])
    months = {month["month"]: month["invitations"] for month in shown["by_month"] if month["invitations"]}
    assert months == naive["months"]
    reasons = {(month["month"], one["reason"]): one["n"] for month in shown["by_month"] for one in month["reasons"]}
    assert reasons == naive["reasons"]
    assert {one["kind"]: one["n"] for one in shown["answers"]} == naive["kinds"]
    for bucket in times["histogram"] or []:
        low = -1 if bucket["from_seconds"] == 0 else bucket["from_seconds"]
        high = math.inf if bucket["to_seconds"] is None else bucket["to_seconds"]
        assert bucket["n"] == sum(low < one <= high for one in naive["histogram"])


@with_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(CASES, min_size=5, max_size=25))
def test_the_media_and_the_months_add_up_to_the_whole(database: Database, ada: Person, cases: list[Case]) -> None:
    database.threads.write(_store, ada.id, cases)
    shown = database.threads.read(show_insights, ada.owner, now=NOW, everything=True)
    for name in ("invitations", "answered"):
        assert sum(one[name] for one in shown["by_medium"]) == shown["counts"][name]
        assert sum(one[name] for one in shown["by_month"]) == shown["counts"][name]
    assert sum(one["timed"] for one in shown["by_medium"]) == shown["reply_times"]["n"]
    replied = {Status.ACCEPTED, Status.DECLINED, Status.RESCHEDULING, Status.WITHDRAWN}
    for one in shown["by_medium"]:
        of_it = [case for case in cases if case.medium == one["medium"] and case.status in replied]
        seconds = sorted(max(0, case.took // timedelta(seconds=1)) for case in of_it)
        assert one["median_seconds"] == (seconds[(len(seconds) + 1) // 2 - 1] if len(seconds) >= 5 else None)
