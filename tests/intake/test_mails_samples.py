"""Whole mails in the shapes of the programs that write them: what is read of each, and that nothing wrong is sure."""

from collections import Counter

import pytest

from tests.intake.mail_samples import MAILS, MailSample, mail_samples
from tests.intake.messages import FIELDS, first, is_sure, shown

SAMPLES = list(mail_samples())
EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
GUESSED = tuple(name for name in FIELDS if name != "received_at")


def test_every_mail_has_its_expectations() -> None:
    assert {path.stem for path in MAILS.glob("*.eml")} == {sample.name for sample in SAMPLES}
    assert len(SAMPLES) >= 50


@EACH
def test_every_field_is_read_as_a_person_reads_it(sample: MailSample) -> None:
    arrived = sample.read()
    missed = sample.says.get("missed", ())
    for name in GUESSED:
        if name not in (*sample.free, *missed):
            assert first(getattr(arrived.guesses, name)) == sample.says.get(name), name
    if "slots" not in (*sample.free, *missed):
        assert [shown(slot.value) for slot in arrived.guesses.slots] == sample.says.get("slots", [])
    if "received_at" not in sample.free:
        assert shown(arrived.received_at) == sample.says["received_at"]


@EACH
def test_what_is_no_guess_is_told_of_each(sample: MailSample) -> None:
    arrived = sample.read()
    says = sample.says
    if "kind" in says and "kind" not in says.get("missed", ()):
        assert arrived.guesses.kind.code == says["kind"]
    assert arrived.is_automatic == says.get("is_automatic", False)
    assert arrived.is_forwarded == says.get("is_forwarded", False)
    assert (arrived.event.uid if arrived.event else None) == says.get("uid")
    assert [notice.name for notice in arrived.notices] == says.get("notices", [])
    if "sender" in says:
        assert arrived.sender_address == says["sender"]


@EACH
def test_nothing_wrong_is_sure(sample: MailSample) -> None:
    guesses = sample.read().guesses
    for name in GUESSED:
        for guess in getattr(guesses, name):
            right = shown(guess.value) == sample.says.get(name)
            assert right or name in sample.says.get("free", ()) or not is_sure(guess), (name, guess)


@EACH
def test_evidence_of_the_text_is_the_words_of_the_text(sample: MailSample) -> None:
    arrived = sample.read()
    for name in (*FIELDS, "slots"):
        for guess in getattr(arrived.guesses, name):
            evidence = guess.evidence
            if evidence.source == "text":
                assert arrived.text[evidence.start : evidence.end] == evidence.excerpt
            elif evidence.source == "subject":
                assert (arrived.subject or "")[evidence.start : evidence.end] == evidence.excerpt
            assert evidence.excerpt


def test_nearly_everything_is_found_and_next_to_nothing_else() -> None:
    right, wrong, absent = Counter[str](), Counter[str](), Counter[str]()
    for sample in SAMPLES:
        guesses = sample.read().guesses
        for name in GUESSED:
            if name in sample.free:
                continue
            found, said = first(getattr(guesses, name)), sample.says.get(name)
            right[name] += found is not None and found == said
            wrong[name] += found is not None and found != said
            absent[name] += said is not None and found != said
    assert right.total() / (right.total() + wrong.total()) >= 0.97
    assert right.total() / (right.total() + absent.total()) >= 0.95
    assert right["respond_by"] / (right["respond_by"] + wrong["respond_by"] + absent["respond_by"]) >= 0.95
