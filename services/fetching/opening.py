"""Opening the folder of a mailbox, for fetching from it and for trying it out."""

from collections.abc import Generator
from contextlib import contextmanager

from core.egress import Deadline, EgressPolicy, tls_context
from core.egress_imap import ImapSession, Opened, imap_session
from services.fetching.failures import WholeMailbox
from services.fetching.mailboxes import Target


@contextmanager
def signed_in(target: Target, *, policy: EgressPolicy, deadline: Deadline) -> Generator[ImapSession]:
    """A session with the target's server, signed in."""
    with imap_session(target.host, target.port, policy=policy, deadline=deadline, context=tls_context()) as session:
        session.sign_in(target.username, target.password)
        yield session


def open_folder(session: ImapSession, folder: str) -> Opened:
    """Open the folder for reading. Raises FolderMissing, and WholeMailbox for one marked as that (RFC 6154)."""
    # There are servers to which the case of a name is all the same.
    named = (one for one in session.folders(folder) if one.name.casefold() == folder.casefold())
    if any("\\all" in one.attributes for one in named):
        raise WholeMailbox("the folder holds all mail")
    return session.examine(folder)
