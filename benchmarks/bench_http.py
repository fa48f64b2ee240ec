"""Read one, list fifty, create: the service beside bare FastAPI and beside the bare design, on SQLite as by default.

    python -m benchmarks http [--seconds 4] [--rounds 3] [--rows 2000]

Every figure is the median of several rounds, in which the three servers take turns.
"""

import argparse
import asyncio
import json
import socket
import statistics
import tempfile
from pathlib import Path
from uuid import UUID

from benchmarks.load import load, request
from benchmarks.serving import serving
from core.clock import now
from core.database import Database
from core.vocabulary import Scope
from models import schema
from models.account import Owner
from services import tracking
from services.identity import accounts, credentials, passwords

TARGETS = {"read one": (0.30, 0.75), "list of 50": (0.08, 0.75), "create": (0.15, 0.75)}

BODY = {
    "company": "Acme GmbH",
    "role": "Site Reliability Engineer",
    "medium": "email",
    "contact_name": "Ada Example",
    "contact_email": "ada@acme.example",
    "location": "Berlin",
    "format": "video",
    "interview_at": "2027-03-02T10:00:00+01:00",
    "job_url": "https://acme.example/jobs/17",
    "salary": "70,000 to 80,000 EUR",
    "notes": "Came by way of Ben; asks for an answer this week.",
    "tags": ["berlin", "sre"],
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks http")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=2_000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "REPLYBY_DATA_DIR": folder,
            "REPLYBY_SCHEDULER": "off",
            "REPLYBY_DATABASE_URL": f"sqlite:///{folder}/replyby.db",
        }
        token, key = _prepare(Path(folder) / "replyby.db", given.rows)
        _compare(environment, token, key, given.seconds, given.rounds)


def _prepare(path: Path, rows: int) -> tuple[str, UUID]:
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    at = now()
    account = accounts.NewAccount(
        email="ada@example.com",
        password_hash=passwords.hash_password("a password that nobody guesses"),
        name="Ada",
        time_zone="Europe/Berlin",
    )
    owner: Owner = database.threads.write(accounts.create_account, account, now=at)
    made = database.threads.write(
        credentials.make_token, owner.id, name="bench", scopes=frozenset(Scope), expires_at=None, now=at
    )
    given = {name: value for name, value in BODY.items() if name != "interview_at"}
    first = None
    for _ in range(rows):
        shown = database.threads.write(tracking.record, owner, given, now=at)
        first = first or shown["id"]
    asyncio.run(database.close())
    if first is None:
        raise SystemExit("at least one row is needed")
    return made.secret, first


def _compare(environment: dict[str, str], token: str, key: UUID, seconds: float, rounds: int) -> None:
    headers = {"authorization": f"Bearer {token}"}
    body = json.dumps(BODY).encode()
    ours = {
        "read one": (request("GET", f"/api/v1/invitations/{key}", headers=headers), 200),
        "list of 50": (request("GET", "/api/v1/invitations?limit=50", headers=headers), 200),
        "create": (request("POST", "/api/v1/invitations", headers=headers, body=body), 201),
    }
    bare = {
        "read one": (request("GET", f"/invitations/{key}"), 200),
        "list of 50": (request("GET", "/invitations?limit=50"), 200),
        "create": (request("POST", "/invitations", body=body), 201),
    }
    sizes = {name: _size(environment, *wanted) for name, wanted in ours.items()}
    print(f"{'':12}{'constant/s':>12}{'bare/s':>10}{'replyby/s':>11}{'of constant':>13}{'of bare':>9}   p99 ms")
    for name, size in sizes.items():
        get, post = (request("GET", "/constant"), 200), (request("POST", "/constant", body=body), 201)
        floor = post if name == "create" else get
        rates: dict[str, list[float]] = {"constant": [], "bare": [], "replyby": []}
        slowest = 0.0
        for _ in range(rounds):
            for factory, (sent, expected) in (("constant", floor), ("bare", bare[name]), ("replyby", ours[name])):
                with serving(f"benchmarks.apps:{factory}", environment | {"BENCH_SIZE": str(size)}) as port:
                    load(port, lambda _, sent=sent: sent, seconds=0.5, expected=expected)
                    measured = load(port, lambda _, sent=sent: sent, seconds=seconds, expected=expected)
                rates[factory].append(measured.rate)
                if factory == "replyby":
                    slowest = max(slowest, measured.p99)
        constant, design, replyby = (statistics.median(rates[one]) for one in ("constant", "bare", "replyby"))
        of_constant = statistics.median(a / b for a, b in zip(rates["replyby"], rates["constant"], strict=True))
        of_bare = statistics.median(a / b for a, b in zip(rates["replyby"], rates["bare"], strict=True))
        least, least_bare = TARGETS[name]
        verdict = "reached" if of_constant >= least and of_bare >= least_bare else "MISSED"
        print(
            f"{name:12}{constant:12,.0f}{design:10,.0f}{replyby:11,.0f}{of_constant:12.0%} {of_bare:8.0%}"
            f"{slowest * 1000:9.1f}   targets {least:.0%} and {least_bare:.0%}: {verdict}"
        )


def _size(environment: dict[str, str], sent: bytes, expected: int) -> int:
    """The size of the service's answer, which the constant then has too."""
    with serving("benchmarks.apps:replyby", environment) as port:
        load(port, lambda _: sent, seconds=0.2, expected=expected, connections=1)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(sent)
            answer = connection.recv(1 << 20)
            return int(answer.lower().split(b"content-length:")[1].split(b"\r\n", 1)[0])


if __name__ == "__main__":
    main()
