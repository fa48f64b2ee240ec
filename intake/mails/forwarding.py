"""Mail that somebody sent on by hand: whose it really is, and when it came.

Only what the reader sent on themselves is taken for a forward, told by their address, or by the head of the mail
within, which went to whoever sends it. What somebody else quotes beneath their words stays theirs.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from intake.guessing.arrival import arrivals_in
from intake.guessing.guess import Reader
from intake.guessing.layout import Line, Part
from intake.guessing.message import Message, read
from intake.guessing.names import own_name, plain
from intake.guessing.senders import senders_in
from intake.mails.addresses import Mailbox

_PREFIX = re.compile(
    r"\s{0,8}(?:fwd?|wg|tr|rv|i|weitergeleitet|forwarded?)\s{0,3}(?:\[\d{1,3}\])?:\s{0,8}", re.IGNORECASE
)
_MARK = re.compile(r"^[ \t]{0,4}>[ \t]?", re.MULTILINE)
_MOST_REMARK = 2_000
"""So many characters above the head of the mail within are a remark on it."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail within: its text from its head on, who wrote it and when, as far as the head says."""

    text: str
    sender: Mailbox
    received_at: datetime | None


def forwarded_in(
    text: str, subject: str | None, sender: Mailbox, *, reader: Reader, now: datetime, hint: str | None
) -> Forwarded | None:
    """The mail that was sent on, None where this is no forward."""
    if _PREFIX.match(subject or "") is None:
        return None
    message = read(text, reader=reader, received_at=now, hint=hint)
    head = next((line for line in message.lines if line.part is Part.HEAD and line.label), None)
    if head is None or head.start > _MOST_REMARK or not _is_by_reader(message, sender, reader):
        return None
    start, _ = message.folded.place(head.start, head.end)
    within = text[start:]
    if within.startswith((">", " >")):
        within = _MARK.sub("", within)
    inner = read(within, reader=reader, received_at=now, hint=hint)
    arrivals = arrivals_in(inner, now=now)
    return Forwarded(within, _writer(inner), arrivals[0].value if arrivals else None)


def without_prefix(subject: str) -> str:
    """The subject without the "Fwd:" before it."""
    while found := _PREFIX.match(subject):
        subject = subject[found.end() :]
    return subject


def _writer(inner: Message) -> Mailbox:
    for found in senders_in(inner):
        name = found.name or found.shown
        return Mailbox(name.text if name else None, found.address.text.lower() if found.address else None)
    return Mailbox(None, None)


def _is_by_reader(message: Message, sender: Mailbox, reader: Reader) -> bool:
    """Whether the reader sent it on: by their address or name, else because the mail within went to its sender."""
    if sender.address in reader.addresses or (sender.name and own_name(sender.name, reader.names)):
        return True
    recipients = [line for line in message.lines if _names_recipients(line, message)]
    went_to = " ".join(line.text[line.value_at - line.start :] for line in recipients[:4])
    by_address = sender.address is not None and sender.address in went_to.casefold()
    return by_address or (sender.name is not None and plain(sender.name) in plain(went_to) and " " in sender.name)


def _names_recipients(line: Line, message: Message) -> bool:
    return line.part is Part.HEAD and message.words.header_labels.get(line.label or "") == "recipient"
