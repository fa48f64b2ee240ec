import json
import string
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.business_days import Policy
from models.deadline import Facts, decide
from models.explanation import explain
from models.words import Precision, all_words, words_for

BERLIN = ZoneInfo("Europe/Berlin")
BAVARIA = Policy(zone=BERLIN, country="DE", region="BY")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def stored(facts: Facts) -> Facts:
    """The facts as a database gives them back."""
    return json.loads(json.dumps(facts))


def explained(language: str = "en", **dates: str | date) -> str:
    """The explanation of a deadline in Bavaria; texts are local instants there."""
    instants = {name: berlin(value) if isinstance(value, str) else value for name, value in dates.items()}
    return explain(stored(decide(BAVARIA, **instants).facts), language)  # pyright: ignore[reportArgumentType]


def test_a_deadline_by_policy_tells_the_receipt_the_days_and_the_result() -> None:
    assert explained(received_at="2026-11-20T16:40") == "received Fri 16:40 Europe/Berlin + 2 business days = Tue 18:00"
    assert explained("de", received_at="2026-11-20T16:40") == (
        "erhalten Fr 16:40 Europe/Berlin + 2 Arbeitstage = Di 18:00"
    )


def test_one_business_day_is_told_in_the_singular() -> None:
    facts = decide(Policy(zone=BERLIN, reply_business_days=1), received_at=berlin("2026-11-20T16:40")).facts
    assert explain(facts, "en") == "received Fri 16:40 Europe/Berlin + 1 business day = Mon 18:00"
    assert explain(facts, "de") == "erhalten Fr 16:40 Europe/Berlin + 1 Arbeitstag = Mo 18:00"


def test_a_receipt_on_a_day_off_tells_from_which_day_it_counts() -> None:
    assert explained(received_at="2026-11-21T11:00") == (
        "received Sat 11:00 Europe/Berlin, counted from Mon + 2 business days = Wed 18:00"
    )
    assert explained("de", received_at="2026-11-21T11:00") == (
        "erhalten Sa 11:00 Europe/Berlin, gezählt ab Mo + 2 Arbeitstage = Mi 18:00"
    )


def test_holidays_that_were_skipped_are_named_by_their_dates() -> None:
    assert explained(received_at="2026-12-23T10:00") == (
        "received Wed 10:00 Europe/Berlin + 2 business days = Mon 18:00; Fri 25 Dec is a holiday"
    )
    assert explained("de", received_at="2027-03-25T10:00") == (
        "erhalten Do 10:00 Europe/Berlin + 2 Arbeitstage = Mi 18:00; Fr 26. März und Mo 29. März sind Feiertage"
    )


def test_the_holiday_of_the_receipt_itself_is_named_too() -> None:
    assert explained(received_at="2027-01-06T10:00") == (
        "received Wed 10:00 Europe/Berlin, counted from Thu + 2 business days = Mon 18:00; Wed 6 Jan is a holiday"
    )


def test_a_holiday_on_a_weekend_did_not_matter_and_is_not_named() -> None:
    # Second Christmas Day of 2026 is a Saturday.
    assert "26 Dec" not in explained(received_at="2026-12-24T10:00")


def test_days_more_than_six_apart_are_told_with_their_dates() -> None:
    slow = Policy(zone=BERLIN, reply_business_days=5)
    received = berlin("2026-11-17T09:00")
    assert explain(decide(slow, received_at=received).facts, "en") == (
        "received Tue 17 Nov 09:00 Europe/Berlin + 5 business days = Tue 24 Nov 18:00"
    )
    six_days = decide(slow, received_at=received - timedelta(days=1), promised=berlin("2026-11-22T12:00")).facts
    assert explain(six_days, "en") == "you promised an answer by Sun 12:00 Europe/Berlin"


