"""Trying a mailbox out: signing in, and looking whether the folder is there. Nothing is fetched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.egress import Deadline, EgressPolicy
from core.imap_answers import Folder
from core.secrets import Keyring
from services.fetching.failures import sentence_of
from services.fetching.mailboxes import target_of
from services.fetching.opening import open_folder, signed_in

TRY_SECONDS = 30.0
MOST_FOLDERS = 500


@dataclass(slots=True)
class Found:
    """What a test found: `ready` or `failed`, in a sentence; `problem` where it failed."""

    state: str = "failed"
    detail: str = ""
    folders: list[str] = field(default_factory=list[str])
    messages: int | None = None
    problem: str | None = None


def try_mailbox(row: Mapping[str, Any], keyring: Keyring, *, policy: EgressPolicy) -> Found:
    """Sign in, list the folders and open the chosen one, 30 s at the most: call it in a thread, outside transactions.

    The folders are told even where the chosen one isn't among them.
    """
    found = Found()
    deadline = Deadline(TRY_SECONDS)
    try:
        target = target_of(row, keyring)
        with signed_in(target, policy=policy, deadline=deadline) as session:
            found.folders = [folder.name for folder in session.folders() if _may_be_chosen(folder)][:MOST_FOLDERS]
            found.messages = open_folder(session, target.folder).messages
    except Exception as problem:
        found.problem = found.detail = sentence_of(problem, is_late=deadline.is_past)
        return found
    held = "1 message" if found.messages == 1 else f"{found.messages} messages"
    found.state, found.detail = "ready", f"The folder is there and holds {held}."
    return found


def _may_be_chosen(folder: Folder) -> bool:
    return folder.name.casefold() != "inbox" and "\\all" not in folder.attributes
