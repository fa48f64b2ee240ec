"""What a person reads in a mail: its plain text, or its HTML as text, and what is put beside it for programs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.mails.flowed import unflowed
from intake.mails.structure import Part
from intake.mails.webpage import Page, read_page
from intake.texts import without_controls
from intake.wording import Told, told

MOST_TEXT = 100_000
MOST_CALENDARS = 5
_MOST_LOOKED_AT = 4 * MOST_TEXT
_MOST_BESIDE = 20
_STUB = 400
_TIMES_MORE = 3
_HTML = re.compile(r"\s{0,80}<(?:!doctype html|html|head|body|div|table|p|meta)[\s>]", re.IGNORECASE)
_LINK = re.compile(r"https?://\S{1,2000}")
_IN_BROWSER = re.compile(
    r"view (?:this|it|the) .{0,30}browser|html.{0,30}(?:mail|view|client|support)|im browser (?:an|ö)|html-",
    re.IGNORECASE,
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CALENDAR = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,80}BEGIN:VCALENDAR", re.IGNORECASE)
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar"})
_UNREADABLE = {
    "application/ms-tnef": "mail.packed",
    "application/vnd.ms-tnef": "mail.packed",
    "application/pkcs7-mime": "mail.encrypted",
    "application/x-pkcs7-mime": "mail.encrypted",
    "application/pgp-encrypted": "mail.encrypted",
    "message/rfc822": "mail.attached_mail",
    "message/global": "mail.attached_mail",
}


@dataclass(frozen=True, slots=True)
class Body:
    """The text (at most MOST_TEXT characters, without controls), the calendar parts, and the page's data."""

    text: str
    calendars: tuple[Part, ...]
    scripts: tuple[str, ...]
    notices: tuple[Told, ...]


def read_body(mail: Part) -> Body:
    """The text of a mail: what is plain where it says anything, else what is HTML; each of several parts in turn."""
    texts: list[str] = []
    scripts: list[str] = []
    for text, page in _shown(mail):
        texts.append(text)
        scripts.extend(page.scripts if page else ())
    leaves = list(mail.leaves())
    calendars = tuple(part for part in leaves if _is_calendar(part))[:MOST_CALENDARS]
    whole = "\n\n".join(text for text in map(_storable, texts) if text)
    # What a report brings back of a mail is known to whoever sent it.
    notices = [] if mail.content_type == "multipart/report" else list(dict.fromkeys(_notices(leaves)))
    if len(whole) > MOST_TEXT:
        notices.append("mail.long_text")
    said = tuple(told(name, most=MOST_TEXT) if name == "mail.long_text" else told(name) for name in notices)
    return Body(whole[:MOST_TEXT].rstrip(), calendars, tuple(scripts), said)


def _shown(part: Part) -> Iterator[tuple[str, Page | None]]:
    """Each piece that a mail program shows one below the other, with the page that it was, where it was one."""
    if part.content_type == "multipart/alternative":
        yield from _best_of(part.parts)
    elif part.content_type == "multipart/related":
        yield from _shown(part.parts[0])
    elif part.content_type == "multipart/report":
        # What follows the words for people is for machines (RFC 6522).
        yield from _shown(part.parts[0])
    elif part.parts:
        for one in part.parts[:_MOST_BESIDE]:
            yield from _shown(one)
    elif _is_said(part):
        yield _read(part)


def _best_of(parts: Iterable[Part]) -> Iterator[tuple[str, Page | None]]:
    """The plain text among alternatives; where it is a mere stub, the HTML. Its data counts either way."""
    pieces = [piece for part in parts for piece in _shown(part)]
    plain = next((text for text, page in pieces if page is None), "")
    page = next((page for _, page in pieces if page is not None), None)
    if page is None:
        yield plain, None
    else:
        yield (page.text if _is_stub(plain, page.text) else plain), page


def _is_stub(plain: str, shown: str) -> bool:
    """Whether a plain text stands in for the HTML and says next to nothing of it."""
    little, much = (len(_LINK.sub("", text).strip()) for text in (plain, shown))
    if little * 10 < much:
        return True
    return little <= _STUB and much > little and (little * _TIMES_MORE < much or bool(_IN_BROWSER.search(plain)))


def _is_said(part: Part) -> bool:
    is_text = part.content_type in {
        "text/plain",
        "text/html",
        "text/enriched",
        "text/markdown",
        "application/xhtml+xml",
    }
    is_file = part.headers.is_attachment or (part.headers.file_name and part.content_type != "text/html")
    return is_text and not is_file


def _read(part: Part) -> tuple[str, Page | None]:
    text = part.text()
    if part.content_type in {"text/html", "application/xhtml+xml"} or _HTML.match(text):
        page = read_page(text)
        return page.text, page
    # What is far beyond what is kept isn't taken apart.
    return unflowed(text[:_MOST_LOOKED_AT], part.headers), None


def _storable(text: str) -> str:
    lines = without_controls(_UNSTORABLE.sub("\ufffd", text.replace("\x00", ""))).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _is_calendar(part: Part) -> bool:
    if part.content_type in _CALENDAR_TYPES or part.headers.file_name.endswith((".ics", ".vcs", ".ical")):
        return True
    may_be = part.content_type in {"application/octet-stream", "text/plain"} and len(part.body) > 0
    is_beside = part.headers.is_attachment or bool(part.headers.file_name)
    return may_be and is_beside and _CALENDAR.match(part.content()[:200]) is not None


def _notices(leaves: Iterable[Part]) -> Iterator[str]:
    for part in leaves:
        if part.content_type in _UNREADABLE:
            yield _UNREADABLE[part.content_type]
        elif part.headers.file_name == "winmail.dat":
            yield "mail.packed"
        elif part.headers.file_name.endswith((".eml", ".msg")):
            yield "mail.attached_mail"
