"""A reminder in words: subject, plain text and HTML, in the language of the account.

Text that came from outside is data: it is made one line, and the HTML escapes it.
"""

from core.vocabulary import Attention
from notifications.content import (
    Alert,
    ChannelFailure,
    Confirmation,
    Digest,
    DigestLine,
    DigestSection,
    PersonLine,
    SectionCode,
    TestMessage,
    Urgent,
)
from notifications.letter import Line, Part, Rendered, web_link, written
from notifications.lines import one_line
from notifications.wording import Wording, wording

_OWED = (
    SectionCode.GHOSTING,
    SectionCode.OVERDUE,
    SectionCode.DUE_TODAY,
    SectionCode.DUE_SOON,
    SectionCode.SNOOZES_ENDING,
)
_NAMES_THE_LEVEL = (*_OWED[:-1], SectionCode.PROMISES_OVERDUE)
_PEOPLE = "people"
_GREY = "#7c8a96"
_COLOURS = {
    SectionCode.PROMISES_OVERDUE: "#b42318",
    SectionCode.GHOSTING: "#b42318",
    SectionCode.OVERDUE: "#b25e09",
    SectionCode.DRAFTS_UNSENT: "#b25e09",
}
"""A second sign beside the words, never the only one."""


def render_digest(digest: Digest, *, public_url: str, unsubscribe_url: str | None) -> Rendered:
    """The daily reminder. Its subject counts what it holds; its sections stand in the order of `SectionCode`."""
    if digest.is_empty:
        return render_empty_digest(digest, public_url=public_url, unsubscribe_url=unsubscribe_url)
    words = wording(digest.language)
    order = list(SectionCode)
    sections = sorted((section for section in digest.sections if section.lines), key=lambda s: order.index(s.code))
    return written(
        words,
        subject=words.words("subject", "digest", counts=_counts(digest, words)),
        name=digest.account_name,
        paragraphs=[words.words("text", "digest", day=words.day(digest.local_on))],
        parts=[*(_part(section, words) for section in sections), *_people(digest, words)],
        closing=_left_out(digest, words),
        public_url=public_url,
        unsubscribe_url=unsubscribe_url,
    )


def render_empty_digest(digest: Digest, *, public_url: str, unsubscribe_url: str | None) -> Rendered:
    """The reminder of a day with nothing to say, for those who want to hear that too."""
    words = wording(digest.language)
    return written(
        words,
        subject=words.words("subject", "nothing"),
        name=digest.account_name,
        paragraphs=[words.words("text", "nothing")],
        public_url=public_url,
        unsubscribe_url=unsubscribe_url,
    )


def render_alert(alert: Alert, *, public_url: str, unsubscribe_url: str | None) -> Rendered:
    """One invitation crossed a level."""
    level = alert.line.attention or Attention.ON_TRACK
    return _about_one(level, alert, public_url=public_url, unsubscribe_url=unsubscribe_url)


def render_urgent(urgent: Urgent, *, public_url: str, unsubscribe_url: str | None) -> Rendered:
    """A deadline that comes before the next digest."""
    return _about_one("urgent", urgent, public_url=public_url, unsubscribe_url=unsubscribe_url)


def render_channel_failed(failed: ChannelFailure, *, public_url: str, unsubscribe_url: str | None) -> Rendered:
    """A channel that doesn't work any more, told by another one."""
    words = wording(failed.language)
    channel = one_line(failed.channel_name)
    reason = words.words("failures", failed.failure_code)
    told = words.words("text", "channel_failed", channel=channel, masked=one_line(failed.masked), reason=reason)
    return written(
        words,
        subject=words.words("subject", "channel_failed", channel=channel),
        name=failed.account_name,
        paragraphs=[told, words.words("text", "channel_retired" if failed.is_disabled else "channel_stays")],
        public_url=public_url,
        unsubscribe_url=unsubscribe_url,
    )


def render_test(test: TestMessage, *, public_url: str, unsubscribe_url: str | None) -> Rendered:
    """The message that shows that a channel works."""
    words = wording(test.language)
    return written(
        words,
        subject=words.words("subject", "test"),
        name=test.account_name,
        paragraphs=[words.words("text", "test", channel=one_line(test.channel_name))],
        public_url=public_url,
        unsubscribe_url=unsubscribe_url,
    )


