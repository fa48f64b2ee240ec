"""The scenes of the demonstration that are over: every way in which an invitation can end, and the people who stay."""

from collections.abc import Callable
from datetime import time

from core.vocabulary import Medium, Reason, ReplyKind, Status, Tone
from services.answering import Given
from services.briefing import Wish
from services.demonstration.demo_stage import Stage


def _declined_for_pay(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(6, time(16, 40)),
        *("Rhubarb Robotics", "Robotics Engineer"),
        medium="linkedin",
        contact_name="Sam Sorrel",
        salary="up to 52,000 €",
    )
    facts = {"my_salary": "65,000 €", "their_salary": "52,000 €", "keep_in_touch": True}
    stage.send(invitation, Wish(reason=Reason.SALARY, tone=Tone.WARM, facts=facts), at=stage.days_ago(5, time(10, 5)))


def _declined_for_another(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(4, time(11, 55)),
        *("Snowglobe Schools", "Learning Designer"),
        medium="email",
        contact_name="Tess Thistle",
        contact_email="tess@snowglobe.example",
    )
    given = Given(
        kind=ReplyKind.DECLINE,
        reason=Reason.ACCEPTED_OTHER_OFFER,
        answered_at=stage.days_ago(3, time(8, 50)),
        note="By telephone; she was glad to hear at once.",
    )
    stage.answer(invitation, given)


def _withdrawn(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(9, time(13, 25)),
        *("Toadstool Travel", "Mobile Developer"),
        medium="email",
        contact_name="Uma Umber",
        contact_email="uma@toadstool.example",
        format="video",
        interview_at=stage.days_ahead(4, time(10)),
    )
    stage.send(invitation, Wish(kind=ReplyKind.ACCEPT), at=stage.days_ago(8, time(9, 45)))
    wish = Wish(kind=ReplyKind.WITHDRAW, reason=Reason.STAYING_PUT, facts={"keep_in_touch": True})
    stage.send(invitation, wish, at=stage.days_ago(2, time(16)))


def _lapsed(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(10, time(17, 10)),
        *("Umbrella Unlimited", "Quality Engineer"),
        medium="portal",
        contact_name="Vera Velvet",
        notes="I never answered, and the position is filled.",
    )
    stage.edit(invitation, {"status": Status.LAPSED.value}, at=stage.days_ago(1, time(9, 20)))


def _called_off(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(5, time(14, 50)),
        *("Velvet Volcanoes", "Research Engineer"),
        medium="email",
        contact_name="Wim Willow",
        contact_email="wim@volcanoes.example",
    )
    stage.edit(invitation, {"status": Status.CANCELLED_BY_EMPLOYER.value}, at=stage.days_ago(4, time(12, 15)))


def _people_to_keep(stage: Stage) -> None:
    stage.know(
        "Xenia Xylo",
        spoke_at=stage.days_ago(66, time(16, 20)),
        medium=Medium.PHONE,
        note="Her team grows in spring.",
        email="xenia@yarrow.example",
        company="Yarrow Yachts",
        role="Head of Engineering",
        met_by=Medium.IN_PERSON.value,
        cadence_days=90,
    )
    stage.know(
        "Yuri Yew",
        spoke_at=stage.days_ago(12, time(12, 10)),
        medium=Medium.EMAIL,
        note="Sent me his article about queues.",
        email="yuri@zephyr.example",
        company="Zephyr Zoos",
        role="Recruiter",
        met_by=Medium.LINKEDIN.value,
        cadence_days=180,
    )


ENDINGS: tuple[Callable[[Stage], None], ...] = (
    _declined_for_pay,
    _declined_for_another,
    _withdrawn,
    _lapsed,
    _called_off,
    _people_to_keep,
)
"""They are played in this order, each from its own receipt on."""
