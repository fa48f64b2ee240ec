"""Who wrote: by the head of a mail, the head of a chat message, the line above a quotation, or as it was given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from intake.guessing.guess import Confidence, Evidence, Reader, Source
from intake.guessing.layout import Part
from intake.guessing.message import Message
from intake.guessing.names import own_name, person_in, separated
from intake.guessing.words_file import Words, shared
from intake.texts import EMAIL_ADDRESS, is_address

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])")
_MOST_ADDRESSES = 200
_WROTE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Written:
    """A name or an address, and where it stands."""

    text: str
    evidence: Evidence
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a message, or an earlier one that it quotes, is from. `shown` is the whole name as the head has it."""

    name: Written | None
    address: Written | None
    shown: Written | None
    why: str


def senders_in(message: Message) -> Iterator[Sender]:
    """The senders that the text names, the newest first; never the person themselves."""
    for number, line in enumerate(message.lines):
        if line.part is Part.HEAD and line.label and message.words.header_labels.get(line.label) == "from":
            yield from _sender(message, line.value_at, line.end, "sender")
        elif line.chat is not None and not line.chat.is_own and not own_name(line.chat.name, message.reader.names):
            yield from _sender(message, line.chat.start, line.chat.end, "chat_header")
        elif line.part is Part.HEAD and line.label is None and _is_introduction(message, number):
            end = line.end
            if not line.text.rstrip().endswith(":") and number + 1 < len(message.lines):
                end = message.lines[number + 1].end
            yield from _introduced(message, line.start, min(end, line.start + _WROTE_LENGTH))


def given_sender(name: str | None, address: str | None, reader: Reader, message: Message) -> Iterator[Sender]:
    """The sender as the head of an e-mail has it, given beside the text."""
    found = EMAIL_ADDRESS.fullmatch(address.strip()) if address else None
    shown = (name or "").strip()[:200]
    is_own = (shown and own_name(shown, reader.names)) or (found and found[0].casefold() in reader.addresses)
    if is_own or not (found or shown):
        return
    person = person_in(_before_separator(shown, message.words), message.words) if shown else None

    def said(text: str) -> Written:
        return Written(text, Evidence(Source.SENDER, 0, len(text), text), Confidence.SURE)

    yield Sender(
        said(person) if person else None,
        said(found[0]) if found and is_contact_address(found[0], reader) else None,
        said(shown) if shown else None,
        "sender_beside",
    )


def is_contact_address(address: str, reader: Reader) -> bool:
    """Whether an address can be written to: neither a robot's, nor the person's own."""
    local = address.partition("@")[0].casefold()
    robots = shared("robots")["addresses"]
    is_robot = any(local == robot or local.startswith((f"{robot}+", f"{robot}-", f"{robot}.")) for robot in robots)
    is_robot = is_robot or "noreply" in local.replace("-", "").replace(".", "")
    return is_address(address) and not is_robot and address.casefold() not in reader.addresses


def addresses_in(message: Message, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Every e-mail address between two places: where it stands, and its text."""
    place = start
    for _ in range(_MOST_ADDRESSES):
        at = message.text.find("@", place, end)
        if at < 0:
            return
        place = at + 1
        local = _LOCAL.search(message.text, max(start, at - 64), at)
        domain = _DOMAIN.match(message.text, place, min(end, place + 190))
        if local is None or domain is None:
            continue
        first = local.start() + len(local[0]) - len(local[0].lstrip(".'*_"))
        place = domain.end()
        address = message.text[first : domain.end()]
        if is_address(address):
            yield first, domain.end(), address


def _sender(message: Message, start: int, end: int, why: str) -> Iterator[Sender]:
    end = min(end, start + _WROTE_LENGTH)
    first = next(addresses_in(message, start, end), None)
    shown_end = first[0] if first else end
    shown = message.text[start:shown_end].rstrip(" <[(*_").strip(" \"'*_")
    if shown.lower().endswith("mailto:"):
        shown = shown[:-7].rstrip(" <[(")
    if first and first[2].casefold() in message.reader.addresses:
        return
    if shown and own_name(shown, message.reader.names):
        return
    confidence = message.weigh(Confidence.SURE, start)
    address = name = whole = None
    if first and is_contact_address(first[2], message.reader):
        address = Written(first[2], message.evidence(first[0], first[1]), confidence)
    if shown and not is_address(shown) and "@" not in shown:
        at = message.text.find(shown, start, end)
        whole = Written(shown, message.evidence(at, at + len(shown)), confidence)
        part = _before_separator(shown, message.words)
        is_robot = first is not None and address is None
        if (person := person_in(_turned(part), message.words)) and not is_robot:
            at = message.text.find(part, start, end)
            sureness = confidence if len(person.split()) > 1 else confidence.lowered()
            name = Written(person, message.evidence(at, at + len(part)), sureness)
    if address or name or whole:
        yield Sender(name, address, whole, why)


def _before_separator(shown: str, words: Words) -> str:
    """ "Ben Weber" of "Ben Weber | Acme", "Ben Weber (Acme)" and "Ben Weber via Lever"; "Weber, Ben" stays whole."""
    parts = [part for part in separated(words).split(shown) if part.strip()]
    if len(parts) == 2 and shown.count(",") == 1 and all(len(part.split()) <= 2 for part in parts) and "(" not in shown:
        return shown
    return parts[0] if parts else shown


def _turned(name: str) -> str:
    """ "Weber, Ben" as "Ben Weber"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _is_introduction(message: Message, number: int) -> bool:
    text = message.lines[number].text.strip(" >*").lower()
    if text.partition(" ")[0] not in message.words.among("quote_begins"):
        return False
    after = message.lines[number + 1].text.lower() if number + 1 < len(message.lines) else ""
    both = (text + " " + after) if not text.endswith(":") else text
    return bool(message.words.among("quote_says") & set(both.replace(":", " ").split()))


def _introduced(message: Message, start: int, end: int) -> Iterator[Sender]:
    """The sender in "On Tue, 24 Nov 2026 at 10:12, Ben Weber <ben@acme.example> wrote:"."""
    first = next(addresses_in(message, start, end), None)
    stop = first[0] if first else end
    name_at = _name_before(message.words.any_of("quote_says")).search(message.text, start, stop)
    if first is None and name_at is None:
        return
    if name_at is not None:
        yield from _sender(message, name_at.start(1), end, "mail_header")
    elif first is not None:
        yield from _sender(message, first[0], end, "mail_header")


@cache
def _name_before(says: str) -> re.Pattern[str]:
    """The name that ends what introduces a quotation, or that leads up to an address in it."""
    return re.compile(rf"(?:,|\d|{says})\s{{1,2}}([^\d\n,:<]{{3,60}})[\s<:]*$")
