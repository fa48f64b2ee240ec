"""The words that several rooms share: every enumeration that is stored, sent or shown.

The values are part of the REST contract. A member is added at the end of its class and with a migration that
widens the table's CHECK constraint; a value is never renamed.
"""

from enum import StrEnum


class Medium(StrEnum):
    """How an invitation arrived."""

    EMAIL = "email"
    LINKEDIN = "linkedin"
    PHONE = "phone"
    PORTAL = "portal"
    IN_PERSON = "in_person"
    OTHER = "other"


class Format(StrEnum):
    """How the interview is to be held."""

    VIDEO = "video"
    PHONE = "phone"
    ONSITE = "onsite"
    OTHER = "other"


class Status(StrEnum):
    """Where an invitation stands. An answer is owed in `awaiting_reply` and `holding` only."""

    AWAITING_REPLY = "awaiting_reply"
    HOLDING = "holding"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RESCHEDULING = "rescheduling"
    WITHDRAWN = "withdrawn"
    CANCELLED_BY_EMPLOYER = "cancelled_by_employer"
    CLOSED = "closed"
    LAPSED = "lapsed"


OWED_STATUSES = (Status.AWAITING_REPLY, Status.HOLDING)
"""The statuses in which the person owes the employer an answer, and the clock runs."""


class Attention(StrEnum):
    """How pressing an owed answer is, from least to most."""

    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    GHOSTING = "ghosting"

    @property
    def rank(self) -> int:
        """0 for `on_track` up to 3 for `ghosting`: the form in which levels are compared and stored."""
        return _ATTENTION_ORDER.index(self)

    @classmethod
    def of_rank(cls, rank: int) -> "Attention":
        """The level of a stored rank."""
        return _ATTENTION_ORDER[rank]


_ATTENTION_ORDER = tuple(Attention)


class RespondByBasis(StrEnum):
    """What decided a deadline."""

    STATED = "stated"
    POLICY = "policy"
    BEFORE_INTERVIEW = "before_interview"
    PROMISED = "promised"


class ReplyKind(StrEnum):
    """What a reply says."""

    DECLINE = "decline"
    HOLD = "hold"
    RESCHEDULE = "reschedule"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    CHECK_IN = "check_in"


class Reason(StrEnum):
    """Why the person declines or withdraws: one flat list."""

    ACCEPTED_OTHER_OFFER = "accepted_other_offer"
    STAYING_PUT = "staying_put"
    SALARY = "salary"
    LOCATION = "location"
    WORK_MODE = "work_mode"
    CONTRACT_TYPE = "contract_type"
    ROLE_MISMATCH = "role_mismatch"
    LEVEL_MISMATCH = "level_mismatch"
    TIMING = "timing"
    PERSONAL = "personal"
    VALUES_FIT = "values_fit"
    COMPANY_CONCERNS = "company_concerns"
    WORK_AUTHORISATION = "work_authorisation"
    PROCESS_LOAD = "process_load"
    OTHER = "other"
    UNDISCLOSED = "undisclosed"


class Tone(StrEnum):
    """The voice of a draft."""

    WARM = "warm"
    NEUTRAL = "neutral"
    BRIEF = "brief"


class Severity(StrEnum):
    """How much a finding matters: `block` must be mended, `warn` should be, `hint` may be."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


class Principle(StrEnum):
    """The four principles of the source article; every finding names the one that it rests on."""

    RESPOND_QUICKLY = "respond_quickly"
    DIRECT_AND_HONEST = "direct_and_honest"
    STAY_POLITE = "stay_polite"
    KEEP_IN_TOUCH = "keep_in_touch"


class ReplyState(StrEnum):
    """The life of a reply. Only `sent` answers an invitation."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    OUTCOME_UNKNOWN = "outcome_unknown"
    SUPERSEDED = "superseded"


class ReminderKind(StrEnum):
    """Why a reminder goes out: the daily digest, a level crossed, a deadline before the next digest, a dead channel."""

    DIGEST = "digest"
    ALERT = "alert"
    URGENT = "urgent"
    CHANNEL_FAILED = "channel_failed"


class ReminderState(StrEnum):
    """The life of a row of the ledger."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    MISSED = "missed"
    HELD = "held"


class ChannelKind(StrEnum):
    """Where reminders go."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    APPRISE = "apprise"
    CONSOLE = "console"


class Want(StrEnum):
    """What a channel is to be sent."""

    DIGEST = "digest"
    ALERTS = "alerts"


class Scope(StrEnum):
    """What an API token may do: look, change, send in the person's name."""

    READ = "read"
    WRITE = "write"
    SEND = "send"


class SignUp(StrEnum):
    """Whether strangers may create an account after the first one."""

    CLOSED = "closed"
    OPEN = "open"


class ImportState(StrEnum):
    """The life of an import: read, being applied, applied, taken back, too old."""

    PREVIEWED = "previewed"
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNDOING = "undoing"
    UNDONE = "undone"
    EXPIRED = "expired"
    FAILED = "failed"


class EventType(StrEnum):
    """What happened to an invitation."""

    RECORDED = "recorded"
    IMPORTED = "imported"
    EDITED = "edited"
    DELETED = "deleted"
    RESTORED = "restored"
    FLAGGED = "flagged"
    SNOOZED = "snoozed"
    UNSNOOZED = "unsnoozed"
    ANSWERED = "answered"
    ANSWER_UNDONE = "answer_undone"
    DEADLINE_CHANGED = "deadline_changed"
    REPLY_DRAFTED = "reply_drafted"
    REPLY_EDITED = "reply_edited"
    REPLY_DELETED = "reply_deleted"
    REPLY_SENT = "reply_sent"
    REPLY_APPROVED = "reply_approved"
    REPLY_RECALLED = "reply_recalled"
    REPLY_FAILED = "reply_failed"
    REPLY_OUTCOME_UNKNOWN = "reply_outcome_unknown"
    MESSAGE_RECEIVED = "message_received"


class MessageForm(StrEnum):
    """What arrived: a mail, with or without a calendar request in it, or a calendar file by itself."""

    MAIL = "mail"
    CALENDAR = "calendar"


class MessageWay(StrEnum):
    """How it came to us: a file that was uploaded, mail forwarded to the account's address, mail that we fetched."""

    UPLOAD = "upload"
    FORWARD = "forward"
    MAILBOX = "mailbox"


class MessageState(StrEnum):
    """Whether a message belongs to an invitation, waits for a person to say so, or was put aside by one."""

    PLACED = "placed"
    WAITING = "waiting"
    DISMISSED = "dismissed"


class MessageOutcome(StrEnum):
    """What came of a message: a new invitation, a changed one, one called off, a word more in its thread, nothing."""

    RECORDED = "recorded"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    JOINED = "joined"
    KNOWN = "known"
    UNCLEAR = "unclear"


class PrivateLinkKind(StrEnum):
    """The private links of an account: its calendar feed, and the address that takes forwarded mail."""

    FEED = "feed"
    MAIL = "mail"


class PartStat(StrEnum):
    """What a calendar is told (RFC 5545, PARTSTAT)."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
