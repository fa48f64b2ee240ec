"""Whole messages: what is read of each, and that nothing wrong is ever called sure."""

from collections import Counter

import pytest

from intake.guessing.guess import Confidence
from intake.guessing.reading import guesses_in
from intake.texts import PLATFORMS
from tests.intake.messages import FIELDS, NOW, Sample, first, is_sure, robin, samples, shown

SAMPLES = list(samples())
EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.file}: {sample.name}")


@EACH
def test_every_field_is_read_as_a_person_reads_it(sample: Sample) -> None:
    read = sample.read()
    for name in FIELDS:
        if name not in sample.free and name not in sample.missed:
            assert first(getattr(read, name)) == sample.says(name), name
    if "slots" not in sample.free:
        assert [shown(slot.value) for slot in read.slots] == sample.expects.get("slots", [])


@EACH
def test_the_kind_of_message_is_told(sample: Sample) -> None:
    assert sample.read().kind.code == sample.kind


@EACH
def test_nothing_wrong_is_sure(sample: Sample) -> None:
    read = sample.read()
    for name in FIELDS:
        for guess in getattr(read, name):
            assert not is_sure(guess) or shown(guess.value) == sample.says(name), (name, guess)
    allowed = {*sample.expects.get("slots", []), sample.says("interview_at")}
    assert all(shown(slot.value) in allowed for slot in read.slots if is_sure(slot))


@EACH
def test_evidence_is_the_words_of_the_text_as_it_was_given(sample: Sample) -> None:
    read = sample.read()
    text, given = sample.text.strip("\n"), sample.given
    sources = {"text": [text], "subject": [given.get("subject", "")]}
    sources["sender"] = [given.get("sender_name", ""), given.get("sender_address", "")]
    for name in (*FIELDS, "slots"):
        for guess in getattr(read, name):
            evidence = guess.evidence
            assert evidence.excerpt
            spans = [source[evidence.start : evidence.end] for source in sources[evidence.source]]
            assert evidence.excerpt in spans, name


def test_nearly_everything_is_found_and_next_to_nothing_else() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    absent: Counter[str] = Counter()
    for sample in SAMPLES:
        read = sample.read()
        for name in FIELDS:
            found, said = first(getattr(read, name)), sample.says(name)
            right[name] += found is not None and found == said
            wrong[name] += found is not None and found != said and name not in sample.free
            absent[name] += said is not None and found != said and name not in sample.free
    for name in FIELDS:
        assert right[name] / (right[name] + wrong[name]) >= 0.95, name
        assert right[name] / (right[name] + absent[name]) >= 0.9, name


def test_half_of_the_messages_are_german_and_a_fifth_are_no_invitations() -> None:
    german = sum(sample.file.endswith(".de") for sample in SAMPLES)
    others = sum(sample.kind != "invitation" for sample in SAMPLES)
    assert len(SAMPLES) >= 80
    assert abs(german - len(SAMPLES) / 2) <= len(SAMPLES) / 10
    assert others >= len(SAMPLES) / 5


def test_what_is_missed_is_still_missed_or_no_longer_said_to_be() -> None:
    for sample in SAMPLES:
        read = sample.read()
        for name in sample.missed:
            assert first(getattr(read, name)) != sample.says(name), (sample.name, name)


def test_most_of_what_is_right_is_more_than_a_guess() -> None:
    right = [
        getattr(read, name)[0].confidence
        for sample, read in [(sample, sample.read()) for sample in SAMPLES]
        for name in FIELDS
        if sample.says(name) is not None and first(getattr(read, name)) == sample.says(name)
    ]
    assert sum(confidence is not Confidence.GUESS for confidence in right) > 0.8 * len(right)


@pytest.mark.parametrize("site", sorted(site for site in PLATFORMS if "-" not in site))
def test_a_site_that_carries_messages_in_a_file_carries_them_here_too(site: str) -> None:
    text = f"I'm Ben Weber from {site.title()}. We would like to invite you to an interview.\nBen\nben@{site}.example"
    assert guesses_in(text, now=NOW, reader=robin()).company == ()
    theirs = guesses_in(text.replace(site.title(), "Acme").replace(site, "acme"), now=NOW, reader=robin())
    assert first(theirs.company) == "Acme"
