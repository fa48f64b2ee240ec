"""`replyby release`: a held installation sends again."""

from typing import Annotated

import typer

from cli.opening import opened
from cli.options import new_app
from cli.output import counted, note, say
from services.holding.releasing import release

app = new_app()


@app.command("release")
def release_installation(
    discard: Annotated[
        bool, typer.Option("--discard", help="No reminder that waits goes out, only what is decided from now on.")
    ] = False,
) -> None:
    """Let a held installation send again.

    Alerts that are still true go out, and today's digests; digests of days that are over don't. Replies of unknown
    outcome stay as they are: each waits for its person's word.
    """
    with opened() as here:
        done = here.database.threads.write(release, now=here.now, discard=discard)
    say("Released: reminders and replies leave again.")
    waited = done.discarded if discard else done.planned
    note(
        f"{'Discarded' if discard else 'Going out if still true'}: {counted(waited, 'reminder')}. Of days that are "
        f"over: {counted(done.over, 'digest')}. Asked about: {counted(done.replies_asked, 'reply')}."
    )
