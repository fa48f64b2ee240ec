"""`replyby version`."""

from importlib.metadata import PackageNotFoundError, version

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def version_of_replyby() -> str:
    """The installed version; `0+source` where Replyby runs from a checkout that wasn't installed."""
    try:
        return version("replyby")
    except PackageNotFoundError:
        return "0+source"


@app.command()
def show_version() -> None:
    """Print the version."""
    typer.echo(version_of_replyby())
