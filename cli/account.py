"""`replyby account`: making accounts from the terminal, and listing them."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy import Connection

from cli.opening import opened
from cli.options import AsJson, FromStdin, new_app
from cli.output import note, say, show_json, show_table
from cli.passwords import ask_password
from cli.token import read_name
from cli.zones import zone_of_this_machine
from core.secrets import Keyring
from models.account import Owner
from notifications.email_address import is_email_address
from services import channels, finding
from services.identity import accounts, passwords, places

app = new_app()


@app.callback()
def account() -> None:
    """Make an account, or list them."""


def read_email(written: str) -> str:
    """One plain e-mail address."""
    if not is_email_address(written.strip()):
        raise typer.BadParameter("write an e-mail address such as ada@example.com.")
    return written.strip()


@app.command()
def create(
    email: Annotated[str, typer.Argument(metavar="EMAIL", parser=read_email, help="What you sign in with.")],
    name: Annotated[
        str, typer.Option(prompt="Your name, as under your replies", parser=read_name, help="As under your replies.")
    ],
    time_zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="As Europe/Berlin; else this machine's.")
    ] = None,
    language: Annotated[str, typer.Option(metavar="CODE", help="Of your replies and reminders.")] = "en",
    country: Annotated[str | None, typer.Option(metavar="CODE", help="Whose holidays count, as DE.")] = None,
    region: Annotated[str | None, typer.Option(metavar="CODE", help="Of that country, as BY.")] = None,
    from_stdin: FromStdin = False,
) -> None:
    """Make an account, the first one or another, whatever REPLYBY_SIGN_UP says.

    Its reminders go to its e-mail address where mail is set up, else to the server's console.
    """
    zone = time_zone or zone_of_this_machine()
    places.check_zone(zone)
    places.check_country(country, region)
    with opened() as here:
        new = accounts.NewAccount(
            email=email,
            password_hash=passwords.hash_password(ask_password(email, from_stdin=from_stdin)),
            name=name,
            time_zone=zone,
            language=language,
            country=country,
            region=region,
        )
        has_smtp = here.settings.smtp_url is not None
        owner = here.database.threads.write(_enrol, new, Keyring(here.settings.key()), has_smtp=has_smtp, now=here.now)
    say(f"Made the account {owner.email}, in {owner.time_zone}.")
    note("`replyby serve` serves it; `replyby import FILE` brings what you have.")


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List the accounts, the oldest first."""
    with opened() as here:
        found = here.database.threads.read(finding.list_accounts)
    if as_json:
        show_json({"items": found})
    elif not found:
        say("There are no accounts.")
    else:
        show_table(("E-mail", "Name", "Time zone"), [[one["email"], one["name"], one["time_zone"]] for one in found])


def _enrol(
    connection: Connection, new: accounts.NewAccount, keyring: Keyring, *, has_smtp: bool, now: datetime
) -> Owner:
    owner = accounts.create_account(connection, new, now=now)
    channels.first_channel(connection, owner, keyring, has_smtp=has_smtp, now=now)
    return owner
