"""`replyby token`: tokens for programs."""

from datetime import timedelta
from typing import Annotated

import typer

from cli.opening import opened
from cli.options import Account, AsJson, new_app, read_duration
from cli.output import note, say, show_json, show_table
from core.vocabulary import Scope
from services import finding
from services.identity import credentials

app = new_app()

LONGEST_NAME = 100


@app.callback()
def token() -> None:
    """Make, list and revoke tokens for programs."""


def read_scopes(written: str) -> frozenset[Scope]:
    """Scopes by commas: `read`, `write`, `send`."""
    try:
        scopes = frozenset(Scope(part.strip()) for part in written.split(",") if part.strip())
    except ValueError:
        scopes = frozenset[Scope]()
    if not scopes:
        raise typer.BadParameter("write read, write or send, with commas between.")
    return scopes


def read_name(written: str) -> str:
    """A name of one line."""
    name = written.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise typer.BadParameter(f"a name is one line of 1 to {LONGEST_NAME} characters.")
    return name


@app.command()
def create(
    name: Annotated[str, typer.Argument(parser=read_name, help="What it is for; the history names it.")],
    scopes: Annotated[str, typer.Option(metavar="LIST", help="read, write, send; by commas.")] = "read",
    expires_in: Annotated[
        timedelta | None, typer.Option(parser=read_duration, metavar="TIME", help="As 90d or 12h; else it lasts.")
    ] = None,
    account: Account = None,
    as_json: AsJson = False,
) -> None:
    """Make a token. It is printed once, and can't be shown again."""
    wanted = read_scopes(scopes)
    with opened() as here:
        made = here.database.threads.write(
            credentials.make_token,
            here.owner(account).id,
            name=name,
            scopes=wanted,
            expires_at=here.now + expires_in if expires_in is not None else None,
            now=here.now,
        )
    if as_json:
        shown = {field: made.row[field] for field in ("id", "name", "scopes", "expires_at")}
        show_json(shown | {"token": made.secret})
        return
    say(made.secret)
    note("Keep it now: it can't be shown again. Send it as `Authorization: Bearer …`.")


@app.command("list")
def list_all(account: Account = None, as_json: AsJson = False) -> None:
    """List the tokens, the newest first. Their secrets are gone for good."""
    with opened() as here:
        tokens = here.database.threads.read(credentials.list_tokens, here.owner(account).id)
    if as_json:
        show_json({"items": tokens})
    elif not tokens:
        say("There are no tokens.")
    else:
        show_table(
            ("Name", "Scopes", "Last used", "Expires", "Id"),
            [
                [
                    made["name"],
                    ", ".join(made["scopes"]),
                    _day(made["last_used_at"], "never"),
                    _day(made["expires_at"], "never"),
                    made["id"],
                ]
                for made in tokens
            ],
        )


@app.command()
def revoke(
    id_or_name: Annotated[str, typer.Argument(metavar="ID_OR_NAME", help="Which.")], account: Account = None
) -> None:
    """Take a token back; it is refused from now on."""
    with opened() as here:
        owner = here.owner(account)
        found = here.database.threads.read(finding.find_token, owner.id, id_or_name)
        here.database.threads.write(credentials.revoke_token, owner.id, found["id"])
    say(f"Revoked {found['name']}.")


def _day(instant: object, instead: str) -> str:
    return str(instant)[:16] + " UTC" if instant is not None else instead
