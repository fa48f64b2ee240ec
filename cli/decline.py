"""`replyby decline`: the polite no, from the terminal."""

import dataclasses
from datetime import date
from typing import Annotated, Any

import typer

from cli.opening import Opened, opened
from cli.options import Account, AsJson, new_app, read_day
from cli.output import note, say, show_json, show_table
from core.vocabulary import Reason, ReplyKind, Tone
from models.account import Owner
from replies.brief import Brief
from services import briefing, declining, finding

app = new_app()


@app.command()
def decline(
    which: Annotated[
        str | None, typer.Argument(metavar="COMPANY_OR_ID", help="Words of a recorded invitation, or its id.")
    ] = None,
    reason: Annotated[
        Reason, typer.Option(metavar="REASON", help=f"Why, honestly: {', '.join(Reason)}.")
    ] = Reason.UNDISCLOSED,
    details: Annotated[str | None, typer.Option(help="A sentence of your own.")] = None,
    tone: Annotated[Tone, typer.Option(help="The voice.")] = Tone.NEUTRAL,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="en, de or fr; else the account's.")] = None,
    keep_in_touch: Annotated[bool, typer.Option("--keep-in-touch", help="Leave the door open.")] = False,
    referral: Annotated[str | None, typer.Option(help="Whom you suggest instead.")] = None,
    my_salary: Annotated[str | None, typer.Option(help="Where your range begins.")] = None,
    their_salary: Annotated[str | None, typer.Option(help="Where theirs ends.")] = None,
    place: Annotated[str | None, typer.Option(help="Where you can't work.")] = None,
    work_mode: Annotated[str | None, typer.Option(help="What you look for: remote, hybrid …")] = None,
    contract_type: Annotated[str | None, typer.Option(help="What you look for: permanent …")] = None,
    not_before: Annotated[
        date | None, typer.Option(metavar="DATE", parser=read_day, help="When you could start a process.")
    ] = None,
    hours: Annotated[int | None, typer.Option(min=1, max=10_000, help="What the process would take.")] = None,
    variation: Annotated[int, typer.Option(min=0, max=1_000_000, help="Another phrasing of the same.")] = 0,
    sent: Annotated[bool, typer.Option("--sent", help="You have sent it: stop the clock.")] = False,
    company: Annotated[str | None, typer.Option(help="Without a recorded invitation: whose it is.")] = None,
    role: Annotated[str | None, typer.Option(help="With --company: for what.")] = None,
    contact: Annotated[str | None, typer.Option(help="With --company: from whom.")] = None,
    account: Account = None,
    as_json: AsJson = False,
) -> None:
    """Draft the polite no, and read its findings.

    A draft answers nothing: send it yourself, then say so with --sent. Without options of its own, --sent means the
    draft that was made last. An invitation that was accepted is withdrawn from. With --company nothing is kept.
    """
    if (which is None) == (company is None):
        raise typer.BadParameter("name a recorded invitation, or compose for --company NAME; one of the two.")
    if company is not None and sent:
        raise typer.BadParameter("--sent stops the clock of a recorded invitation; --company has none.")
    facts: dict[str, Any] = {
        "keep_in_touch": keep_in_touch or None,
        "variation": variation or None,
        "referral": referral,
        "my_salary": my_salary,
        "their_salary": their_salary,
        "place": place,
        "work_mode": work_mode,
        "contract_type": contract_type,
        "not_before": not_before,
        "hours": hours,
    }
    wish = briefing.Wish(
        reason=reason,
        details=details,
        tone=tone,
        language=language,
        facts={name: value for name, value in facts.items() if value is not None},
    )
    with opened() as here:
        owner = here.owner(account)
        if company is not None:
            reply = _compose(here, owner, wish, company=company, role=role, contact=contact)
        else:
            reply = _decline(here, owner, wish, which or "", sent=sent)
    if as_json:
        show_json(reply)
    else:
        _show(reply)


def _decline(here: Opened, owner: Owner, wish: briefing.Wish, which: str, *, sent: bool) -> dict[str, Any]:
    threads = here.database.threads
    invitation = threads.read(finding.find_invitation, owner, which, now=here.now)
    given = None if wish == briefing.Wish() else wish
    reply = threads.write(declining.decline, owner, invitation, given, sent=sent, now=here.now)
    names = ("company", "role", "contact_name", "contact_email")
    return reply | {"invitation": {name: invitation[name] for name in names}}


def _compose(
    here: Opened, owner: Owner, wish: briefing.Wish, *, company: str, role: str | None, contact: str | None
) -> dict[str, Any]:
    brief = Brief(
        kind=ReplyKind.DECLINE,
        company=company,
        role=role,
        contact_name=contact,
        sender_name=owner.name,
        zone=owner.zone,
        reason=wish.reason,
        details=wish.details,
        tone=wish.tone,
        language=wish.language or owner.language,
    )
    brief = dataclasses.replace(brief, **wish.facts)
    return here.database.threads.read(briefing.compose_for, owner, brief, None, now=here.now)


def _show(reply: dict[str, Any]) -> None:
    invitation = reply.get("invitation")
    if invitation is not None:
        to = " ".join(
            part
            for part in (
                invitation["contact_name"],
                f"<{invitation['contact_email']}>" if invitation["contact_email"] else None,
            )
            if part
        )
        if to:
            say(f"To:       {to}")
    say(f"Subject:  {reply['subject']}\n\n{reply['body']}")
    if reply["advice"]:
        note("\n" + "\n".join(f"For you: {sentence}" for sentence in reply["advice"]))
    if reply["findings"]:
        say()
        show_table(
            ("Finding", "Rule", "Where", "Why", "Suggestion"),
            [
                [finding["severity"], finding["rule"], finding["excerpt"], finding["why"], finding["suggestion"]]
                for finding in reply["findings"]
            ],
        )
    else:
        note("\nThe review found nothing to mend.")
    if invitation is None:
        note("Nothing was kept.")
    elif reply["state"] == "sent":
        note("Marked as sent: its clock has stopped.")
    else:
        note(f"A draft is kept; its clock runs on. Once you sent it: replyby decline {reply['invitation_id']} --sent")
