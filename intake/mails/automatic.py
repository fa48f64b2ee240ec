"""Whether a mail was written by a machine and takes no answer (RFC 3834).

What says so outright always counts. What bulk mail has, and mail of recruiting systems too, counts only where the mail
names no person's address to answer to: a recruiter who writes by such a system is answered by its Reply-To.
`X-Auto-Response-Suppress` says what the sender doesn't want back, and Exchange writes it on the mail of people too: it
tells nothing.
"""

from intake.guessing.guess import Reader
from intake.guessing.senders import is_contact_address
from intake.mails.addresses import Mailbox
from intake.mails.headers import Headers
from intake.mails.structure import Part

_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_MACHINES = ("mailer-daemon", "postmaster")
_AUTO_REPLIES = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from")
_REPORTS = frozenset({"multipart/report", "message/delivery-status", "message/disposition-notification"})


def is_automatic(mail: Part, sender: Mailbox, reply_to: Mailbox, reader: Reader) -> bool:
    """Whether nobody is to be answered."""
    if _says_so(mail, sender):
        return True
    if any(box.address and is_contact_address(box.address, reader) for box in _to_answer(sender, reply_to)):
        return False
    is_robot = sender.address is not None and not is_contact_address(sender.address, reader)
    is_own = sender.address in reader.addresses
    return (is_robot and not is_own) or _precedence(mail.headers) in _BULK


def _says_so(mail: Part, sender: Mailbox) -> bool:
    headers = mail.headers
    submitted = (headers.first("auto-submitted") or "no").partition(";")[0].strip().lower()
    if (
        submitted != "no"
        or headers.content_type in _REPORTS
        or any(part.content_type in _REPORTS for part in mail.parts)
    ):
        return True
    # An empty path of return is that of bounces and of answers of machines (RFC 5321, section 4.5.5).
    if any(path.replace(" ", "") == "<>" for path in headers.all("return-path")):
        return True
    if any(headers.first(field) for field in _AUTO_REPLIES):
        return True
    # Whoever can post to a list would have the answer read by all of it.
    is_list = headers.first("list-post") is not None and (headers.first("list-post") or "").strip().upper() != "NO"
    is_machine = (sender.address or "").partition("@")[0] in _MACHINES
    return is_machine or is_list or (headers.first("list-id") is not None and _precedence(headers) == "list")


def _to_answer(sender: Mailbox, reply_to: Mailbox) -> tuple[Mailbox, ...]:
    """Whose address tells that a person can be answered: the Reply-To, where it isn't merely the sender again."""
    return (reply_to,) if reply_to.address is not None and reply_to.address != sender.address else ()


def _precedence(headers: Headers) -> str:
    return (headers.first("precedence") or "").strip().lower()
