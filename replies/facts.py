"""What a letter may say: the facts of a brief as texts, ready for the gaps of a sentence.

A fact that isn't known, or is no longer true at `now`, isn't in the answer, and so no sentence can name it.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from core.vocabulary import Format, Reason, ReplyKind
from replies.brief import Brief
from replies.names import greeting_name, one_line
from replies.phrasebook import Phrasebook

LATE_AFTER = timedelta(hours=48)
"""The outer limit of an answer; past it one short apology is due (DOMAIN, section 3)."""

_DIGITS_OF_A_NUMBER = 5
_ANSWERING_KINDS = (ReplyKind.DECLINE, ReplyKind.HOLD, ReplyKind.RESCHEDULE, ReplyKind.ACCEPT)
_FLAT_FIELDS = ("company", "role", "my_salary", "their_salary", "place", "referral")


def known_facts(brief: Brief, words: Phrasebook, *, now: datetime) -> dict[str, str]:
    """The texts for the gaps, by the names of `replies.phrasebook.FIELDS`; only what is known."""
    facts = {
        **{field: one_line(getattr(brief, field)) for field in _FLAT_FIELDS},
        "about": (one_line(brief.keep_in_touch_about) or "").rstrip(" .!,;:"),
        "contact": greeting_name(brief.contact_name),
        "sender": one_line(brief.sender_name),
        "location": _meeting_place(brief),
        "work_mode": _entry(brief.work_mode, "work_mode", words),
        "contract_type": _entry(brief.contract_type, "contract_type", words),
        "hours": words.hours_in_words(brief.hours) if brief.hours and brief.hours > 0 else None,
        **_dated_facts(brief, words, now),
    }
    return {field: text for field, text in facts.items() if text}


def is_late(brief: Brief, *, now: datetime) -> bool:
    """Whether the reply owes the apology of a late one: past the deadline, or, unless the employer named it, over 48 h.

    An interview that was accepted has been answered, and keeping in touch answers nothing: neither is ever late.
    """
    if brief.kind not in _ANSWERING_KINDS or brief.is_accepted:
        return False
    is_past = brief.respond_by is not None and now > brief.respond_by
    if brief.is_stated and brief.respond_by is not None:
        return is_past
    return is_past or (brief.received_at is not None and now - brief.received_at > LATE_AFTER)


def hours_until_interview(brief: Brief, *, now: datetime) -> float | None:
    """Hours until the interview begins; None where that isn't known or is past."""
    if brief.interview_at is None or brief.interview_at <= now:
        return None
    return (brief.interview_at - now) / timedelta(hours=1)


def has_door(brief: Brief, facts: Mapping[str, str]) -> bool:
    """Whether the letter leaves a door open: the person asked for it, or named the day on which they could return."""
    return brief.keep_in_touch or (brief.reason is Reason.TIMING and "not_before" in facts)


def _dated_facts(brief: Brief, words: Phrasebook, now: datetime) -> dict[str, str | None]:
    today = now.astimezone(brief.zone).date()
    interview_at = brief.interview_at if hours_until_interview(brief, now=now) is not None else None
    return {
        "interview": words.dates.appointment(interview_at, zone=brief.zone, now=now) if interview_at else None,
        "promise": _promise(brief.promised_by, brief, words, now),
        "received_month": words.dates.month(brief.received_at.astimezone(brief.zone)) if brief.received_at else None,
        "spoke_month": words.dates.month(brief.spoke_at.astimezone(brief.zone)) if brief.spoke_at else None,
        # A day that has passed is no reason to wait for it.
        "not_before": words.dates.plain_day(brief.not_before)
        if brief.not_before is not None and brief.not_before > today
        else None,
    }


def _promise(promised_by: datetime | date | None, brief: Brief, words: Phrasebook, now: datetime) -> str | None:
    if isinstance(promised_by, datetime):
        return words.dates.deadline(promised_by, zone=brief.zone, now=now)
    return words.dates.day(promised_by, today=now.astimezone(brief.zone).date()) if promised_by else None


def _meeting_place(brief: Brief) -> str | None:
    """Where the interview takes place. Files often hold the job's town there, which is no place for a video call."""
    location = one_line(brief.location)
    if location is None:
        return None
    if brief.format is Format.VIDEO:
        return location if re.search(r"\w\.\w", location) else None
    if brief.format is Format.PHONE:
        return location if len(re.findall(r"\d", location)) >= _DIGITS_OF_A_NUMBER else None
    return location


def _entry(typed: str | None, field: str, words: Phrasebook) -> str | None:
    text = one_line(typed)
    return words.entry_in_words(field, text) if text else None
