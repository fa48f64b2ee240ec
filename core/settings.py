"""What the operator decides: environment variables `REPLYBY_…`, or a file `.env` in the working directory."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.errors import DomainError
from core.vocabulary import SignUp

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not listened on
"""Hosts that stand for every address of the machine, or of the container: no browser reaches them by that name."""


class SettingsInvalid(DomainError):
    """A setting can't be used."""

    type = "settings-invalid"
    title = "A setting is wrong"


class SchedulerMode(StrEnum):
    """Whether `replyby serve` ticks by itself."""

    EMBEDDED = "embedded"
    OFF = "off"


class LogFormat(StrEnum):
    """How a log line is written."""

    CONSOLE = "console"
    JSON = "json"


def default_data_dir() -> Path:
    """The user's data folder, as the operating system has it."""
    return user_data_path("replyby", appauthor=False)


class Settings(BaseSettings):
    """Every setting with its default. `replyby settings` prints them, so the descriptions are its documentation."""

    model_config = SettingsConfigDict(
        env_prefix="REPLYBY_",
        env_file=".env",
        env_file_encoding="utf-8",
        # A composition that passes a variable on which nobody has set passes it on empty.
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="The folder of the SQLite file and the secret key.",
    )
    database_url: SecretStr | None = Field(
        None,
        description="Where rows are kept: `postgresql+psycopg://user:password@host/name`, or `sqlite:///file`. "
        "Without it, `replyby.db` in the data folder.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="At least 32 characters. Encrypts the channels' addresses and signs links. Made once in the data "
        "folder with SQLite; required with PostgreSQL, the same for every process.",
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    public_url: str | None = Field(
        None, description="The address that people use, for every link. Without it, built from host and port."
    )
    scheduler: SchedulerMode = Field(
        SchedulerMode.EMBEDDED, description="`embedded`: `replyby serve` also flags and reminds. `off`: it doesn't."
    )
    sign_up: SignUp = Field(
        SignUp.CLOSED, description="`closed`: only the first account can be made. `open`: anybody can make one."
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="How mail leaves: `smtp://user:password@host:587?starttls=always&from=replyby@example.com`, or "
        "`smtps://…`. Without it no mail is sent, and a new account's reminders go to the console.",
    )
    allow_private_targets: bool = Field(
        False, description="Let channels and accounts' mail servers lie inside your own network. Off, they are refused."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses or networks of your proxies, by commas; only theirs is X-Forwarded-For believed."
    )
    max_body_bytes: int = Field(1_048_576, ge=65_536, description="The largest request body, uploads aside.")
    max_import_bytes: int = Field(268_435_456, ge=65_536, description="The largest file to import.")
    pool_size: int = Field(10, ge=2, le=200, description="PostgreSQL connections of a process, in each of two pools.")
    rate_limit: int = Field(
        1_200,
        ge=0,
        description="Requests a minute for each account, and for each network address that isn't signed in; so many "
        "at once, and then as they come in. `0`: none is refused.",
    )
    drain_seconds: int = Field(
        0,
        ge=0,
        le=300,
        description="How long `replyby serve` goes on serving after it is asked to stop, while `/health/ready` says "
        "503: a proxy that asks for it sends requests elsewhere.",
    )
    scheduler_address: str | None = Field(
        None,
        description="Where `replyby scheduler` answers `/health/live`, `/health/ready` and `/metrics`: a port of this "
        "machine, or `host:port`. Without it, nowhere.",
    )
    ledger_days: int = Field(
        400, ge=30, le=3_650, description="How long the ledger tells why a reminder came, or didn't."
    )
    log_level: str = Field("INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`.")
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="`console` for people, `json` for machines.")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("scheduler_address")
    @classmethod
    def _known_address(cls, value: str | None) -> str | None:
        if value is not None:
            address_of(value)
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        url = value.get_secret_value()
        if url.startswith(("postgres://", "postgresql://")):
            value = SecretStr("postgresql+psycopg://" + url.split("://", 1)[1])
        elif not url.startswith(("postgresql+psycopg://", "sqlite:///")):
            raise ValueError("must begin with postgresql+psycopg:// or sqlite:///")
        return value

    @model_validator(mode="after")
    def _key_is_long_and_given(self) -> "Settings":
        if self.secret_key is not None and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("REPLYBY_SECRET_KEY must have at least 32 characters")
        if self.is_postgresql and self.secret_key is None:
            raise ValueError(
                "REPLYBY_SECRET_KEY is required with PostgreSQL: set the same long random text for every process"
            )
        return self

    @property
    def url(self) -> str:
        """The database's URL."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'replyby.db'}"

    @property
    def is_postgresql(self) -> bool:
        """Whether rows are kept in PostgreSQL, where several processes may share them."""
        return self.url.startswith("postgresql")

    @property
    def link_base(self) -> str:
        """What every link begins with; never the Host header of a request."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "localhost" if self.host in EVERYWHERE else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def key(self) -> str:
        """The secret key: the one that was set, else that of the data folder, made there once."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return _key_of(self.data_dir)


def load_settings(**given: object) -> Settings:
    """Read the environment. Raises `SettingsInvalid` with a sentence that names each setting at fault."""
    try:
        return Settings(**given)  # pyright: ignore[reportArgumentType]
    except ValidationError as error:
        sentences = [_sentence(problem["loc"], problem["msg"]) for problem in error.errors(include_input=False)]
        raise SettingsInvalid(" ".join(sentences)) from None


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    name = f"REPLYBY_{str(place[0]).upper()}: " if place else ""
    return f"{name}{message}."


def address_of(text: str) -> tuple[str, int]:
    """Host and port of `9100`, `0.0.0.0:9100` or `[::1]:9100`. Raises ValueError for anything else."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or "127.0.0.1"
    if not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError("must be a port, or host:port")
    return host, int(port)


def make_private(folder: Path) -> None:
    """Make the data folder, where there is none, for this user's eyes alone: names, notes and letters lie in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _key_of(folder: Path) -> str:
    """Read or make `secret.key`. Two processes that start at once agree, since only one can make the file."""
    path = folder / "secret.key"
    if not path.exists():
        make_private(folder)
        made = folder / f".secret.key.{os.getpid()}.{os.urandom(4).hex()}"
        made.touch(mode=0o600, exist_ok=False)
        made.write_text(os.urandom(32).hex(), encoding="ascii")
        try:
            # A link to a whole file fails where the name is taken: nobody ever reads half a key.
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="ascii").strip()
