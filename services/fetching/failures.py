"""Why a mailbox couldn't be read, as the person is told: a sentence of ours, never what the server said."""

import ssl

import structlog

from core.egress import NameNotFound, TargetRefused
from core.egress_imap import FolderMissing, ImapUnreadable, ServerBusy, SignInRefused
from core.errors import DomainError

log = structlog.stdlib.get_logger(__name__)

LONGEST_SENTENCE = 300
"""What the mailbox's column holds."""


class WholeMailbox(Exception):
    """The folder holds the whole mailbox, whatever it is called."""


_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (TargetRefused, "This server's address lies in a private or reserved network, which isn't called."),
    (NameNotFound, "There is no server of this name. Check the host."),
    (
        ssl.SSLCertVerificationError,
        "The server's certificate isn't good for its name, so nothing was said to it. Check the host.",
    ),
    (ssl.SSLError, "The server doesn't speak TLS from the first byte (IMAPS). Its port is 993 as a rule."),
    (
        SignInRefused,
        "The server refused the user name or the password. Many providers want an app password: see their settings.",
    ),
    (ServerBusy, "The server doesn't take anybody in just now."),
    (FolderMissing, "There is no folder of this name. Its name is written with all its levels, as in Jobs/Interviews."),
    (WholeMailbox, "This folder holds all of your mail, which isn't read. Name one that holds interviews alone."),
    (ImapUnreadable, "The server's answer isn't IMAP, or is larger than is taken."),
    (TimeoutError, "The server didn't answer in time."),
    (ConnectionRefusedError, "The server refused the connection. Check host and port."),
    (OSError, "The server can't be reached, or broke the connection off."),
)


def sentence_of(problem: Exception, *, is_late: bool) -> str:
    """The sentence for whatever reading a mailbox raised. What nobody foresaw is logged.

    `is_late`: its time was used up, which looks like a connection that broke off.
    """
    if isinstance(problem, DomainError):
        return problem.detail[:LONGEST_SENTENCE]
    if is_late and isinstance(problem, OSError | ImapUnreadable):
        problem = TimeoutError()
    for kind, sentence in _SENTENCES:
        if isinstance(problem, kind):
            return sentence
    log.error("A mailbox failed in an unexpected way", exc_info=problem)
    return "Something unexpected happened here; the server's log has the details."
