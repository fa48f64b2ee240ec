"""A check-in to somebody who sent no invitation thanks for none, in every language, tone and phrasing."""

from datetime import UTC, datetime
from itertools import product

import pytest

from core.vocabulary import ReplyKind, Severity, Tone
from replies.brief import Brief
from replies.compose import compose, languages
from replies.review import count_words, review
from replies.review_form import good_length

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SPOKE_AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
INVITED = {"en": ("invit", "interview"), "de": ("einlad", "gespräch"), "fr": ("invit", "entretien")}
INVITED |= {"es": ("invit", "entrevista")}


def letters(language, **known):
    for tone, variation, company in product(Tone, range(8), (None, "Acme GmbH")):
        brief = Brief(
            kind=ReplyKind.CHECK_IN,
            company=company,
            contact_name="Cleo Park",
            sender_name="Ada",
            tone=tone,
            language=language,
            variation=variation,
            **known,
        )
        yield brief, compose(brief, now=NOW)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("spoke_at", [None, SPOKE_AT])
def test_without_an_invitation_none_is_thanked_for(language, spoke_at):
    for brief, written in letters(language, is_invited=False, spoke_at=spoke_at):
        said = f"{written.subject}\n{written.body}".casefold()
        assert not any(word in said for word in INVITED[language]), written
        assert "{" not in said
        assert ("2026" in said) is (spoke_at is not None)
        findings = review(written.body, brief, now=NOW)
        assert [one for one in findings if one.severity is not Severity.HINT] == []
        assert not {one.rule for one in findings} & {"missing_part", "slapdash"}, written.body
        assert count_words(written.body) >= good_length(ReplyKind.CHECK_IN)[0]


@pytest.mark.parametrize("language", languages())
def test_with_an_invitation_it_is_named_whenever_one_spoke_since(language):
    for _, written in letters(language, received_at=SPOKE_AT, spoke_at=NOW):
        assert any(word in written.body.casefold() for word in INVITED[language])
