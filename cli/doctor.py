"""`replyby doctor`: what is wrong, and what to do."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from cli.opening import prepare
from cli.options import AsJson, new_app
from cli.output import say, show_json
from core import clock
from services.doctoring.complaint import Complaint
from services.doctoring.examining import examine

app = new_app()


@app.command("doctor")
def examine_installation(
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Compare a SQLite file's indexes with its rows.")
    ] = False,
    network: Annotated[bool, typer.Option("--network", help="Ask the mail server of REPLYBY_SMTP_URL too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with this installation, and what to do.

    It changes nothing, and goes beside a running service. It exits with 1 where something is wrong, and with 0 where
    nothing is, or only what is worth knowing.
    """
    complaints = examine(prepare(), clock=clock.now, thorough=thorough, network=network)
    wrong = [one for one in complaints if one.is_wrong]
    if as_json:
        show_json({"is_healthy": not wrong, "complaints": [asdict(one) for one in complaints]})
    else:
        _tell(wrong, [one for one in complaints if not one.is_wrong])
    if wrong:
        raise typer.Exit(1)


def _tell(wrong: Sequence[Complaint], known: Sequence[Complaint]) -> None:
    say(
        f"{len(wrong)} things are wrong." if len(wrong) > 1 else "One thing is wrong." if wrong else "Nothing is wrong."
    )
    for heading, complaints in (("", wrong), ("Worth knowing:", known)):
        if complaints and heading:
            say(f"\n{heading}")
        for one in complaints:
            say(f"\n[{one.area}] {one.what}\n    {one.remedy}")
