"""The whole verdict on a run, from what the receivers took and what lies in the database."""

from dataclasses import dataclass

from tests.conftest import START
from tests.faults.killing.programme import Programme
from tests.faults.killing.verdict_imports import Imports, judge_imports
from tests.faults.killing.verdict_sending import (
    Digests,
    Reminders,
    Replies,
    judge_digests,
    judge_reminders,
    judge_replies,
    unanswered,
)
from tests.faults.killing.verdict_writes import Flags, contradictions, judge_flags
from tests.faults.killing.wreck import looked_at
from tests.sinks import SmtpSink, WebhookSink


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who takes what is sent: reminders by webhook and by mail, and replies."""

    hooks: WebhookSink
    mails: SmtpSink
    post: SmtpSink


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found wrong, and how much there was to go wrong."""

    missing: list[str]
    """What was acknowledged and isn't there, or isn't what was acknowledged."""
    flags: Flags
    imports: Imports
    reminders: Reminders
    digests: Digests
    replies: Replies
    still_owed: list[str]
    """Invitations whose reply is out, and that owe an answer all the same."""


def judge(run: Programme, receivers: Receivers) -> Verdict:
    """Judge a run that has come to its end."""
    assert run.settled_at is not None, "the run has come to its end"
    # What broke off half-way through was taken by nobody.
    hooks = [one for one in receivers.hooks.requests if one.headers.get("content-length") == str(len(one.body))]
    mails, post = receivers.mails.messages, receivers.post.messages
    with looked_at(run.url) as connection:
        return Verdict(
            missing=run.contradicted + contradictions(connection, run.tales.invitations),
            flags=judge_flags(connection, run.births, now=run.settled_at),
            imports=judge_imports(connection, run.tales.imports, run.struck.imports),
            reminders=judge_reminders(connection, hooks, mails, run.struck.reminders),
            digests=judge_digests(connection, hooks, start=START, end=run.settled_at),
            replies=judge_replies(connection, post, run.tales.approved, run.struck.replies),
            still_owed=unanswered(connection),
        )
