"""Whoever reads the database, the log, a backup or a temporary file finds no secret: 0 canaries in any of them."""

import base64
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, select, text, update

from core.clock import now
from core.database import Database
from models.account import ACCOUNT
from models.tables import metadata
from tests.faults.figures import Figures
from tests.faults.secrets import journey
from tests.faults.secrets.canaries import Cage, files_under, singing, written_as
from tests.faults.secrets.journey import TalkativeSmtp, Traveller, travelling
from tests.faults.secrets.service import Service
from tests.imap_sink import ImapSink
from tests.reminders import run
from tests.sinks import WebhookSink, certificates

SHOWN = ("me", "me/export", "channels", "tokens", "sessions", "reminders", "private-links", "mail-identity", "mailbox")
BROKEN = {"event": "at", "api_token": "name", "session": "digest", "private_link": "digest"}
"""Columns that are taken away for a while, so that the service fails in the middle of its work."""


def test_no_secret_is_found_in_anything_that_the_service_leaves_behind(
    database: Database, database_url: str, tmp_path: Path, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = time.time_ns()
    cage = Cage()
    with ExitStack() as sinks:
        tls, _ = certificates(tmp_path, "localhost")
        post, refusing = (sinks.enter_context(TalkativeSmtp(refuses=refuses)) for refuses in (False, True))
        refusing.secured = tls
        imap = sinks.enter_context(ImapSink(tls))
        imap.answers["LOGIN"] = f"%s NO there is no ada with {cage.put('Imap')}\r\n".encode()
        hook = sinks.enter_context(WebhookSink(status=500, body=b"what is this?"))
        service = Service(
            tmp_path / "service",
            _with_password(database_url, cage),
            {
                "REPLYBY_SECRET_KEY": cage.put("Key"),
                "REPLYBY_SMTP_URL": f"smtp://us:{cage.put('OperatorsSmtp')}@127.0.0.1:{post.port}?starttls=never&from=r@example.com",
                "REPLYBY_ALLOW_PRIVATE_TARGETS": "true",
                "REPLYBY_SIGN_UP": "open",
                "SSL_CERT_FILE": str(tmp_path / "certificate.pem"),
            },
        )
        with service.serving() as address, travelling(address, cage) as who:
            _travel(who, service, database, post, refusing, imap, hook)
            answers = who.answers
            assert {401, 404, 409, 422} <= set(who.statuses)
    service.run("backup", str(service.folder / "said" / "backup"))

    # What is looked through is what it is taken to be, and a canary that is there is found.
    assert hook.requests
    assert any(cage.secret["Smtp"].encode() in form for form in [_decoded(refusing.said)])
    stored = [*files_under(service.folder), *_database(database, began)]
    logs = files_under(service.folder / "said", service.folder / "tmp")
    assert len(service.log().splitlines()) > 50
    assert singing({"Ada": "ada@example.com"}, _rows(database)) != []
    assert singing({"Letter": cage.private["Letter"]}, stored) != []
    found = singing(cage.secret, [*stored, *answers]) + singing(
        cage.private, [one for one in logs if "backup" not in one[0]]
    )
    assert found == []
    kept = len(cage.secret) + len(cage.private)
    size = sum(len(content) for _, content in stored) / 1_000_000
    figures.note(
        "P11",
        "canaries looked for in database, write-ahead log, logs, backup, temporary files and answers",
        required="0 found",
        measured=f"0 of {kept} found, in {size:.0f} MB",
        holds=kept >= 40,
    )


def _travel(
    who: Traveller,
    service: Service,
    database: Database,
    post: TalkativeSmtp,
    refusing: Any,
    imap: Any,
    hook: WebhookSink,
) -> None:
    journey.sign_up_and_in(who)
    token = journey.make_credentials(who)
    headers = {"authorization": f"Bearer {token}"}
    with WebhookSink("reset") as dead:
        journey.open_channels(who, f"http://127.0.0.1:{hook.port}", f"http://127.0.0.1:{dead.port}")
    journey.name_servers(who, refusing.port, imap.port)
    invitation = journey.write_letters(who, headers)
    # At the next beat there is a digest, with a link to leave it.
    due = update(ACCOUNT).values(digest_time="00:00", next_digest_at=now() - timedelta(minutes=1))
    run(database, due)
    journey.follow_links(who, lambda: b"".join(post.said).decode(errors="replace").replace("=\r\n", ""))
    who.ask("GET", "/metrics")
    who.ask("GET", "/health/ready")
    for path in SHOWN:
        who.must("GET", path)
    for table, column in BROKEN.items():
        _rename(database, table, column, "no_longer")
    journey.ask_of_a_broken_database(who, headers, invitation)
    for table, column in BROKEN.items():
        _rename(database, table, "no_longer", column)


def _rename(database: Database, table: str, old: str, new: str) -> None:
    statement = text(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    database.threads.write(lambda connection: connection.execute(statement) and None)


def _with_password(url: str, cage: Cage) -> str:
    """The database's address with a password in it, where it has any: the server of the tests asks for none."""
    if not url.startswith("postgresql"):
        return url
    return url.replace("://replyby@", f"://replyby:{cage.put('Database')}@")


def _decoded(said: list[bytes]) -> bytes:
    return b"".join(base64.b64decode(line.split()[-1]) for line in said if line.startswith(b"AUTH"))


def _rows(database: Database) -> list[tuple[str, bytes]]:
    """Every row of every table, as text."""

    def read(connection: Connection) -> list[tuple[str, bytes]]:
        tables = metadata.sorted_tables
        return [(table.name, "\n".join(map(str, connection.execute(select(table)))).encode()) for table in tables]

    return database.threads.read(read)


def _database(database: Database, began: int) -> list[tuple[str, bytes]]:
    """The rows as text, and the bytes of the files below: on PostgreSQL, this database's, and the log written since."""
    rows = _rows(database)
    where = database.threads.reader.url
    if not database.is_postgresql:
        folder = Path(str(where.database)).parent
        return rows + [(path.name, path.read_bytes()) for path in folder.glob("replyby.db*")]
    with psycopg.connect(
        f"host={where.query['host']} user=replyby dbname={where.database}", autocommit=True
    ) as connection:
        connection.execute("CHECKPOINT")
        data, oid = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or ("", 0)
    since = [
        (path.name, path.read_bytes())
        for path in (Path(data) / "pg_wal").glob("0*")
        if path.stat().st_mtime_ns >= began
    ]
    assert since
    return rows + since + files_under(Path(data) / "base" / str(oid))


def test_a_canary_is_found_in_whatever_way_it_is_written() -> None:
    cage = Cage()
    secret = cage.put("Anything")
    for form in written_as(secret):
        assert singing(cage.secret, [("a file", b"\0abc" + form + b"\xff")]) == ["Anything in a file"]
    assert singing(cage.secret, [("a file", secret[:-1].encode())]) == []
