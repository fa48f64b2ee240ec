"""The scenes of the demonstration: one invitation each, with companies and people that are plainly invented.

Together they show every level of attention, every part of the digest and every way in which an invitation can end.
"""

from collections.abc import Callable
from datetime import time, timedelta

from core.vocabulary import Attention, Reason, ReplyKind, Tone
from services.answering import Given
from services.briefing import Wish
from services.demonstration.demo_endings import ENDINGS
from services.demonstration.demo_stage import Stage


def _just_arrived(stage: Stage) -> None:
    stage.record(
        stage.received_for(Attention.ON_TRACK),
        *("Acme Rockets", "Data Engineer"),
        medium="email",
        contact_name="Ben Boulder",
        contact_email="ben@acme-rockets.example",
        format="video",
        salary="62,000 to 68,000 €",
        tags=["remote"],
    )


def _asked_on_linkedin(stage: Stage) -> None:
    stage.record(
        stage.received_for(Attention.ON_TRACK, nth=2),
        *("Bumblebee Bank", "Backend Developer"),
        medium="linkedin",
        contact_name="Cleo Clover",
        location="Berlin",
        notes="Found me by my talk about queues.",
    )


def _due_soon(stage: Stage) -> None:
    stage.record(
        stage.received_for(Attention.DUE_SOON),
        *("Cobblestone Cloud", "Site Reliability Engineer"),
        medium="email",
        contact_name="Dora Dale",
        contact_email="dora@cobblestone.example",
        format="video",
        job_url="https://cobblestone.example/jobs/sre",
    )


def _stated_by_the_employer(stage: Stage) -> None:
    stage.record(
        stage.days_ago(2, time(14, 5)),
        *("Dodo Deliveries", "Product Analyst"),
        medium="portal",
        contact_name="Emil Egret",
        respond_by=stage.stated_today(),
        notes="The portal closes at the end of the day.",
    )


def _before_the_interview(stage: Stage) -> None:
    stage.record(
        stage.received_for(Attention.ON_TRACK, nth=1),
        *("Eiderdown Energy", "Machine Learning Engineer"),
        medium="email",
        contact_name="Fay Finch",
        contact_email="fay@eiderdown.example",
        format="onsite",
        location="Hamburg, Speicherstadt 7",
        interview_at=stage.days_ahead(2, time(11)),
    )


def _overdue(stage: Stage) -> None:
    stage.record(
        stage.received_for(Attention.OVERDUE),
        *("Flamingo Freight", "Platform Engineer"),
        medium="email",
        contact_name="Gus Garnet",
        contact_email="gus@flamingo.example",
        salary="58,000 €",
    )


def _overdue_by_phone(stage: Stage) -> None:
    stage.record(
        stage.received_for(Attention.OVERDUE, nth=12),
        *("Gingerbread Games", "Gameplay Programmer"),
        medium="phone",
        contact_name="Hetty Hazel",
        notes="Called twice; likes to be called back.",
    )


def _ghosting(stage: Stage) -> None:
    stage.record(
        stage.received_for(Attention.GHOSTING),
        *("Hedgehog Health", "Full-Stack Developer"),
        medium="linkedin",
        contact_name="Ivo Ivory",
        tags=["agency"],
    )


def _ghosting_for_long(stage: Stage) -> None:
    stage.record(
        stage.received_for(Attention.GHOSTING, nth=25),
        *("Igloo Insurance", "Data Steward"),
        medium="email",
        contact_name="Jo Juniper",
        contact_email="jo@igloo.example",
    )


def _promise_that_runs(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(2, time(9, 40)),
        *("Jellyfish Journals", "Technical Writer"),
        medium="email",
        contact_name="Kai Kelp",
        contact_email="kai@jellyfish.example",
    )
    promised_by = stage.days_ahead(2, time(12))
    stage.send(
        invitation, Wish(kind=ReplyKind.HOLD, facts={"promised_by": promised_by}), at=stage.days_ago(1, time(15))
    )


