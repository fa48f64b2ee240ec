"""The command `replyby`. Each of its commands lies in a file of its own, which is read when the command is called.

So `replyby --help` waits for no database driver, and `replyby due` for no web server.
"""

import io
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from cli.refusals import in_a_sentence, refuse_bad_text
from cli.version import version_of_replyby


class _Entry(NamedTuple):
    module: str
    help: str


_COMMANDS: dict[str, _Entry] = {
    "serve": _Entry("serve", "Serve the API, and tick."),
    "scheduler": _Entry("scheduler", "Tick without serving: flag, remind and deliver."),
    "tick": _Entry("tick", "Run one tick, for cron or for a rehearsal."),
    "due": _Entry("due", "List what needs an answer, the most pressing first."),
    "decline": _Entry("decline", "Draft the polite no, and read its findings."),
    "digest": _Entry("digest", "Show the reminder that would be sent now."),
    "import": _Entry("imports", "Import invitations from CSV files, mails and calendar files."),
    "export": _Entry("exports", "Export every invitation, as CSV or JSON."),
    "copy": _Entry("copy", "Move everything to another database, while the service runs."),
    "account": _Entry("account", "Make an account, or list them."),
    "password": _Entry("password", "Set a forgotten password, and end every session."),
    "token": _Entry("token", "Make, list and revoke tokens for programs."),
    "backup": _Entry("backup", "Back everything up into one file, while the service goes on."),
    "restore": _Entry("restore", "Restore a backup, held: nothing is sent until `replyby release`."),
    "hold": _Entry("hold", "Let nothing leave by itself until `replyby release`."),
    "release": _Entry("release", "Let a held installation send again."),
    "doctor": _Entry("doctor", "Say what is wrong with this installation, and what to do."),
    "settings": _Entry("settings", "List every setting with its meaning, value and origin."),
    "demo": _Entry("demo", "Fill a throwaway account with a believable fortnight."),
    "version": _Entry("version", "Print the version."),
}
"""The commands in the order in which a newcomer reads them. A test compares their lines with the commands' own."""


class _Commands(Mapping[str, Any]):
    """The commands by name, each built from its file when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        command = typer.main.get_command(import_module(f"cli.{_COMMANDS[name].module}").app)
        command.name = name
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class Replyby(TyperGroup):
    """The group of all commands, and the place where every error becomes one sentence."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands: Any = _Commands()

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the commands aren't loaded for it
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in _COMMANDS.items()])

    def main(self, *args: Any, **given: Any) -> Any:
        """Run a command; whatever goes wrong is told in one sentence, with a non-zero exit."""
        with in_a_sentence():
            return super().main(*args, **given)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse what isn't text before anything is done with it."""
        refuse_bad_text(args)
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="replyby",
    cls=Replyby,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version_of_replyby())
        raise typer.Exit


@app.callback()
def replyby(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A clock on every interview invitation: record it, be reminded, and send the honest, polite reply in time."""


def run() -> None:
    """The entry point."""
    # Names, notes and letters: what is made here is for this user's eyes alone.
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without a letter shows a question mark, and the rest.
            stream.reconfigure(errors="replace")
    app(prog_name="replyby")
