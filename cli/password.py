"""`replyby password`: a forgotten password is set anew."""

from typing import Annotated

import typer

from cli.opening import opened
from cli.options import FromStdin, new_app
from cli.output import say
from cli.passwords import ask_password
from services.identity import passwords, recovering

app = new_app()


@app.command()
def password(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whose.")], from_stdin: FromStdin = False
) -> None:
    """Set a forgotten password, and end every session.

    Whoever was signed in has to sign in again. Tokens stay; `replyby token revoke` takes them back.
    """
    with opened() as here:
        owner = here.owner(email)
        given = ask_password(owner.email, from_stdin=from_stdin)
        here.database.threads.write(
            recovering.set_password, owner, password_hash=passwords.hash_password(given), now=here.now
        )
    say(f"The password of {owner.email} is set, and every session has ended.")
