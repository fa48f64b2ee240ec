"""What arrives from outside, read: one mail, or one event of a calendar file, with its guesses."""

from dataclasses import dataclass
from datetime import datetime

from core.vocabulary import MessageForm
from intake.calendars.event import CalendarEvent
from intake.guessing.guess import Guesses
from intake.wording import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One thing that arrived: a mail (with the calendar request in it, where there is one) or a calendar event.

    `text` is what the guesses were read in (of a mail its words, HTML as text; of an event its summary, place and
    description), so that the evidence of source `text` is found again in it. `message_id` and `reference_ids` (the
    nearest first, In-Reply-To before References) have no angle brackets. `received_at` is when it came: what the mail
    or the calendar says, never later than `now`. `is_automatic` mail (RFC 3834; senders that take no answers) is
    recorded and never answered. `digest` is the SHA-256 of what arrived: of the mail's bytes, or of one event's.
    Of a mail that the reader sent on by hand (`is_forwarded`), sender, subject, text and time are those of the mail
    within; its `message_id` is that of the mail that carries it.
    """

    form: MessageForm
    digest: str
    message_id: str | None
    reference_ids: tuple[str, ...]
    subject: str | None
    sender_name: str | None
    sender_address: str | None
    reply_to: str | None
    received_at: datetime
    is_automatic: bool
    text: str
    event: CalendarEvent | None
    guesses: Guesses
    notices: tuple[Told, ...] = ()
    """What a person should know of it: a part that wasn't read, a zone that wasn't known."""
    is_forwarded: bool = False

    @property
    def answers_id(self) -> str | None:
        """The Message-ID that an answer names in In-Reply-To: of a forward, that of the mail within, if it tells."""
        if self.is_forwarded:
            return self.reference_ids[0] if self.reference_ids else None
        return self.message_id

    @property
    def answer_to(self) -> str | None:
        """The address that an answer goes to: Reply-To, else the sender, else the organiser; None for automatic mail.

        Automatic mail with a calendar request has the organiser's.
        """
        organizer = self.event.organizer_address if self.event is not None else None
        if self.is_automatic:
            return organizer
        return self.reply_to or self.sender_address or organizer


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One part of a file that couldn't be taken: the line on which it begins (from 1) and why, with what to do."""

    line: int
    because: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Everything that one file holds, in its order. With a `refusal` nothing of it could be read."""

    form: MessageForm
    items: tuple[Arrived, ...] = ()
    unread: tuple[Unread, ...] = ()
    refusal: Told | None = None
