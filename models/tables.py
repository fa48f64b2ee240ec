"""All tables in one place, for the migrations and for whoever needs them all."""

from models.account import Account
from models.channel import Channel, Reminder
from models.columns import metadata
from models.contact import Contact, Touchpoint
from models.credential import ApiToken, Session, SignInAttempt
from models.import_batch import ImportBatch, ImportPiece
from models.invitation import Answer, Event, Invitation
from models.mailing import Mailbox, MailIdentity, PrivateLink
from models.message import Message
from models.reply import Reply
from models.upkeep import Heartbeat, Hold, IdempotencyKey, SearchQueue

__all__ = [
    "Account",
    "Answer",
    "ApiToken",
    "Channel",
    "Contact",
    "Event",
    "Heartbeat",
    "Hold",
    "IdempotencyKey",
    "ImportBatch",
    "ImportPiece",
    "Invitation",
    "MailIdentity",
    "Mailbox",
    "Message",
    "PrivateLink",
    "Reminder",
    "Reply",
    "SearchQueue",
    "Session",
    "SignInAttempt",
    "Touchpoint",
    "metadata",
]