def render_identity_test(test: TestMessage, *, public_url: str) -> Rendered:
    """The message that shows that replies can leave by a mail server; the channel's name is the sender's address."""
    words = wording(test.language)
    return written(
        words,
        subject=words.words("subject", "test"),
        name=test.account_name,
        paragraphs=[words.words("text", "test_identity", address=one_line(test.channel_name, 254))],
        public_url=public_url,
        unsubscribe_url=None,
    )


def render_confirmation(confirmation: Confirmation) -> Rendered:
    """May we write to you? To an address that its owner hasn't agreed to yet; its one link is the one that agrees."""
    words = wording(confirmation.language)
    return written(
        words,
        subject=words.words("subject", "confirm"),
        name="",
        paragraphs=[words.words("text", "confirm", account=one_line(confirmation.account_email, 254))],
        public_url=confirmation.url,
        unsubscribe_url=None,
        link_words=words.words("text", "agree"),
    )


def _about_one(key: str, reminder: Alert | Urgent, *, public_url: str, unsubscribe_url: str | None) -> Rendered:
    words = wording(reminder.language)
    code = {"ghosting": SectionCode.GHOSTING, "overdue": SectionCode.OVERDUE}.get(key, SectionCode.DUE_SOON)
    line = _line(reminder.line, words)
    return written(
        words,
        subject=words.words("subject", key, company=one_line(reminder.line.company, 60)),
        name=reminder.account_name,
        paragraphs=[words.words("text", key)],
        parts=[Part(code, "", _COLOURS.get(code, _GREY), (line,))],
        public_url=public_url,
        unsubscribe_url=unsubscribe_url,
    )


def _counts(digest: Digest, words: Wording) -> str:
    lines = {section.code: len(section.lines) for section in digest.sections}
    counted = {"answers_owed": sum(lines.get(code, 0) for code in _OWED)}
    for code in (
        SectionCode.PROMISES_OVERDUE,
        SectionCode.DRAFTS_UNSENT,
        SectionCode.INTERVIEWS_AHEAD,
        SectionCode.RESCHEDULES_QUIET,
    ):
        counted[code] = lines.get(code, 0)
    counted[_PEOPLE] = len(digest.people)
    said = [words.counted(key, count) for key, count in counted.items() if count]
    if digest.more:
        said.append(words.words("subject", "more", count=digest.more))
    return ", ".join(said)


def _left_out(digest: Digest, words: Wording) -> list[str]:
    counted = {"more": digest.more, "more_people": digest.more_people}
    return [words.counted(key, count) for key, count in counted.items() if count]


def _people(digest: Digest, words: Wording) -> list[Part]:
    """The part about people, after all that is owed: nobody waits for it."""
    lines = tuple(_person(person, digest, words) for person in digest.people)
    return [Part(_PEOPLE, words.words("people", "heading"), _GREY, lines)] if lines else []


def _person(person: PersonLine, digest: Digest, words: Wording) -> Line:
    name, company = one_line(person.name), one_line(person.company or "")
    waiting = (digest.local_on - person.speak_on).days
    silent = 0 if person.spoke_on is None else (digest.local_on - person.spoke_on).days
    return Line(
        title=words.words("people", "name_and_company", name=name, company=company) if company else name,
        clock=words.counted("people_waiting", waiting) if waiting else words.words("people", "today"),
        attention=None,
        detail=words.counted("people_spoken", silent) if silent else None,
        next_step=words.words("text", "next_step", step=words.words("people", "next_step")),
        url=web_link(person.url),
    )


def _part(section: DigestSection, words: Wording) -> Part:
    return Part(
        section.code,
        words.words("sections", section.code),
        _COLOURS.get(section.code, _GREY),
        tuple(_line(line, words, section.code) for line in section.lines),
    )


def _line(line: DigestLine, words: Wording, section: SectionCode | None = None) -> Line:
    company = one_line(line.company)
    role = one_line(line.role or "")
    # Under a heading that says the level already, it isn't said again.
    is_said = line.attention in (None, Attention.ON_TRACK) or section in _NAMES_THE_LEVEL
    return Line(
        title=words.words("text", "company_and_role", company=company, role=role) if role else company,
        clock=one_line(line.clock),
        attention=None if is_said or line.attention is None else words.words("attention", line.attention),
        detail=one_line(line.detail, 300) if line.detail else None,
        next_step=words.words("text", "next_step", step=words.words("next_step", line.next_step)),
        url=web_link(line.url),
    )