def test_the_year_is_told_where_it_differs_and_the_weekday_is_not_enough() -> None:
    slow = Policy(zone=BERLIN, country="DE", reply_business_days=5)
    assert explain(decide(slow, received_at=berlin("2026-12-28T09:00")).facts, "de") == (
        "erhalten Mo 28. Dez. 2026 09:00 Europe/Berlin + 5 Arbeitstage = Di 5. Jan. 2027 18:00; "
        "Fr 1. Jan. 2027 ist ein Feiertag"
    )
    assert explained(received_at="2026-12-31T10:00") == (
        "received Thu 10:00 Europe/Berlin + 2 business days = Tue 18:00; Fri 1 Jan is a holiday"
    )


def test_a_stated_deadline_says_that_the_employer_asked_for_it() -> None:
    dates = {"received_at": "2026-11-20T16:40", "stated": "2026-11-24T12:00"}
    assert explained(**dates) == "the employer asked for an answer by Tue 12:00 Europe/Berlin"
    assert explained("de", **dates) == "der Arbeitgeber bat um Antwort bis Di 12:00 Europe/Berlin"


def test_a_stated_date_says_until_when_it_lasts() -> None:
    on = date(2026, 12, 6)
    assert explained(received_at="2026-11-20T16:40", stated=on) == (
        "the employer asked for an answer by Sun 6 Dec, which lasts until 18:00 Europe/Berlin"
    )
    assert explained("de", received_at="2026-11-20T16:40", stated=on) == (
        "der Arbeitgeber bat um Antwort bis So 6. Dez., das heißt bis 18:00 Europe/Berlin"
    )


def test_a_promise_says_that_it_was_the_person_s_own() -> None:
    dates = {"received_at": "2026-11-20T16:40", "promised": "2026-11-26T12:00"}
    assert explained(**dates) == "you promised an answer by Thu 12:00 Europe/Berlin"
    assert explained("de", **dates) == "du hast eine Antwort bis Do 12:00 Europe/Berlin zugesagt"


def test_a_cap_says_which_rule_decided() -> None:
    received = "2026-11-20T16:40"
    before, least, beginning = "2026-11-24T10:00", "2026-11-21T10:00", "2026-11-20T17:40"
    assert explained(received_at=received, interview_at=before) == (
        "interview Tue 10:00 Europe/Berlin - 24 hours = Mon 10:00, instead of Tue 18:00"
    )
    assert explained(received_at=received, interview_at=least) == (
        "received Fri 16:40 Europe/Berlin + 2 hours = Fri 18:40, because the interview is Sat 10:00"
    )
    assert explained(received_at=received, interview_at=beginning) == (
        "the interview begins Fri 17:40 Europe/Berlin, before the answer would be due (Tue 18:00)"
    )
    assert explained("de", received_at=received, interview_at=before) == (
        "Gespräch Di 10:00 Europe/Berlin - 24 Stunden = Mo 10:00, statt Di 18:00"
    )
    assert explained("de", received_at=received, interview_at=least) == (
        "erhalten Fr 16:40 Europe/Berlin + 2 Stunden = Fr 18:40, weil das Gespräch Sa 10:00 stattfindet"
    )
    assert explained("de", received_at=received, interview_at=beginning) == (
        "das Gespräch beginnt Fr 17:40 Europe/Berlin, ehe die Antwort fällig wäre (Di 18:00)"
    )


def test_a_cap_of_half_hours_is_told_in_minutes() -> None:
    policy = Policy(zone=BERLIN, cap_period=timedelta(minutes=90))
    facts = decide(policy, received_at=berlin("2026-11-20T16:40"), interview_at=berlin("2026-11-23T10:00")).facts
    assert explain(facts, "en") == "interview Mon 10:00 Europe/Berlin - 90 minutes = Mon 08:30, instead of Tue 18:00"


