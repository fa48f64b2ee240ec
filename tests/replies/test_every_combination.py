"""Every combination of what a person can ask for, held to our own review: kind, reason, tone, language and options.

The axes are crossed in full, and the tests count that the letters are as many as the axes multiply to.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from core.vocabulary import Format, Reason, ReplyKind, Severity, Tone
from replies.brief import Brief
from replies.compose import compose, languages
from replies.review import count_words, review

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
INTERVIEW = NOW + timedelta(days=6, hours=5)
BERLIN = ZoneInfo("Europe/Berlin")

KINDS_WITH_REASON = (ReplyKind.DECLINE, ReplyKind.WITHDRAW)
CASES = (
    *product(KINDS_WITH_REASON, Reason),
    (ReplyKind.RESCHEDULE, Reason.PERSONAL),
    *((kind, Reason.UNDISCLOSED) for kind in ReplyKind if kind not in KINDS_WITH_REASON),
)
NAMES = (
    {"company": "Acme GmbH", "role": "Data Engineer", "contact_name": "Dr. Ada Example", "sender_name": "Ben Muster"},
    {"company": "Yahoo!", "role": "Head of Emergency Response (m/f/d)", "contact_name": "example, ada"},
    {"company": "Acme Inc.", "sender_name": "Ben Muster"},
    {"role": "Nurse", "contact_name": "ada@acme.example", "sender_name": "Ben"},
    {},
)
FACTS = (
    {},
    {
        "my_salary": "€80,000",
        "their_salary": "€65,000",
        "place": "Springfield",
        "work_mode": "remote",
        "contract_type": "permanent",
        "not_before": date(2027, 3, 1),
        "hours": 12,
    },
)
LATENESS = (NOW - timedelta(hours=3), NOW - timedelta(days=5))
DOORS = (False, True)
REFERRALS = (None, "Cleo Example, a colleague (cleo@example.org)")
INTERVIEWS = (
    {},
    {"interview_at": INTERVIEW, "format": Format.ONSITE, "location": "1 Main Street"},
    {"interview_at": INTERVIEW, "format": Format.VIDEO, "location": "https://meet.example/ada"},
    {"interview_at": INTERVIEW, "format": Format.PHONE},
    {"format": Format.OTHER},
)
WOVEN = {
    "en": "I hope that this reaches you in good time",
    "de": "ich hoffe, dass Sie dies rechtzeitig erreicht",
    "fr": "j'espère que ce message vous parviendra à temps",
    "es": "confío en que este mensaje llegue a tiempo",
}
OWN_REASONS = {
    "en": "I have decided to spend the coming year on my studies",
    "de": "ich habe beschlossen, das kommende Jahr meinem Studium zu widmen",
    "fr": "j'ai décidé de consacrer l'année à venir à mes études",
    "es": "he decidido dedicar el próximo año a mis estudios",
}
PROMISES = (date(2026, 11, 27), datetime(2026, 11, 27, 11, 0, tzinfo=UTC))
SLOTS = (
    (),
    tuple(INTERVIEW + timedelta(days=days) for days in (1, 2)),
    tuple(INTERVIEW + timedelta(days=d) for d in (1, 3, 7)),
)
THREADS = (None, "AW: Re: Your interview")


@dataclass(frozen=True, slots=True)
class Written:
    brief: Brief
    subject: str
    body: str


def options() -> tuple[tuple[object, ...], ...]:
    return tuple(product(NAMES, FACTS, LATENESS, DOORS, REFERRALS))


def briefs(language: str) -> Iterator[Brief]:
    """Each case in each tone with each combination of names, facts, lateness, door and referral.

    What matters to one kind only (details, interview, promise, alternatives, thread) and the variation go round with
    the count.
    """
    for count, ((kind, reason), tone, chosen) in enumerate(product(CASES, Tone, options())):
        names, facts, received_at, keep_in_touch, referral = chosen
        details = OWN_REASONS[language] if reason is Reason.OTHER else (WOVEN[language] if count % 7 == 0 else None)
        yield Brief(
            kind=kind,
            reason=reason,
            tone=tone,
            language=language,
            zone=BERLIN,
            received_at=received_at,
            keep_in_touch=keep_in_touch,
            referral=referral,
            details=details,
            promised_by=PROMISES[count % len(PROMISES)] if kind is ReplyKind.HOLD else None,
            slots=SLOTS[count % len(SLOTS)] if kind is ReplyKind.RESCHEDULE else (),
            is_accepted=kind is ReplyKind.WITHDRAW or count % 11 == 0,
            thread_subject=THREADS[count // 3 % len(THREADS)],
            variation=count // 5,
            **names,
            **facts,
            **INTERVIEWS[count % len(INTERVIEWS)],
        )


@pytest.fixture(scope="module", params=languages())
def written(request: pytest.FixtureRequest) -> tuple[Written, ...]:
    letters: list[Written] = []
    for brief in briefs(request.param):
        draft = compose(brief, now=NOW)
        letters.append(Written(brief, draft.subject, draft.body))
    return tuple(letters)


def test_the_letters_are_as_many_as_the_axes_multiply_to(written: tuple[Written, ...]) -> None:
    kinds_and_reasons = 2 * 16 + 1 + 4
    assert len(CASES) == kinds_and_reasons
    assert len(written) == kinds_and_reasons * 3 * (5 * 2 * 2 * 2 * 2)
    main_axes = Counter((w.brief.kind, w.brief.reason, w.brief.tone) for w in written)
    assert set(main_axes.values()) == {80}
    assert len(main_axes) == kinds_and_reasons * 3


def test_no_letter_is_found_at_fault_by_our_own_review(written: tuple[Written, ...]) -> None:
    blamed: dict[str, list[str]] = {}
    for letter in written:
        for finding in review(letter.body, letter.brief, now=NOW):
            # A letter can't bear a name that nobody told it; all else, hints included, would be our own fault.
            is_unsigned = finding.rule == "missing_part" and letter.brief.sender_name is None
            if finding.severity is not Severity.HINT or not is_unsigned:
                blamed.setdefault(finding.rule, []).append(f"{finding.excerpt!r} in:\n{letter.body}")
    assert not blamed, "\n\n".join(f"{rule}: {len(found)} times, such as {found[0]}" for rule, found in blamed.items())


def test_every_letter_has_between_forty_and_a_hundred_and_thirty_words(written: tuple[Written, ...]) -> None:
    wrong = [letter.body for letter in written if not 40 <= count_words(letter.body) <= 130]
    assert not wrong, f"{len(wrong)}, such as:\n{wrong[0]}"


def test_the_tones_differ_in_length(written: tuple[Written, ...]) -> None:
    plain = [w for w in written if not w.brief.referral and not w.brief.keep_in_touch and w.brief.role]
    mean = {tone: _mean([count_words(w.body) for w in plain if w.brief.tone is tone]) for tone in Tone}
    assert mean[Tone.BRIEF] + 5 < mean[Tone.NEUTRAL] < mean[Tone.WARM] - 5


def test_a_subject_never_doubles_its_prefix(written: tuple[Written, ...]) -> None:
    for letter in written:
        if letter.brief.thread_subject:
            assert letter.subject == "Re: Your interview"
        else:
            assert (letter.brief.role or "") in letter.subject
            assert (letter.brief.sender_name or "") in letter.subject


def test_the_next_variation_reads_differently(written: tuple[Written, ...]) -> None:
    for letter in written[::13]:
        following = compose(replace(letter.brief, variation=letter.brief.variation + 1), now=NOW)
        assert following.body != letter.body


def _mean(counts: list[int]) -> float:
    return sum(counts) / len(counts)
