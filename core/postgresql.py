"""PostgreSQL as we use it: what its connections ask for, directly or behind PgBouncer.

A pooler that gives a server's connection to another client after each transaction keeps neither settings of a session
nor prepared statements. Whether one stands between is seen by itself: it refuses our options, or they don't arrive.
Then every transaction brings its settings along, and nothing is prepared.
"""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from core.errors import Unavailable
from core.moved import refuse_moved
from core.trouble import is_useless, on_error, refuse_storage

if TYPE_CHECKING:
    import psycopg

TRANSIENT = frozenset({"40001", "40P01"})
"""PostgreSQL's serialization failure and deadlock: the transaction left no trace and is simply run again."""

POOL_SECONDS = 10.0
"""How long a transaction waits for a connection of its process's pool."""

_SETTINGS = {
    # A statement that hangs or a transaction that was forgotten must not hold its locks for ever.
    "statement_timeout": "60000",
    "idle_in_transaction_session_timeout": "60000",
    "timezone": "UTC",
    # A search of somebody with very many invitations finds them by a bitmap; in the usual 4 MB that gets coarse, and
    # each row of every page has to be looked at again (18 s instead of 0.2 s, among 100,000 of one person).
    "work_mem": "16MB",
}
_MARK = "replyby.direct"
_OPTIONS = " ".join(f"-c {name}={value}" for name, value in (_SETTINGS | {_MARK: "on"}).items())
_WITHIN = "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in _SETTINGS.items())
_ARRIVED = f"SELECT current_setting('{_MARK}', true)"
_REFUSED = "unsupported startup parameter"
"""How PgBouncer refuses options that it isn't told to ignore."""


def engine_options(pool_size: int) -> dict[str, Any]:
    """How an engine is made, whether for the event loop or for threads."""
    return {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": POOL_SECONDS,
        "pool_pre_ping": True,
        # An error that is logged must not tell what was to be stored: letters are among it.
        "hide_parameters": True,
        "connect_args": {
            "connect_timeout": 5,
            "application_name": "replyby",
            # Whatever PGCLIENTENCODING says.
            "client_encoding": "utf8",
            "options": _OPTIONS,
            # A machine that went away without a word is noticed after 20 s, and not by the operating system's hours.
            "tcp_user_timeout": 20_000,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 2,
        },
    }


class DatabaseUnsuited(Unavailable):
    """The database keeps its texts in another encoding than UTF-8."""

    type = "database-unsuited"
    title = "The database doesn't suit"


@dataclass(slots=True)
class Between:
    """What stands between an engine and its server. `pools` is None until the first connection has told."""

    pools: bool | None = None


def watch_connections(engine: Engine) -> Between:
    """Make an engine's connections fit for what stands between, and drop those that are of no use any more."""
    between = Between()

    def connect(dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
        connection = reach(dialect, arguments, options)
        try:
            _refuse_encoding(connection)
        except DatabaseUnsuited:
            connection.close()
            raise
        return connection

    def reach(dialect: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
        if not between.pools:
            try:
                return dialect.connect(*arguments, **options)
            except dialect.loaded_dbapi.OperationalError as error:
                if _REFUSED not in str(error):
                    raise
                between.pools = True
        return dialect.connect(*arguments, **{name: value for name, value in options.items() if name != "options"})

    def connected(connection: Any, _record: Any) -> None:
        if between.pools is None:
            between.pools = not _options_arrived(connection)
        if between.pools:
            getattr(connection, "driver_connection", connection).prepare_threshold = None

    def begun(connection: Connection) -> None:
        if between.pools:
            connection.exec_driver_sql(_WITHIN)

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    event.listen(engine, "handle_error", on_error)
    return between


def without_limits(connection: Connection) -> None:
    """Let this transaction last as long as it takes: those of the service are ended after a minute."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def copy_in(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to one of our tables by COPY, in the connection's transaction. Fails as an INSERT of SQLAlchemy's would.

    The table and the columns are of our own naming, never of a file's.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f'COPY "{table}" ({names}) FROM STDIN'
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with (
        _failing_alike(connection, driver, statement),
        driver.cursor() as cursor,
        cursor.copy(statement.encode()) as copy,
    ):
        for row in rows:
            copy.write_row(row)


@contextmanager
def _failing_alike(connection: Connection, driver: Any, statement: str) -> Generator[None]:
    """Raise for the driver's errors what an engine raises: COPY goes past SQLAlchemy, which never hears of them.

    Else nobody would know them: not who runs a deadlock again, nor who says that the database was moved or is away.
    """
    dialect = connection.dialect
    driver_error = dialect.loaded_dbapi.Error
    try:
        yield
    except driver_error as error:
        is_lost = is_useless(error) or dialect.is_disconnect(error, driver, None)
        if is_lost:
            connection.invalidate(error)
        refuse_storage(error)
        refuse_moved(error)
        raise DBAPIError.instance(
            statement,
            None,
            error,
            driver_error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=dialect,
        ) from error


def is_transient(error: DBAPIError) -> bool:
    """Whether PostgreSQL undid the transaction for another's sake, so that running it again is right."""
    return getattr(error.orig, "sqlstate", None) in TRANSIENT


def _refuse_encoding(connection: Any) -> None:
    """Raise DatabaseUnsuited before anything is asked: in LATIN1 there is no "ł", and SQL_ASCII takes any bytes."""
    encoding = getattr(connection, "driver_connection", connection).info.parameter_status("server_encoding")
    if encoding not in {None, "UTF8"}:
        raise DatabaseUnsuited(
            f"The database keeps its texts in {encoding}, which can't hold everybody's. Make one for Replyby with "
            "CREATE DATABASE replyby ENCODING 'UTF8' TEMPLATE template0, and set REPLYBY_DATABASE_URL to it."
        )


def _options_arrived(connection: Any) -> bool:
    cursor = connection.cursor()
    try:
        cursor.execute(_ARRIVED)
        return cursor.fetchone()[0] == "on"
    finally:
        cursor.close()
        connection.rollback()
