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


FRENCH = """Bonjour Cleo Park,

Je vous remercie de m'avoir proposé un entretien pour le poste Engineer chez Acme. {}

Je vous souhaite de trouver rapidement la bonne personne, ainsi qu'une bonne continuation à toute votre équipe.

Bien cordialement,
Ada Lovelace"""


@pytest.mark.parametrize("space", ["", " ", "\u00a0", "\u202f"])
def test_a_full_stop_takes_the_space_before_a_french_mark_with_it(space: str):
    text = FRENCH.format(f"Je décline cet entretien{space}!!")
    edit = edit_of("shouting", text, language="fr")
    assert edit is not None
    assert applied(text, edit) == FRENCH.format("Je décline cet entretien.")


def test_a_french_excuse_is_left_out_with_its_because():
    text = FRENCH.format("J'ai décidé de retirer ma candidature, parce que ma voiture est en panne.")
    edit = edit_of("invented_excuse", text, language="fr")
    assert edit is not None
    assert applied(text, edit) == FRENCH.format("J'ai décidé de retirer ma candidature.")


SPANISH = """Hola, Cleo Park:

Muchas gracias por la invitación a la entrevista para el puesto de Engineer en Acme. {}

Les deseo mucho éxito en la búsqueda y que encuentren pronto a la persona adecuada para el puesto.

Un cordial saludo,
Ada Lovelace"""


@pytest.mark.parametrize(
    "shouted", ["¡Me retiro del proceso!!", "¡¡¡Me retiro del proceso!!!", "Me retiro del proceso!!"]
)
def test_a_full_stop_takes_the_mark_that_opens_a_spanish_exclamation_with_it(shouted: str):
    edit = edit_of("shouting", SPANISH.format(f"Lo he pensado. {shouted}"), language="es")
    assert edit is not None
    mended = applied(SPANISH.format(f"Lo he pensado. {shouted}"), edit)
    assert mended == SPANISH.format("Lo he pensado. Me retiro del proceso.")


def test_a_second_spanish_exclamation_is_mended_and_the_first_left_alone():
    text = SPANISH.format("¡Lo agradezco mucho! Pero, sí, ¡declino la entrevista!")
    edit = edit_of("shouting", text, language="es")
    assert edit is not None
    assert applied(text, edit) == SPANISH.format("¡Lo agradezco mucho! Pero, sí, declino la entrevista.")


def test_a_spanish_sentence_that_begins_with_its_mark_is_given_its_capital():
    text = SPANISH.format("Declino la entrevista. ¿podrían confirmarme que lo han recibido?")
    edit = edit_of("slapdash", text, language="es")
    assert edit is not None
    assert applied(text, edit) == text.replace("¿podrían", "¿Podrían")


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