def test_a_stated_date_that_the_interview_capped_says_so() -> None:
    assert explained(received_at="2026-11-20T16:40", interview_at="2026-11-24T10:00", stated=date(2026, 11, 24)) == (
        "the interview begins Tue 10:00 Europe/Berlin, before the answer would be due (Tue 18:00)"
    )


@pytest.mark.parametrize("language", ["fr", "", "xx-YY", "../de", "EN", "en_GB"])
def test_an_unknown_language_is_answered_in_english(language: str) -> None:
    assert explained(language, received_at="2026-11-20T16:40").startswith("received Fri")


@pytest.mark.parametrize("language", ["de", "de-AT", "de_CH", "DE"])
def test_a_language_is_known_with_any_country(language: str) -> None:
    assert explained(language, received_at="2026-11-20T16:40").startswith("erhalten Fr")


def test_facts_written_by_the_first_version_are_still_told() -> None:
    # Rows hold these for years: this text stands for them, and is not to be changed with the code.
    row = (
        '{"v":1,"basis":"policy","zone":"Europe/Berlin","received":"2026-12-25T16:40","respond_by":"2026-12-30T18:00",'
        '"days":2,"counted_from":"2026-12-28","holidays":["2026-12-25"]}'
    )
    assert json.loads(row) == decide(BAVARIA, received_at=berlin("2026-12-25T16:40")).facts
    assert explain(json.loads(row), "en") == (
        "received Fri 16:40 Europe/Berlin, counted from Mon + 2 business days = Wed 18:00; Fri 25 Dec is a holiday"
    )


def test_facts_of_a_version_not_known_here_still_tell_the_deadline() -> None:
    facts = {"v": 99, "zone": "Europe/Berlin", "respond_by": "2026-11-24T18:00", "moon": "full"}
    assert explain(facts, "en") == "answer by Tue 24 Nov 2026 18:00 Europe/Berlin"
    assert explain(facts, "de") == "Antwort bis Di 24. Nov. 2026 18:00 Europe/Berlin"
    assert explain({}, "en") == ""
    assert explain({"v": 99, "zone": "Europe/Berlin", "respond_by": "soon"}, "en") == ""


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 400 * 24 * 60),
    st.one_of(st.none(), st.integers(-99, 999)),
    st.one_of(st.none(), st.integers(-99, 999)),
    st.sampled_from(["en", "de"]),
)
def test_every_deadline_has_an_explanation_that_ends_no_part_open(
    minutes: int, interview: int | None, stated: int | None, language: str
) -> None:
    received = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    facts = decide(
        BAVARIA,
        received_at=received,
        interview_at=None if interview is None else received + timedelta(hours=interview),
        stated=None if stated is None else received + timedelta(hours=stated),
    ).facts
    sentence = explain(stored(facts), language)
    assert "{" not in sentence
    assert str(facts["respond_by"])[-5:] in sentence
    assert "Europe/Berlin" in sentence


def test_every_language_has_all_the_words_that_english_has() -> None:
    english = words_for("en")
    for code, words in all_words().items():
        assert code == code.casefold()
        assert len(words.weekdays) == 7
        assert len(words.months) == 12
        assert words.sentences.keys() == english.sentences.keys()
        assert words.amounts.keys() == english.amounts.keys()
        for forms in words.amounts.values():
            assert {"one", "other"} <= forms.keys()


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_translated_sentence_keeps_the_places_of_the_english_one() -> None:
    english = words_for("en")
    for words in all_words().values():
        for name, sentence in words.sentences.items():
            assert places(sentence) == places(english.sentences[name]), name
        for forms in words.amounts.values():
            assert all(places(form) == {"n"} for form in forms.values())


def test_a_date_is_told_as_precisely_as_it_must_be() -> None:
    day = date(2026, 3, 3)
    told = [words_for(code).day(day, precision) for code in ("en", "de") for precision in Precision]
    assert told == ["Tue", "Tue 3 Mar", "Tue 3 Mar 2026", "Di", "Di 3. März", "Di 3. März 2026"]
