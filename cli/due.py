"""`replyby due`: what needs an answer."""

from typing import Annotated, Any

import typer
from rich.text import Text

from cli.opening import opened
from cli.options import Account, AsJson, At, new_app
from cli.output import clean, note, say, show_json, show_table
from core.vocabulary import Attention
from notifications.wording import wording
from services.due import list_due

app = new_app()

_STYLES = {Attention.GHOSTING: "bold red", Attention.OVERDUE: "red", Attention.DUE_SOON: "yellow"}
"""A second sign beside the words, never the only one."""


@app.command()
def due(
    account: Account = None,
    at: At = None,
    most: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many at the most.")] = 200,
    as_json: AsJson = False,
) -> None:
    """List what needs an answer, the most pressing first.

    Each line names the company, the role, the clock in words, and the next step.
    """
    with opened() as here:
        owner = here.owner(account)
        items, is_cut = here.database.threads.read(list_due, owner, now=at or here.now, most=most)
    if as_json:
        show_json({"items": items, "more": is_cut})
        return
    if not items:
        say("Nothing needs an answer.")
        return
    _show(items, owner.language)
    if is_cut:
        note(f"These are the first {most}; --limit shows more.")


def _show(items: list[dict[str, Any]], language: str) -> None:
    words = wording(language)
    rows: list[list[Text]] = []
    for level in reversed(Attention):
        for item in items:
            if item["attention"] is level:
                style = _STYLES.get(level, "")
                rows.append(
                    [
                        clean(words.words("attention", level), style),
                        clean(item["company"]),
                        clean(item["role"] or ""),
                        clean(item["clock"], style),
                        clean(words.words("next_step", item["next_step"])),
                    ]
                )
    show_table(("Attention", "Company", "Role", "Clock", "Next step"), rows)
