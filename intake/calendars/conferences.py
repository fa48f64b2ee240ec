"""Where a talk from afar is held: the link to a video meeting or the number to dial, wherever a maker puts it."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from intake.calendars.limits import MOST_LINK, MOST_LOCATION
from intake.calendars.properties import properties_of, text_of_property
from intake.calendars.scanning import Component
from intake.guessing.words_file import shared

OWN_PROPERTIES = (
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGINFORMATION",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "X-TEAMS-MEETING-URL",
    "X-ZOOM-MEETING-URL",
    "X-APPLE-CONFERENCE",
)
_LINK = re.compile(r"https?://[^\s<>\"'|\\^`{}]{4,2000}", re.IGNORECASE)
_NUMBER = re.compile(r"(?:tel:)?\s?(\+?\(?\d[\d\s()/.-]{5,22}\d)(?:[;,].{0,40})?", re.IGNORECASE)
_TRAILING = ".,;:!?)]}*_>»"
_MOST_LINKS = 60
_WRAPPED_BY = {"safelinks.protection.outlook.com": "url", "www.google.com": "q"}


def conference_url_in(event: Component, *, location: str | None, description: str | None) -> str | None:
    """The link to the video meeting: from the property made for it, else the place, else a known host in the words."""
    for found in properties_of(event, *OWN_PROPERTIES):
        for link in _links(found.text):
            return link
    conferences = list(properties_of(event, "CONFERENCE"))
    conferences.sort(key=lambda one: "VIDEO" not in one.parameters.get("FEATURE", "").upper())
    for found in conferences:
        for link in _links(found.text):
            return link
    if location is not None:
        for link in _links(location):
            if _is_video(link) or link == location.strip():
                return link
    url = text_of_property(event, "URL", most=MOST_LINK)
    return next((link for text in (description, url) if text for link in _links(text) if _is_video(link)), None)


def phone_number_in(event: Component, *, location: str | None) -> str | None:
    """The number to dial: where a conference is one, or the place is nothing else."""
    for found in properties_of(event, "CONFERENCE"):
        if found.value[:4].casefold() == "tel:" and (number := _NUMBER.match(found.text)):
            return number[1]
    number = _NUMBER.fullmatch(location[:MOST_LOCATION].strip()) if location else None
    return number[1] if number else None


def _links(text: str) -> Iterator[str]:
    for found in islice(_LINK.finditer(text), _MOST_LINKS):
        link = _unwrapped(found[0].rstrip(_TRAILING))
        if link is not None and link.isprintable() and len(link) <= MOST_LINK:
            yield link


def _unwrapped(link: str) -> str | None:
    """The link itself, where a mail program has put its own around it; None for what is no link."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        _ = parts.port
        for wrapper, name in _WRAPPED_BY.items():
            if host == wrapper or host.endswith(f".{wrapper}"):
                inner = parse_qs(parts.query, max_num_fields=20).get(name, [""])[0]
                return inner if _LINK.fullmatch(inner) else link
    except ValueError:
        return None
    return link if "." in host else None


def _is_video(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    host = (parts.hostname or "").removeprefix("www.")
    is_known = any(host == one or host.endswith(f".{one}") for one in shared("hosts")["video"])
    return is_known and len(parts.path) > 1
