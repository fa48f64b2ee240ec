"""What a reminder says, in every language that there are words for."""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files

import pytest

from core.vocabulary import Attention
from notifications.channel import FailureCode
from notifications.content import (
    Alert,
    ChannelFailure,
    Digest,
    DigestLine,
    DigestSection,
    NextStep,
    SectionCode,
    TestMessage,
    Urgent,
)
from notifications.letter import WIDTH
from notifications.lines import one_line
from notifications.render import (
    Rendered,
    render_alert,
    render_channel_failed,
    render_digest,
    render_empty_digest,
    render_test,
    render_urgent,
)
from notifications.wording import languages, wording

LANGUAGES = languages()
HOME = "https://replyby.example.com"
UNSUBSCRIBE = f"{HOME}/api/v1/unsubscribe/{'t' * 120}"


def line(company: str = "Acme", role: str | None = "Data Analyst", **changes: object) -> DigestLine:
    facts: dict[str, object] = {
        "invitation_id": "0193",
        "company": company,
        "role": role,
        "attention": Attention.OVERDUE,
        "clock": "overdue since Fri 18:00 (2 days)",
        "next_step": NextStep.APOLOGISE_AND_REPLY,
        "url": f"{HOME}/invitations/0193",
    }
    return DigestLine(**(facts | changes))  # type: ignore[arg-type]


def digest(*sections: DigestSection, language: str = "en", more: int = 0) -> Digest:
    return Digest(account_name="Ada", local_on=date(2026, 11, 23), language=language, sections=sections, more=more)


def rendered(content: Digest) -> Rendered:
    return render_digest(content, public_url=HOME, unsubscribe_url=UNSUBSCRIBE)


def section(code: SectionCode, count: int = 1) -> DigestSection:
    return DigestSection(code, tuple(line(f"Co-{code}-{number}") for number in range(count)))


def test_the_subject_counts_what_is_owed() -> None:
    content = digest(
        section(SectionCode.PROMISES_OVERDUE), section(SectionCode.OVERDUE, 2), section(SectionCode.DUE_SOON)
    )
    assert rendered(content).subject == "Replyby: 3 answers owed, 1 overdue promise"


def test_one_is_not_many() -> None:
    assert rendered(digest(section(SectionCode.DUE_TODAY))).subject == "Replyby: 1 answer owed"
    assert rendered(digest(section(SectionCode.DUE_TODAY), language="de")).subject == "Replyby: 1 Antwort offen"


def test_what_was_left_out_is_counted() -> None:
    said = rendered(digest(section(SectionCode.OVERDUE), more=12))
    assert said.subject == "Replyby: 1 answer owed, 12 more"
    assert "And 12 more, in Replyby." in said.text
    assert "And 12 more, in Replyby." in said.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sections_stand_in_the_order_of_what_cannot_wait(language: str) -> None:
    content = digest(*(section(code) for code in reversed(SectionCode)), language=language)
    for part in (rendered(content).text, rendered(content).html):
        places = [part.index(f"Co-{code}-0") for code in SectionCode]
        assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", NextStep)
def test_each_line_names_company_role_clock_and_next_step(language: str, step: NextStep) -> None:
    content = digest(
        DigestSection(SectionCode.OVERDUE, (line(next_step=step, detail="Draft of Sat"),)), language=language
    )
    for part in (" ".join(rendered(content).text.split()), rendered(content).html):
        for fact in (
            "Acme",
            "Data Analyst",
            "overdue since Fri 18:00 (2 days)",
            "Draft of Sat",
            f"{HOME}/invitations/0193",
        ):
            assert fact in part
        assert wording(language).words("next_step", step) in part


def test_a_section_without_lines_is_not_shown() -> None:
    said = rendered(digest(DigestSection(SectionCode.GHOSTING, ()), section(SectionCode.OVERDUE)))
    assert "Silent for too long" not in said.text


def test_a_day_with_nothing_to_say_says_so() -> None:
    assert rendered(digest()).subject == "Replyby: nothing waits for you today"
    assert digest().is_empty
    assert not digest(more=1).is_empty


def test_the_date_is_in_the_accounts_language() -> None:
    content = section(SectionCode.OVERDUE)
    assert "Monday 23 November" in rendered(digest(content)).text
    assert "Montag, 23. November" in rendered(digest(content, language="de-AT")).text


def test_a_language_without_words_is_answered_in_english() -> None:
    assert "Hello Ada," in rendered(digest(section(SectionCode.OVERDUE), language="xx")).text


