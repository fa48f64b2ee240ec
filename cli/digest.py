"""`replyby digest`: the reminder that would be sent now."""

from cli.opening import opened
from cli.options import Account, AsJson, At, new_app
from cli.output import note, say, show_json
from notifications.render import render_digest
from services.digest import digest_of
from services.messages import digest_payload

app = new_app()


@app.command()
def digest(account: Account = None, at: At = None, as_json: AsJson = False) -> None:
    """Show the reminder that would be sent now.

    Looking at it sends nothing and changes nothing.
    """
    with opened() as here:
        owner = here.owner(account)
        base = here.settings.link_base
        made = here.database.threads.read(digest_of, owner, now=at or here.now, link_base=base)
    written = render_digest(made, public_url=base, unsubscribe_url=None)
    would_send = not made.is_empty or owner.digest_when_empty
    if as_json:
        show_json(digest_payload(made) | {"would_send": would_send, "subject": written.subject, "text": written.text})
        return
    say(f"{written.subject}\n\n{written.text.rstrip()}")
    if not would_send:
        note("There is nothing to say, so nothing would be sent.")
