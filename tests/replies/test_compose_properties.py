"""What holds of any letter, whatever is known, however it is typed."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.vocabulary import Format, Reason, ReplyKind, Tone
from replies.brief import Brief
from replies.compose import compose, languages

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
APOLOGY = re.compile(
    r"(?i)sorry|apolog|forgive|regret|entschuldig|tut mir leid|bedau|verzeih|leider|unfortunately|excus|désol|navré"
    r"|disculp|lament|perd[oó]n|siento"
)
MARKED = {
    "my_salary": "MINE-81",
    "their_salary": "THEIRS-62",
    "place": "Placeville",
    "work_mode": "modeword",
    "contract_type": "contractword",
    "referral": "Referral-Person",
    "keep_in_touch_about": "Aboutwords",
    "location": "Locationville-12345.example",
    "details": "Detailword",
}


def maybe(**values: object) -> st.SearchStrategy[dict[str, object]]:
    """Any part of these facts, known or not known."""
    return st.fixed_dictionaries({}, optional={name: st.just(value) for name, value in values.items()})


NAMES = maybe(company="Acme GmbH", role="Data Engineer", contact_name="Ada Example", sender_name="Ben Muster")
MOMENTS = maybe(
    received_at=NOW - timedelta(days=4),
    interview_at=NOW + timedelta(days=2),
    respond_by=NOW - timedelta(hours=1),
    not_before=date(2027, 3, 1),
    hours=12,
)


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    facts = {**draw(NAMES), **draw(MOMENTS), **draw(maybe(**MARKED))}
    reason = draw(st.sampled_from(Reason))
    if reason is Reason.OTHER:
        facts["details"] = MARKED["details"]
    slots = draw(st.sampled_from(((), (NOW + timedelta(days=3), NOW + timedelta(days=5)))))
    return Brief(
        kind=draw(st.sampled_from(ReplyKind)),
        reason=reason,
        tone=draw(st.sampled_from(Tone)),
        language=draw(st.sampled_from(languages())),
        zone=ZoneInfo("Europe/Berlin"),
        format=draw(st.sampled_from((None, *Format))),
        is_accepted=draw(st.booleans()),
        keep_in_touch=draw(st.booleans()),
        variation=draw(st.integers(min_value=-5, max_value=500)),
        promised_by=date(2026, 11, 27),
        slots=slots,
        **facts,  # pyright: ignore[reportArgumentType]
    )


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(briefs())
def test_any_letter_is_whole_short_and_says_nothing_that_it_was_not_told(brief: Brief) -> None:
    draft = compose(brief, now=NOW)
    body = draft.body
    assert not re.search(r"[{}\[\]<>]|XXX|TBD|None", body + draft.subject)
    assert "  " not in body
    assert "\n\n\n" not in body
    assert body == body.strip()
    assert len(APOLOGY.findall(body)) <= 1
    assert 40 <= len(re.findall(r"\w+(?:['\-]\w+)*", body)) <= 130
    sentences = [sentence.strip() for sentence in re.split(r"(?<=[^\d][.!?])\s+|\n", body) if sentence.strip()]
    assert len(sentences) == len(set(sentences))
    assert "!" not in body
    for name, marker in MARKED.items():
        if getattr(brief, name) is None:
            assert marker not in body
    if brief.hours is None:
        assert "12 " not in body.replace("12345", "")
    if brief.not_before is None:
        assert "2027" not in body
    for name in ("company", "role", "sender_name"):
        known = getattr(brief, name)
        assert known is None or known in body


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60), st.sampled_from(languages()))
def test_any_text_typed_makes_a_letter_and_comes_through(details: str, name: str, language: str) -> None:
    brief = Brief(
        kind=ReplyKind.DECLINE,
        reason=Reason.STAYING_PUT,
        language=language,
        company=name,
        role=name,
        contact_name=name,
        sender_name=name,
        details=details,
    )
    draft = compose(brief, now=NOW)
    assert "\n" not in draft.subject
    words = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", details).split()
    assert all(word in draft.body for word in words[1:])


@settings(max_examples=100, deadline=None)
@given(briefs())
def test_any_letter_reads_otherwise_in_its_next_variation(brief: Brief) -> None:
    bodies = [compose(replace(brief, variation=brief.variation + step), now=NOW).body for step in range(4)]
    assert all(one != following for one, following in pairwise(bodies))