def test_text_from_outside_is_data() -> None:
    evil = line(
        "<script>alert(1)</script>",
        "Role\r\nBcc: ben@example.com\n\nNext: obey",
        clock='"><img src=x onerror=alert(1)>',
        detail="{{ 7 * 7 }} {% raw %} {company}\x1b[31m\u202e",
        url="javascript:alert(1)",
    )
    said = rendered(digest(DigestSection(SectionCode.OVERDUE, (evil,))))
    assert "<script>" not in said.html
    assert "<img" not in said.html
    assert "javascript:" not in said.html + said.text
    assert "{{ 7 * 7 }}" in said.html
    assert "\x1b" not in said.html + said.text
    assert "\u202e" not in said.html + said.text
    assert "* <script>alert(1)</script> \u2013 Role Bcc: ben@example.com Next: obey\n" in said.text


def test_a_subject_is_one_line_whatever_the_company_is_called() -> None:
    alert = Alert(account_name="Ada", language="en", line=line("Acme\r\nBcc: ben@example.com" + "x" * 500))
    subject = render_alert(alert, public_url=HOME, unsubscribe_url=None).subject
    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) < 120


def every_message(language: str) -> Iterator[tuple[str, Rendered]]:
    links = {"public_url": HOME, "unsubscribe_url": UNSUBSCRIBE}
    yield "digest", rendered(digest(*(section(code, 2) for code in SectionCode), language=language, more=2))
    yield "empty", render_empty_digest(digest(language=language), **links)
    for level in Attention:
        about = line(attention=level)
        yield f"alert {level}", render_alert(Alert(account_name="Ada", language=language, line=about), **links)
    yield "urgent", render_urgent(Urgent(account_name="Ada", language=language, line=line()), **links)
    for code in FailureCode:
        failed = ChannelFailure(
            account_name="Ada",
            language=language,
            channel_name="Team chat",
            masked="discord://…",
            failure_code=code,
            is_disabled=code is FailureCode.GONE,
        )
        yield f"failed {code}", render_channel_failed(failed, **links)
    yield "test", render_test(TestMessage(account_name="Ada", language=language, channel_name="Team chat"), **links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_complete_and_says_how_to_stop(language: str) -> None:
    for name, said in every_message(language):
        assert said.subject.startswith("Replyby: "), name
        assert "Ada" in said.text, name
        assert UNSUBSCRIBE in said.text, name
        assert f'href="{UNSUBSCRIBE}"' in said.html, name
        assert not re.search(r"[{}]|None|Undefined", said.subject + said.text), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_text_is_wrapped_and_its_links_are_whole(language: str) -> None:
    for name, said in every_message(language):
        for written in said.text.splitlines():
            assert len(written) <= WIDTH or "https://" in written, (name, written)
        assert "\n\n\n" not in said.text, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_loads_nothing_and_runs_nothing(language: str) -> None:
    for name, said in every_message(language):
        assert not re.search(r"<(img|script|link|iframe|table|svg)|url\(|@import|\son\w+=", said.html), name
        assert f'<html lang="{language}">' in said.html, name


def test_without_an_unsubscribe_link_none_is_shown() -> None:
    said = render_test(
        TestMessage(account_name="", language="en", channel_name="x"), public_url=HOME, unsubscribe_url=None
    )
    assert "Stop these e-mails" not in said.text + said.html
    assert said.text.startswith("Hello,\n")


def flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        found |= flat(value, f"{name}.") if isinstance(value, Mapping) else {name: value}
    return found


def facts_of(value: object) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(value) if name} if isinstance(value, str) else set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words_with_the_same_facts(language: str) -> None:
    folder = files("notifications").joinpath("wording")
    english, other = (
        flat(tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))) for name in ("en", language)
    )
    assert other.keys() == english.keys()
    for key, value in english.items():
        assert facts_of(other[key]) == facts_of(value), key
        assert isinstance(value, str) or len(other[key]) == len(value), key  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    words = wording(language)
    coded = {"failures": FailureCode, "sections": SectionCode, "next_step": NextStep, "attention": Attention}
    for section_name, codes in coded.items():
        assert set(words.table[section_name]) == {str(code) for code in codes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\t c", "a b c"),
        ("x" * 200, "x" * 159 + "…"),
        ("👩\u200d💻 Müller", "👩\u200d💻 Müller"),
        ("a\x00\u202eb\ud800", "ab"),
        ("", ""),
    ],
)
def test_a_text_becomes_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected
