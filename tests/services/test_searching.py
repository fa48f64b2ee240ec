"""Searching: words begin words, accents and case don't matter, and what has just changed is found as it is now."""

import sqlite3
import sys
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.words import folded_words
from services import listing, searching, tracking
from services.listing import Wanted
from tests.tracked import Diary


@pytest.fixture
def diary(database, ada, clock):
    return Diary(database, ada.id, clock)


def find(diary, q):
    page = diary.read(listing.list_invitations, Wanted(q=q), now=diary.now, sort="company", limit=200)
    return [item["company"] for item in page["items"]]


def index_all(diary):
    while diary.database.threads.write(searching.index_some, most=2):
        pass


@pytest.fixture(params=["noted", "indexed"])
def settle(request, diary):
    """Every question is asked twice: of what the index has yet to take in, and of what it has taken in."""
    return (lambda: None) if request.param == "noted" else (lambda: index_all(diary))


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("acme", ["Acme Robotics"]),
        ("ACM", ["Acme Robotics"]),
        ("robot acme", ["Acme Robotics"]),
        ("cme", []),
        ("engineer", ["Acme Robotics", "Bolt"]),
        ("engineer bolt", ["Bolt"]),
        ("muller", ["Bolt"]),
        ("Müll", ["Bolt"]),
        ("strasse", ["Bolt"]),
        ("straße", ["Bolt"]),
        ("cleo@example.com", ["Acme Robotics"]),
        ("example", ["Acme Robotics"]),
        ("support", ["Bolt"]),
        ("oreal", ["L\u2019Oréal"]),
        ("L'Oréal", ["L\u2019Oréal"]),
        ("a", ["Acme Robotics"]),
        ("i", []),
        ("яндекс", ["яндекс"]),
        ("", ["Acme Robotics", "Bolt", "L\u2019Oréal", "яндекс", "\u1982\u19b1\u19c2"]),
        ("…", []),
        ("\u1982\u19b1", ["\u1982\u19b1\u19c2"]),
        ("\u19b1", []),
        ("\U0001d401olt", ["Bolt"]),
        ("zirkel", ["Bolt"]),
    ],
)
def test_every_word_asked_for_begins_a_word_of_the_invitation(diary, settle, q, found):
    diary.record("Acme Robotics", role="Engineer", contact_email="cleo@example.com")
    diary.record(
        "Bolt", role="Engineer", contact_name="Jürgen Müller", notes="Neue Straße 3\nsales/support \u24cfirkel"
    )
    diary.record("L\u2019Oréal")
    diary.record("яндекс")
    # "Tai", with a vowel that later editions of Unicode call a letter.
    diary.record("\u1982\u19b1\u19c2")
    settle()
    assert sorted(find(diary, q)) == sorted(found)


def test_an_edit_is_found_by_its_new_words_and_no_longer_by_the_old(diary, settle):
    invitation = diary.record("Acme", role="Engineer")["id"]
    index_all(diary)
    diary.edit(invitation, role="Chef")
    settle()
    assert find(diary, "chef") == ["Acme"]
    assert find(diary, "engineer") == []


def test_a_deleted_invitation_isnt_found_and_a_restored_one_is(diary, settle):
    invitation = diary.record("Acme")["id"]
    diary.write(tracking.delete, invitation)
    settle()
    assert find(diary, "acme") == []
    diary.write(tracking.restore, invitation)
    assert find(diary, "acme") == ["Acme"]


def test_nobody_finds_anothers(diary, settle, database, ben, clock):
    diary.record("Acme")
    stranger = Diary(database, ben.id, clock)
    stranger.record("Acme Labs")
    settle()
    assert find(diary, "acme") == ["Acme"]
    assert find(stranger, "acme") == ["Acme Labs"]


@pytest.mark.parametrize(
    "q",
    [
        '"',
        "*",
        "NEAR(",
        "acme AND",
        "acme OR NOT",
        "words:acme",
        "a'b",
        "acme; DROP TABLE invitation",
        ":*",
        "!acme",
        "(acme",
        "\\",
        "acme & | !",
        "\x00",
        "%_",
        "x" * 10_000,
        "x " * 5_000,
        "ﬀ" * 3_000,
    ],
)
def test_no_query_breaks_the_search(diary, settle, q):
    diary.record("Acme")
    settle()
    assert set(find(diary, q)) <= {"Acme"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_whatever_is_typed_is_answered(diary, settle, q):
    settle()
    find(diary, q)


def test_sqlite_s_index_takes_every_word_of_ours_for_one_word_and_as_it_is():
    """Else a search would be a phrase, which this index refuses, or lead to words of no account."""
    characters = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    words = sorted({word for character in characters for word in folded_words(f"a{character}b").split()})
    account, invitation = f"{0xACC:032x}", f"{0:032x}"
    entries = [searching.words_to_index(account, invitation, word) for word in words]
    with closing(sqlite3.connect(":memory:")) as connection:
        # As the migration makes it, but for the positions, by which its words are read here.
        connection.execute("CREATE VIRTUAL TABLE entry USING fts5(words, tokenize='unicode61 remove_diacritics 2')")
        connection.execute("CREATE VIRTUAL TABLE found USING fts5vocab(entry, instance)")
        connection.executemany("INSERT INTO entry VALUES (?)", ((entry,) for entry in entries))
        terms = [""] * len(entries)
        for term, row in connection.execute("SELECT term, doc FROM found ORDER BY doc, offset"):
            terms[row - 1] = f"{terms[row - 1]} {term}".strip()
    assert [(word, term) for word, term, entry in zip(words, terms, entries, strict=True) if term != entry] == []


def test_the_index_takes_in_a_long_note_piece_by_piece(diary):
    ids = [diary.record(f"Acme {n}")["id"] for n in range(7)]
    index_all(diary)
    database = diary.database
    database.threads.write(searching.note, diary.account_id, ids[0], ids[-1], now=diary.now)
    index_all(diary)
    assert len(find(diary, "acme")) == 7
    if not database.is_postgresql:
        count = text("SELECT count(*) FROM invitation_search")
        assert database.threads.read(lambda connection: connection.execute(count).scalar()) == 7


def test_a_forgotten_invitation_leaves_the_index(diary):
    invitation = diary.record("Acme")["id"]
    index_all(diary)
    diary.database.threads.write(searching.forget, [invitation])
    assert find(diary, "acme") == ([] if not diary.database.is_postgresql else ["Acme"])


def test_postgresql_searches_by_its_index(diary):
    if not diary.database.is_postgresql:
        return
    condition = f"{searching.POSTGRESQL_WORDS} @@ to_tsquery('simple', 'acme:*')"
    with diary.database.threads.reader.begin() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.execute(text(f"EXPLAIN SELECT id FROM invitation WHERE {condition}")).scalars()  # noqa: S608
        assert "ix_invitation_words" in "\n".join(plan)
