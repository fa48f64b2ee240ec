"""What is said about files: in every language alike, and in that of whoever imports."""

import ast
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from intake.candidate import FIELDS
from intake.formats import FORMATS
from intake.wording import languages, told, wording

ROOT = Path(__file__).parents[2]
OTHERS = [language for language in languages() if language != "en"]
SAYING = [
    *(ROOT / "intake").rglob("*.py"),
    *(ROOT / "services" / "imports").glob("*.py"),
    *(ROOT / "services" / "receiving").glob("*.py"),
]


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def texts_in(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def sayings_in(path: Path) -> Iterator[tuple[str, set[str]]]:
    """The names that `told(…)` is given in a module, each with the parts that come with it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "told":
            (name,) = node.args
            for one in (name.body, name.orelse) if isinstance(name, ast.IfExp) else (name,):
                if isinstance(one, ast.Constant):
                    yield str(one.value), {str(keyword.arg) for keyword in node.keywords}


def test_english_and_german_are_there() -> None:
    assert {"en", "de"} <= set(languages())


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_everything_and_keeps_the_parts(language: str) -> None:
    english, other = wording("en").sentences, wording(language).sentences
    assert {name: gaps(sentence) for name, sentence in other.items()} == {
        name: gaps(sentence) for name, sentence in english.items()
    }
    assert all(sentence.strip() for sentence in other.values())


def test_whatever_is_told_has_a_sentence_with_just_its_parts() -> None:
    english: Mapping[str, str] = wording("en").sentences
    said = [saying for path in SAYING for saying in sayings_in(path)]
    assert len(said) > 50
    for name, parts in said:
        assert gaps(english[name]) == parts, name


def test_no_sentence_waits_in_vain_for_somebody_to_say_it() -> None:
    written = {text for path in SAYING for text in texts_in(path)}
    named = {name for name in wording("en").sentences if name.partition(".")[0] not in {"formats", "fields"}}
    assert named <= written


def test_every_known_file_and_every_field_has_a_name() -> None:
    names = {wording("en").say(form.name) for form in FORMATS.values()}
    assert len(names) == len(FORMATS)
    named = {name.removeprefix("fields.") for name in wording("en").sentences if name.startswith("fields.")}
    assert named == set(FIELDS)


def test_a_region_speaks_its_language_and_one_without_words_english() -> None:
    assert wording("de-AT") is wording("de")
    assert wording("pt_BR") is wording("en")


def test_a_count_is_grouped_as_the_language_does_and_the_number_of_a_line_never() -> None:
    wide = told("file.too_many_columns", count=10_001, line="12345", most=1_000)
    assert "10,001 columns in line 12345; 1,000 are" in wording("en").say(wide)
    assert "Zeile 12345 hat die Datei 10.001 Spalten; höchstens 1.000" in wording("de").say(wide)


def test_what_a_file_holds_is_quoted_and_never_filled_in() -> None:
    odd = told("statuses.unknown", status="{line} {0} {status}")
    assert "“{line} {0} {status}”" in wording("en").say(odd)


PROBLEMATIC = (
    "Company,Role,Email,Received,Interview at,Reply by,Status,Url,Medium,Format,Role\n"
    "Acme,Cook,nobody,31/02/2026,2026-04-01,2026-04-01 25:00,Odd,nowhere,pigeon,pigeon,\n"
    ",Cook,ada@acme.example,,,,,,,,\n"
    "Acme,Cook,,13/1/2026,,,Applied,,,,\n"
    "Acme,Cook,,1/13/2026,,,,,,,\n"
    "Acme,\x01Cook,,1/2/2026,,,,,,,\n"
    ",Cook\n"
    "Acme,Cook,,1/2/2026,,,,,,,,more\n"
    'Acme,"never closed\n'
)


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_is_found_in_every_language_and_said_in_its_own_words(read_whole, language: str) -> None:
    english, other = (
        read_whole(PROBLEMATIC, mapping={"Nobody": "notes"}, language=spoken) for spoken in ("en", language)
    )
    assert len(english.problems) > 15
    assert [problem._replace(message="") for problem in other.problems] == [
        problem._replace(message="") for problem in english.problems
    ]
    assert other.candidates == english.candidates
    pairs = zip(english.problems, other.problems, strict=True)
    assert [one.message for one, translated in pairs if one.message == translated.message] == []
    assert len(other.recognised.notices) == 2
    assert not set(other.recognised.notices) & set(english.recognised.notices)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"one,two\n1,2\n", b"Role,Notes\nCook,x\n", b"Company\n", b'"never closed']
)
def test_a_file_that_is_refused_is_refused_in_german_too(read_whole, content: bytes) -> None:
    refused = read_whole(content, language="de")
    assert refused.recognised.refusal not in {None, read_whole(content, language="en").recognised.refusal}
    assert [problem.message for problem in refused.problems] == [refused.recognised.refusal]


@pytest.mark.parametrize("name", ["applications", "saved_jobs", "messages", "invitations", "connections"])
def test_lists_of_linkedin_are_refused_in_german_too(read_file, name: str) -> None:
    recognised = read_file(f"linkedin_{name}.csv", language="de").recognised
    assert str(recognised.refusal).startswith("Das ist LinkedIns Liste")
    assert recognised.source_name.startswith("LinkedIn, ")
