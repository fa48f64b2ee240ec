import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.vocabulary import Reason, ReplyKind, Tone
from replies.brief import Brief
from replies.compose import compose, languages
from replies.phrasebook import SLOTS, Phrase, PhrasebookUnusable, phrasebook, read_phrasebook

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ENGLISH = (resources.files("replies") / "phrases" / "en.toml").read_text(encoding="utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    assert old in ENGLISH
    file = tmp_path / "xx.toml"
    file.write_text(ENGLISH.replace(old, new, 1), encoding="utf-8")
    return file


def test_the_languages_are_those_that_have_a_file() -> None:
    assert languages() == ("de", "en", "es", "fr")


def test_a_new_language_needs_a_file_and_no_code(tmp_path: Path) -> None:
    in_dutch = {
        "weekdays": '["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]',
        "date": '"{weekday} {day}-{month2}"',
    }
    lines = [
        f"{line.partition(' = ')[0]} = {in_dutch[line.partition(' = ')[0]]}"
        if line.partition(" = ")[0] in in_dutch
        else line
        for line in ENGLISH.splitlines()
    ]
    text = "\n".join(lines).replace('"I will confirm by {promise}', '"Ik bevestig uiterlijk {promise}')
    text = text.replace('"I will give you my answer by {promise}', '"Mijn antwoord volgt uiterlijk {promise}')
    text = text.replace('"You will have my answer by {promise}', '"U hebt mijn antwoord uiterlijk {promise}')
    (tmp_path / "nl.toml").write_text(text, encoding="utf-8")
    dutch = read_phrasebook(tmp_path / "nl.toml")
    assert dutch.language == "nl"
    hold = Brief(
        kind=ReplyKind.HOLD,
        language="nl",
        zone=ZoneInfo("Europe/Amsterdam"),
        promised_by=datetime(2026, 11, 27, 11, 0, tzinfo=UTC),
    )
    body = compose(hold, now=NOW, words=dutch).body
    assert "uiterlijk vrijdag 27-11, 12:00 CET" in body


@pytest.mark.parametrize("slot", sorted(SLOTS))
def test_a_file_without_a_slot_is_refused_by_the_slots_name(slot: str, tmp_path: Path) -> None:
    section, _, name = slot.partition(".")
    raw = tomllib.loads(ENGLISH)
    del raw[section][name]
    file = tmp_path / "xx.toml"
    file.write_text(_as_toml(raw), encoding="utf-8")
    with pytest.raises(PhrasebookUnusable, match=rf"^xx\.toml: the slot {slot} is missing\.$"):
        read_phrasebook(file)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "English"', "", "name should be a text"),
        ("[dates]\n", "[dates_of_old]\n", "there is no section called dates_of_old"),
        ("[referral]", "[door.salery]\n[referral]", r"there is no slot called door\.salery"),
        ("{promise} whether", "{promised} whether", r"hold\.decision names a fact that doesn't exist: promised"),
        ("{promise} whether", "{promise whether", "has a brace that belongs to no fact"),
        ("{day} {month}", "{dai} {month}", r"dates\.date names dai"),
        ('"Monday", ', "", r"dates\.weekdays should be a list of 7 names"),
        ('plain = { warm = ["Hello,"]', 'plain = { hearty = ["Hello,"]', "a tone that doesn't exist: hearty"),
        ('plain = { warm = ["Hello,"]', 'plain = { warm = ["Hello {contact},"]', "needs a phrasing in the tone warm"),
        ('plain = { warm = ["Hello,"]', "plain = { warm = []", "needs a phrasing in the tone warm"),
        ('plain = { warm = ["Hello,"]', 'plain = { warm = ["Hello  you,"]', "stray space"),
        ('plain = { warm = ["Hello,"]', 'plain = { warm = "Hello,"', "should be a list of texts"),
        ("[zones]", "[zones", r"at line \d+"),
    ],
)
def test_a_faulty_file_is_refused_with_a_clear_sentence(old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(PhrasebookUnusable, match=said):
        read_phrasebook(changed(tmp_path, old, new))


def test_every_language_offers_several_phrasings_where_letters_would_read_alike() -> None:
    main = ("opening.thanks", "decline.decision", "decline.wish", "decline.appreciation", "hold.decision")
    reasons = [f"reason.{reason}" for reason in Reason if reason not in (Reason.OTHER, Reason.UNDISCLOSED)]
    facts = {"role": "r", "company": "c", "promise": "p"}
    for language in languages():
        for tone in Tone:
            for slot in (*main, *reasons):
                least = 3 if slot in main else 2
                assert len(phrasebook(language).fullest(slot, tone, facts)) >= least, (language, slot, tone)


def test_the_fullest_phrasing_is_taken_whose_facts_are_all_known() -> None:
    book = phrasebook("en")
    for known in ({}, {"company": "c"}, {"role": "r"}, {"company": "c", "role": "r"}):
        for phrase in book.fullest("opening.thanks", Tone.NEUTRAL, known):
            assert phrase.fields == known.keys()


def test_a_fact_is_put_in_once_and_never_read_as_a_pattern() -> None:
    phrase = Phrase("{role} at {company}.", frozenset({"role", "company"}))
    assert phrase.filled({"role": "{company}", "company": "{role}\\1"}) == "{company} at {role}\\1."


def test_hours_agree_with_their_number() -> None:
    load = Brief(kind=ReplyKind.DECLINE, reason=Reason.PROCESS_LOAD)
    for hours, said in ((1, "one hour "), (12, "12 hours ")):
        assert said in compose(replace(load, hours=hours), now=NOW).body


def test_one_hour_elides_no_french_word() -> None:
    for variation in range(8):
        load = Brief(kind=ReplyKind.DECLINE, reason=Reason.PROCESS_LOAD, language="fr", hours=1, variation=variation)
        body = compose(load, now=NOW).body
        assert "une heure" in body
        assert "de une" not in body


def test_a_winter_and_a_summer_day_bear_the_zones_of_their_season() -> None:
    words = phrasebook("de").dates
    berlin = ZoneInfo("Europe/Berlin")
    winter = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert words.deadline(winter, zone=berlin, now=NOW) == "Dienstag, 1. Dezember, 10:00 Uhr MEZ"
    summer = winter + timedelta(days=212)
    assert words.deadline(summer, zone=berlin, now=NOW) == "Donnerstag, 1. Juli 2027, 11:00 Uhr MESZ"


@pytest.mark.parametrize(
    ("zone", "named"),
    [
        ("UTC", "UTC"),
        ("Europe/London", "GMT"),
        ("America/New_York", "EST"),
        ("Asia/Shanghai", "UTC+8"),
        ("America/Chicago", "CST"),
        ("America/St_Johns", "UTC-3:30"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/Sao_Paulo", "UTC-3"),
        ("Africa/Abidjan", "GMT"),
    ],
)
def test_a_zone_is_named_where_its_name_is_plain_and_else_by_its_offset(zone: str, named: str) -> None:
    said = phrasebook("en").dates.deadline(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), zone=ZoneInfo(zone), now=NOW)
    assert said.endswith(f" {named}")


def test_a_day_without_a_time_is_written_as_it_stands_in_every_language() -> None:
    day = date(2027, 3, 1)
    assert phrasebook("en").dates.plain_day(day) == "1 March 2027"
    assert phrasebook("de").dates.plain_day(day) == "1. März 2027"
    assert phrasebook("es").dates.plain_day(day) == "1 de marzo de 2027"
    assert phrasebook("fr").dates.plain_day(day) == "1er mars 2027"
    assert phrasebook("fr").dates.plain_day(date(2027, 3, 21)) == "21 mars 2027"


def _as_toml(raw: dict[str, object]) -> str:
    """Just enough of a writer for phrases: texts, lists of texts, and tables of them."""
    texts = [f'"{key}" = {_value(value)}' for key, value in raw.items() if not isinstance(value, dict)]
    tables = [
        "\n".join((f'["{key}"]', *(f'"{entry}" = {_value(content)}' for entry, content in value.items())))
        for key, value in raw.items()
        if isinstance(value, dict)
    ]
    return "\n".join([*texts, *tables])


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_value(content)}' for key, content in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