def _promise_that_is_overdue(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(4, time(10, 20)),
        *("Kazoo Kitchens", "Engineering Manager"),
        medium="email",
        contact_name="Lea Lantern",
        contact_email="lea@kazoo.example",
    )
    promised_by = stage.days_ago(1, time(12))
    stage.send(
        invitation, Wish(kind=ReplyKind.HOLD, facts={"promised_by": promised_by}), at=stage.days_ago(3, time(16))
    )


def _promise_that_was_kept(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(8, time(11, 15)),
        *("Lighthouse Linen", "Web Developer"),
        medium="email",
        contact_name="Max Marble",
        contact_email="max@lighthouse.example",
    )
    promised_by = stage.days_ago(5, time(12))
    stage.send(
        invitation, Wish(kind=ReplyKind.HOLD, facts={"promised_by": promised_by}), at=stage.days_ago(7, time(9, 30))
    )
    wish = Wish(reason=Reason.ROLE_MISMATCH, tone=Tone.WARM, facts={"keep_in_touch": True})
    stage.send(invitation, wish, at=stage.days_ago(6, time(17)))


def _interview_ahead(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(5, time(9, 10)),
        *("Marmalade Mobility", "Senior Python Developer"),
        medium="email",
        contact_name="Nora Nettle",
        contact_email="nora@marmalade.example",
        format="video",
        location="meet.marmalade.example/nora",
        interview_at=stage.within_two_days(),
    )
    stage.send(invitation, Wish(kind=ReplyKind.ACCEPT), at=stage.days_ago(4, time(13)))


def _interview_next_week(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(3, time(15, 30)),
        *("Narwhal Networks", "Network Engineer"),
        medium="portal",
        contact_name="Olaf Olive",
        format="onsite",
        location="Bremen, Am Kai 3",
        interview_at=stage.days_ahead(6, time(14)),
    )
    stage.answer(invitation, Given(kind=ReplyKind.ACCEPT, answered_at=stage.days_ago(2, time(9, 5))))


def _reschedule_gone_quiet(stage: Stage) -> None:
    invitation = stage.record(
        stage.days_ago(7, time(10, 45)),
        *("Otter Optics", "Embedded Developer"),
        medium="email",
        contact_name="Pia Pebble",
        contact_email="pia@otter.example",
        format="phone",
        interview_at=stage.days_ago(3, time(11)),
    )
    stage.send(invitation, Wish(kind=ReplyKind.RESCHEDULE), at=stage.days_ago(6, time(14, 30)))


def _snoozed(stage: Stage) -> None:
    received = stage.received_for(Attention.DUE_SOON, nth=1)
    invitation = stage.record(
        received,
        *("Peppermint Post", "Database Administrator"),
        medium="email",
        contact_name="Quentin Quill",
        contact_email="quentin@peppermint.example",
        notes="Ask Ben about them first.",
    )
    stage.snooze(invitation, stage.days_ahead(1, time(9)), at=received + timedelta(minutes=45))


def _draft_unsent(stage: Stage) -> None:
    invitation = stage.record(
        stage.received_for(Attention.OVERDUE, nth=4),
        *("Quokka Quarries", "Geodata Analyst"),
        medium="email",
        contact_name="Rosa Rook",
        contact_email="rosa@quokka.example",
        location="Perth",
    )
    wish = Wish(reason=Reason.LOCATION, facts={"place": "Perth", "keep_in_touch": True})
    stage.draft(invitation, wish, at=stage.now - timedelta(hours=29))


SCENES: tuple[Callable[[Stage], None], ...] = (
    _just_arrived,
    _asked_on_linkedin,
    _due_soon,
    _stated_by_the_employer,
    _before_the_interview,
    _overdue,
    _overdue_by_phone,
    _ghosting,
    _ghosting_for_long,
    _promise_that_runs,
    _promise_that_is_overdue,
    _promise_that_was_kept,
    _interview_ahead,
    _interview_next_week,
    _reschedule_gone_quiet,
    _snoozed,
    _draft_unsent,
    *ENDINGS,
)
"""Every scene. They are played in this order, each from its own receipt on."""
