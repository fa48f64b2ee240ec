"""One-step edits: what is offered mends the text, and takes nothing from it that it needs."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from core.vocabulary import Reason, ReplyKind, Severity
from replies.brief import Brief, Edit, Finding
from replies.mending import MOST_TEXT, applied, review_with_edits
from replies.review import review
from tests.replies.test_review_rules import examples

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)

LETTER = """Dear Cleo Park,

Thank you for inviting me to interview for the Engineer position at Acme. {}

I wish you every success in finding the right person for this position, and a good start into the new year.

Kind regards
Ada Lovelace"""

NO = "I have decided to withdraw from the process."


def reviewed(text: str, **known: object) -> tuple[Finding, ...]:
    facts: dict[str, object] = {
        "kind": ReplyKind.DECLINE,
        "company": "Acme",
        "role": "Engineer",
        "contact_name": "Cleo Park",
        "sender_name": "Ada Lovelace",
        "reason": Reason.SALARY,
        **known,
    }
    return review_with_edits(text, Brief(**facts), now=NOW)


def edit_of(rule: str, text: str, **known: object) -> Edit | None:
    return next(found.edit for found in reviewed(text, **known) if found.rule == rule)


@pytest.mark.parametrize(("rule", "text", "brief"), list(examples("bad")))
def test_an_edit_takes_its_finding_away_and_brings_none_as_grave(rule: str, text: str, brief: Brief):
    before = Counter(found.rule for found in review(text, brief, now=NOW))
    for found in review_with_edits(text, brief, now=NOW):
        if found.edit is None:
            continue
        after = review(applied(text, found.edit), brief, now=NOW)
        counted = Counter(one.rule for one in after)
        assert counted[found.rule] < before[found.rule]
        brought = {one.rule: one.severity for one in after if counted[one.rule] > before[one.rule]}
        assert Severity.BLOCK not in brought.values()
        assert found.severity is not Severity.WARN or Severity.WARN not in brought.values()


def test_without_edits_the_review_is_the_same():
    text = LETTER.format(f"{NO} My car broke down!! I am sorry. I am so sorry.")
    brief = Brief(kind=ReplyKind.DECLINE, company="Acme", role="Engineer")
    plain = [(found.rule, found.start, found.end, found.why) for found in review(text, brief, now=NOW)]
    assert [(one.rule, one.start, one.end, one.why) for one in review_with_edits(text, brief, now=NOW)] == plain


@pytest.mark.parametrize(
    ("rule", "sentences", "mended"),
    [
        ("invented_excuse", f"{NO} My car broke down this morning.", NO),
        ("invented_excuse", f"My car broke down. {NO}", NO),
        ("invented_excuse", "I have decided to withdraw from the process because my car broke down.", NO),
        ("mixed_message", f"{NO} I am looking forward to meeting you.", NO),
        ("slang", f"{NO} It was kind of you 😀 to ask.", f"{NO} It was kind of you to ask."),
        ("shouting", f"{NO} It was kind of you!!", f"{NO} It was kind of you."),
        ("slapdash", f"{NO} It was kind  of you.", f"{NO} It was kind of you."),
        ("wrong_name", f"{NO} I admire Globex.", f"{NO} I admire Acme."),
    ],
)
def test_what_is_mended_reads_as_if_it_had_never_stood_there(rule: str, sentences: str, mended: str):
    text = LETTER.format(sentences)
    edit = edit_of(rule, text, other_companies=("Globex",))
    assert edit is not None
    assert applied(text, edit) == LETTER.format(mended)


def test_a_sentence_that_carries_the_decision_is_not_left_out():
    text = LETTER.format("My car broke down, so I have to decline.")
    assert edit_of("invented_excuse", text) is None


def test_an_edit_counts_code_points_of_the_original():
    text = LETTER.format(f"{NO} Gru\u0308\u00dfe 😀😀. My car broke down.")
    edit = edit_of("invented_excuse", text)
    assert edit is not None
    assert applied(text, edit) == LETTER.format(f"{NO} Gru\u0308\u00dfe 😀😀.")


def test_a_paragraph_that_is_left_out_leaves_no_gap():
    text = LETTER.format(f"{NO}\n\nMy car broke down.")
    edit = edit_of("invented_excuse", text)
    assert edit is not None
    assert applied(text, edit) == LETTER.format(NO)


def test_a_greeting_is_put_right_in_one_step():
    edit = edit_of("placeholder", LETTER.format(NO).replace("Dear Cleo Park", "Dear Hiring Manager"))
    assert edit == Edit(0, len("Dear Hiring Manager"), "Dear Cleo Park")


def test_a_text_longer_than_any_letter_is_reviewed_without_edits():
    text = LETTER.format(f"{NO} My car broke down.") + " word" * MOST_TEXT
    assert "invented_excuse" in {found.rule for found in reviewed(text)}
    assert [found for found in reviewed(text) if found.edit is not None] == []
