"""Which mail it is, and which ones it answers: Message-ID, In-Reply-To and References (RFC 5322, section 3.6.4)."""

import re

from intake.mails.headers import Headers

MOST_REFERENCES = 50
LONGEST_ID = 500
_ID = re.compile(r"<\s{0,4}([^<>\s]{1,500})\s{0,4}>")
_BARE_ID = re.compile(r"[^<>\s]{1,500}@[^<>\s]{1,250}")


def message_id_of(headers: Headers) -> str | None:
    """The Message-ID without its angle brackets; None where there is none of a sane length."""
    found = _ids((headers.first("message-id") or "")[: 2 * LONGEST_ID])
    return found[0] if found else None


def references_of(headers: Headers) -> tuple[str, ...]:
    """The messages that this one follows, the nearest first, each once: In-Reply-To before References.

    A forward that says which message it carries (X-Forwarded-Message-Id) names that one first.
    """
    fields = ("x-forwarded-message-id", "in-reply-to")
    nearest = [one for field in fields for value in headers.all(field) for one in _ids(value)]
    older = [one for value in headers.all("references") for one in reversed(_ids(value))]
    own = message_id_of(headers)
    return tuple(dict.fromkeys(one for one in (*nearest, *older) if one != own))[:MOST_REFERENCES]


def _ids(value: str) -> list[str]:
    found = _ID.findall(value) or _BARE_ID.findall(value)
    return [one for one in found if len(one) <= LONGEST_ID and one.isprintable()]
