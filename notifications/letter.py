"""A message on paper: its greeting, parts and lines, written out as plain text and as HTML.

Text that came from outside is data: it is made one line, and the HTML escapes it.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from notifications.lines import one_line
from notifications.wording import Wording

WIDTH = 72
"""The columns of plain text: room enough to be quoted."""


class Rendered(NamedTuple):
    """A reminder in words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be told, in words: what it is about, how it stands, and what to do."""

    title: str
    clock: str
    attention: str | None
    detail: str | None
    next_step: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a heading, which may be empty. `colour` is a second sign beside the words."""

    code: str
    heading: str
    colour: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    language: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    parts: tuple[Part, ...]
    closing: tuple[str, ...]
    open_invitation: str
    open_replyby: str
    footer: str
    unsubscribe: str
    public_url: str
    unsubscribe_url: str | None


def written(
    words: Wording,
    *,
    subject: str,
    name: str,
    paragraphs: Sequence[str],
    public_url: str,
    unsubscribe_url: str | None,
    parts: Sequence[Part] = (),
    closing: Sequence[str] = (),
    link_words: str | None = None,
) -> Rendered:
    """The message in words: greeting, paragraphs, parts, closing, and the link home (`link_words` are its own)."""
    called = one_line(name, 80)
    letter = _Letter(
        language=words.language,
        subject=subject,
        greeting=words.words("text", "greeting", name=called) if called else words.words("text", "greeting_nobody"),
        paragraphs=tuple(paragraphs),
        parts=tuple(parts),
        closing=tuple(closing),
        open_invitation=words.words("text", "open_invitation"),
        open_replyby=link_words or words.words("text", "open_replyby"),
        footer=words.words("text", "footer"),
        unsubscribe=words.words("text", "unsubscribe"),
        public_url=public_url,
        unsubscribe_url=web_link(unsubscribe_url),
    )
    return Rendered(subject, _TEXT.render(letter=letter), _HTML.render(letter=letter))


def web_link(url: str | None) -> str | None:
    """The address, where it is one that a reader may be sent to."""
    return url if url is not None and urlsplit(url).scheme in ("http", "https") else None


def _wrapped(text: str, indent: int = 0) -> str:
    lines = textwrap.wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return ("\n" + " " * indent).join(lines)


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("notifications"),
        # Plain text has nothing to escape.
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["wrapped"] = _wrapped
    return made


_ENVIRONMENT = _environment()
_HTML = _ENVIRONMENT.get_template("mail.html.j2")
_TEXT = _ENVIRONMENT.get_template("mail.txt.j2")
