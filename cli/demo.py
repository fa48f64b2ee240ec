"""`replyby demo`: a throwaway account that shows everything at once."""

from typing import Annotated

import typer

from cli.opening import opened
from cli.options import new_app
from cli.output import note, say
from cli.zones import zone_of_this_machine
from core.secrets import Keyring
from services.demonstration import demonstrating

app = new_app()


@app.command()
def demo(
    time_zone: Annotated[
        str | None, typer.Option("--time-zone", metavar="ZONE", help="Where it is set, as Europe/Berlin; else here.")
    ] = None,
    language: Annotated[str, typer.Option("--language", metavar="CODE", help="Of its words: en or de.")] = "en",
    remove: Annotated[bool, typer.Option("--remove", help="Take the throwaway account away again.")] = False,
) -> None:
    """Fill a throwaway account with a believable fortnight.

    Run again, it makes the account anew. No other account is touched, and nothing is sent to anybody.
    """
    with opened() as at:
        threads = at.database.threads
        if remove:
            gone = demonstrating.remove_demonstration(threads)
            say("The demonstration is gone." if gone else "There was no demonstration.")
            return
        made = demonstrating.make_demonstration(
            threads,
            Keyring(at.settings.key()),
            time_zone=time_zone or zone_of_this_machine(),
            language=language,
            now=at.now,
        )
    say(f"E-mail    {made.email}\nPassword  {made.password}")
    note(
        f"\n{made.invitations} invitations from the last fortnight are in this throwaway account. To look around:\n"
        f"  replyby due --account {made.email}\n"
        f"  replyby digest --account {made.email}\n"
        f"  replyby decline 'Flamingo Freight' --reason salary --account {made.email}\n"
        "  replyby serve            and sign in with the address and password above\n"
        "  replyby demo --remove    takes it away again"
    )
