"""`replyby hold`: nothing leaves by itself, as after `replyby restore`."""

from typing import Annotated

import typer

from cli.opening import opened
from cli.options import new_app
from cli.output import counted, note, say
from services.holding.parking import hold

app = new_app()


@app.command("hold")
def hold_installation(
    why: Annotated[str, typer.Option(metavar="TEXT", help="Shown wherever the hold is.")] = "Its operator held it.",
) -> None:
    """Let nothing leave by itself until `replyby release`.

    For a database that was restored by other means (pg_dump, a snapshot), before a service starts on it. Reminders
    wait; of replies that were on their way, their people are asked whether they went out. What a running service is
    handing over at this moment may still arrive.
    """
    with opened() as here:
        parked = here.database.threads.write(hold, why=why, now=here.now)
    say("Held: nothing leaves by itself.")
    reminders, replies = counted(parked.reminders, "reminder"), counted(parked.replies, "reply")
    note(f"Waiting for `replyby release`: {reminders}. Asked about, since they may have gone out: {replies}.")
