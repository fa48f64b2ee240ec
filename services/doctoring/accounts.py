"""What stands still in somebody's account. Its person sees it there and can mend it; an operator should know of it."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, or_, select

from core.secrets import Keyring
from core.vocabulary import ReplyState
from models.channel import CHANNEL
from models.mailing import MAILBOX
from models.reply import REPLY, UNSETTLED
from services.doctoring.complaint import Area, Complaint
from services.doctoring.secrets import count_written, unreadable
from services.searching import condition
from services.settling import FAILURES_TO_REST

_DEAD = or_(CHANNEL.c.disabled_at.is_not(None), CHANNEL.c.failures_in_a_row >= FAILURES_TO_REST)
_UNKNOWN = condition(f"reply.{UNSETTLED}") & (REPLY.c.state == ReplyState.OUTCOME_UNKNOWN.value)
"""By the index of what is unsettled, in its own words."""


def examine_accounts(connection: Connection, keyring: Keyring | None) -> Iterator[Complaint]:
    """Channels, mailboxes and replies that need their person, and what the secret key can't read; None: it is gone."""
    if keyring is None:
        if written := count_written(connection):
            yield Complaint(
                Area.ACCOUNTS,
                "The secret key is gone. Addresses of channels and mail servers were written with it, "
                f"{written} in all.",
                "Bring back REPLYBY_SECRET_KEY, or secret.key into the data folder, before the next start: that would "
                "make another key, which reads none of them.",
            )
    elif (found := unreadable(connection, keyring)).total:
        yield Complaint(
            Area.ACCOUNTS,
            f"The secret key can't read the addresses of channels ({found.channels}) and mail servers "
            f"({found.mail_servers}): nothing reaches them.",
            "Bring back the REPLYBY_SECRET_KEY (or secret.key) that they were written with.",
        )
    for table, such, what in (
        (CHANNEL, _DEAD, "channels take no reminders: they failed again and again, or asked for no more"),
        (MAILBOX, MAILBOX.c.next_poll_at.is_(None), "mailboxes are fetched from no more, having failed for days"),
        (MAILBOX, MAILBOX.c.next_poll_at.is_not(None) & (MAILBOX.c.failures_in_a_row > 0), "mailboxes fail just now"),
        (REPLY, _UNKNOWN, "replies may or may not have gone out"),
    ):
        if count := connection.scalar(select(func.count()).select_from(table).where(such)):
            yield Complaint(
                Area.ACCOUNTS,
                f"{count} {what}.",
                "Their persons see it on the page, and what to do.",
                is_wrong=False,
            )
