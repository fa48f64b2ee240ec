"""`replyby settings`: every setting, what it means, what it is, and where that was said. Secrets are masked."""

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typer
from dotenv import dotenv_values
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from cli.options import AsJson, new_app
from cli.output import say, show_json, show_table
from core.settings import Settings, SettingsInvalid, load_settings

app = new_app()

PREFIX = "REPLYBY_"
_MASK = "********"
_CREDENTIALS = re.compile(r"(//)(?:[^?]*|.*)@")
_SECRET_PARTS = re.compile(r"(?i)\b((?:password|passwd|pass|secret|token|key)=)[^&\s]*")


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as it is listed."""

    name: str
    value: str | None
    origin: str
    meaning: str


@app.command("settings")
def list_settings(as_json: AsJson = False) -> None:
    """List every setting with its meaning, value and origin.

    It lists them even where one is wrong, says which, and then exits with 1.
    """
    shown = shown_settings(os.environ, _of_dot_env())
    wrong = _what_is_wrong()
    if as_json:
        show_json({"settings": [asdict(one) for one in shown], "wrong": wrong})
    else:
        show_table(("Setting", "Value", "From"), [(one.name, one.value, one.origin) for one in shown])
        say()
        for one in shown:
            say(f"{one.name}\n    {one.meaning}")
    if wrong is not None:
        typer.echo(wrong, err=True)
        raise typer.Exit(1)


def shown_settings(environment: Mapping[str, str], dot_env: Mapping[str, str | None]) -> list[Shown]:
    """Every setting, from the environment, else the file `.env`, else its default; wrong ones as they were written."""
    in_environment = {name.upper(): value for name, value in environment.items()}
    in_dot_env = {name.upper(): value for name, value in dot_env.items() if value is not None}
    listed: list[Shown] = []
    for field, info in Settings.model_fields.items():
        name = f"{PREFIX}{field.upper()}"
        is_secret = "Secret" in str(info.annotation)
        if name in in_environment:
            value, origin = in_environment[name], "environment"
        elif name in in_dot_env:
            value, origin = in_dot_env[name], ".env"
        else:
            value, origin = _default(field, info), "default"
        listed.append(Shown(name, _masked(field, value) if is_secret else value, origin, info.description or ""))
    return listed


def _of_dot_env() -> Mapping[str, str | None]:
    path = Path(".env")
    return dotenv_values(path, encoding="utf-8") if path.is_file() else {}


def _what_is_wrong() -> str | None:
    try:
        load_settings()
    except SettingsInvalid as error:
        return error.detail
    return None


def _default(field: str, info: Any) -> str | None:
    value = info.get_default(call_default_factory=True, validated_data={})
    if value is None or value is PydanticUndefined:
        return _MADE.get(field)
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value) or None  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


_MADE = {"database_url": "(replyby.db in the data folder)", "public_url": "(from host and port)"}
"""What stands in the place of a setting that nobody made."""


def _masked(field: str, value: str | None) -> str | None:
    """An address without its credentials, even where they hold a slash or an @; any other secret not at all."""
    if value is None or value == _MADE.get(field):
        return value
    if "://" not in value:
        return _MASK
    return _SECRET_PARTS.sub(rf"\1{_MASK}", _CREDENTIALS.sub(rf"\1{_MASK}@", value))
