"""The words' files: complete or refused, and phrases that can be read."""

from importlib.resources import files

import pytest

from intake.guessing.phrases import PhraseUnreadable, bind
from intake.guessing.words_file import WordsFileIncomplete, available_languages, read_words, sentences_of, words_of


def source(language: str) -> str:
    return files("intake.guessing").joinpath("words", f"{language}.toml").read_text("utf-8")


def test_english_and_german_are_there_and_english_comes_first() -> None:
    assert available_languages()[0] == "en"
    assert {"en", "de"} <= set(available_languages())


@pytest.mark.parametrize("language", available_languages())
def test_every_file_holds_what_english_holds(language: str) -> None:
    like, sentences = read_words("en", source("en"))
    words, said = read_words(language, source(language), like=like)
    assert set(said) == set(sentences)
    assert words.book.find("interview") is not None


@pytest.mark.parametrize("language", available_languages())
def test_every_sentence_keeps_what_stands_in_its_braces(language: str) -> None:
    parts = {"zone": "UTC", "day": "2026-11-23", "n": "3", "company": "Acme"}
    for code, sentence in sentences_of(language).items():
        english = sentences_of("en")[code]
        assert [name for name in parts if f"{{{name}}}" in sentence] == [
            name for name in parts if f"{{{name}}}" in english
        ]
        assert sentence.format(**parts)


def test_a_file_that_lacks_a_list_is_refused_by_name() -> None:
    like, _ = read_words("en", source("en"))
    lacking = source("de").replace("\ngreetings = ", "\ngreeting_words = ")
    with pytest.raises(WordsFileIncomplete, match=r"words\.greeting"):
        read_words("de", lacking, like=like)


def test_an_empty_list_and_a_missing_weekday_are_refused() -> None:
    with pytest.raises(WordsFileIncomplete, match=r"phrases\.agency"):
        read_words("xx", '[words]\nweekdays = ["a"]\nmonths = ["b"]\n[phrases]\nagency = []\n')
    with pytest.raises(WordsFileIncomplete, match="7 weekdays"):
        read_words("xx", '[words]\nweekdays = ["a"]\nmonths = ["b"]\n[phrases]\nagency = ["c"]\n')


def test_a_language_without_words_is_spoken_to_in_english() -> None:
    assert sentences_of("pt-BR") == sentences_of("en")
    assert sentences_of("de-AT") == sentences_of("de")


@pytest.mark.parametrize("phrase", ["…by", "(|a) b", "((a)) b", "ab* c"])
def test_a_phrase_that_begins_with_no_word_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseUnreadable):
        bind({"group": [phrase]})


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("let (me|us) know", "please let us know", "let us know"),
        ("let (me|us) know", "outlet us know", None),
        ("einlad*", "eine einladung kommt", "einladung"),
        ("invite … interview", "we invite you to an interview", "invite you to an interview"),
        ("invite … interview", "we invite you. an interview", None),
        ("by (the |)end", "by end", "by end"),
        ("let us know", "let\nus know", "let\nus know"),
    ],
)
def test_phrases_are_found_as_whole_words(phrase: str, text: str, found: str | None) -> None:
    spans = bind({"group": [phrase]}).find(text).get("group", [])
    assert [text[start:end] for start, end in spans] == ([found] if found else [])


def test_the_words_of_several_languages_stand_together() -> None:
    both = words_of(("en", "de"))
    assert both.numbered("weekdays")["monday"] == both.numbered("weekdays")["montag"] == 0
    assert both.numbered("months")["december"] == both.numbered("months")["dezember"] == 11
