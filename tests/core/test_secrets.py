"""Secrets: digested, encrypted and signed so that the database alone is worth nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.secrets import Keyring, LinkExpired, LinkInvalid, SecretUnreadable, digest, new_secret

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
OURS = Keyring("a key that only the tests know, 0123456789")
ANOTHERS = Keyring("a key that only the others know, 0123456789")


def test_a_secret_says_what_it_is_and_has_256_bits():
    made = {new_secret("rb_") for _ in range(100)}
    assert len(made) == 100
    assert all(secret.startswith("rb_") and len(secret) == 3 + 43 for secret in made)


def test_a_digest_is_stable_and_tells_nothing():
    assert digest("rb_x") == digest("rb_x") != digest("rb_y")
    assert "rb_x" not in digest("rb_x")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_is_encrypted_is_read_with_the_same_key_alone(text):
    encrypted = OURS.encrypt(text)
    assert Keyring("a key that only the tests know, 0123456789").decrypt(encrypted) == text
    with pytest.raises(SecretUnreadable):
        ANOTHERS.decrypt(encrypted)


def test_the_same_text_is_never_encrypted_alike():
    assert OURS.encrypt("smtp://x") != OURS.encrypt("smtp://x")


def test_something_else_than_a_ciphertext_is_refused():
    for text in ("", "x", "gAAAAA", "ünïcode"):
        with pytest.raises(SecretUnreadable):
            OURS.decrypt(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_a_link_names_its_subject_until_it_expires(subject):
    token = OURS.sign("unsubscribe", subject, expires_at=LATER)
    assert OURS.verify("unsubscribe", token, now=NOW) == subject
    assert OURS.verify("unsubscribe", token, now=LATER - timedelta(seconds=1)) == subject
    with pytest.raises(LinkExpired):
        OURS.verify("unsubscribe", token, now=LATER)


def test_a_link_is_good_for_one_purpose_and_one_key():
    token = OURS.sign("unsubscribe", "x", expires_at=LATER)
    with pytest.raises(LinkInvalid):
        OURS.verify("confirm", token, now=NOW)
    with pytest.raises(LinkInvalid):
        ANOTHERS.verify("unsubscribe", token, now=NOW)


def test_no_changed_character_of_a_link_goes_unnoticed():
    token = OURS.sign("unsubscribe", "x", expires_at=LATER)
    for place in range(len(token)):
        for instead in "Aa0-_.=/ é":
            changed = token[:place] + instead + token[place + 1 :]
            if changed != token:
                with pytest.raises(LinkInvalid):
                    OURS.verify("unsubscribe", changed, now=NOW)


@given(st.text(max_size=80))
def test_a_link_that_somebody_made_up_is_refused(token):
    with pytest.raises(LinkInvalid):
        OURS.verify("unsubscribe", token, now=NOW)


def test_every_process_with_the_key_prints_the_same_setup_code():
    assert OURS.setup_code == Keyring("a key that only the tests know, 0123456789").setup_code
    assert OURS.setup_code != ANOTHERS.setup_code


def test_the_setup_code_is_known_however_it_is_typed():
    code = OURS.setup_code
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code}\n"):
        assert OURS.is_setup_code(typed)
    for typed in ("", "-", code[:-1], code + "A", ANOTHERS.setup_code, "é"):
        assert not OURS.is_setup_code(typed)
