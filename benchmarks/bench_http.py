"""Read one, list fifty, create: the service beside bare FastAPI and beside the bare design, on both databases.

    python -m benchmarks http [--rows 100000] [--seconds 3] [--rounds 3]

Every figure is the median of several rounds, in which the three servers take turns.
"""

import argparse
import json
import socket
import statistics
from dataclasses import asdict, dataclass
from uuid import UUID

from benchmarks.filling import fill
from benchmarks.load import load, request
from benchmarks.places import DATABASES, check_room, place, say
from benchmarks.prepared import Prepared, prepare
from benchmarks.report import Report, table
from benchmarks.rows import crowd
from benchmarks.serving import serving
from core.clock import now

TARGETS = {"read one": (0.30, 0.75), "list of 50": (0.08, 0.75), "create": (0.15, 0.75)}
"""Of the throughput of bare FastAPI and of the bare design; for SQLite, which is the default."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Requests a second of the three servers, shares of a floor, and our 99th percentile in milliseconds."""

    database: str
    rows: int
    name: str
    constant: float
    bare: float
    replyby: float
    of_constant: float
    of_bare: float
    p99_ms: float


def main(arguments: list[str] | None = None, report: Report | None = None) -> None:
    """Measure on fresh databases of so many rows, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks http")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args(arguments)
    check_room(given.rows)
    kept = report or Report()
    found: list[Compared] = []
    for database in DATABASES:
        with place(database) as (_, make):
            url, made = make("http"), crowd(given.rows, now=now())
            fill(url, made)
            for one in compare(database, prepare(url, made), seconds=given.seconds, rounds=given.rounds):
                found.append(one)
                kept.keep("http", asdict(one))
    print(table_of(found))


def compare(database: str, prepared: Prepared, *, seconds: float, rounds: int) -> list[Compared]:
    """The three servers on one database, for each of the three requests."""
    environment = prepared.environment
    found: list[Compared] = []
    for name, (ours, bare, floor) in _requests(prepared.token, prepared.invitation).items():
        size = _size(environment, *ours)
        servers = {"constant": floor, "bare": bare, "replyby": ours}
        rates: dict[str, list[float]] = {factory: [] for factory in servers}
        slowest = 0.0
        for _ in range(rounds):
            for factory, (sent, expected) in servers.items():
                with serving(f"benchmarks.apps:{factory}", environment | {"BENCH_SIZE": str(size)}) as port:
                    load(port, lambda _, sent=sent: sent, seconds=0.5, expected=expected)
                    measured = load(port, lambda _, sent=sent: sent, seconds=seconds, expected=expected)
                rates[factory].append(measured.rate)
                if factory == "replyby":
                    slowest = max(slowest, measured.p99)
        one = Compared(
            database=database,
            rows=prepared.rows,
            name=name,
            **{factory: statistics.median(some) for factory, some in rates.items()},
            of_constant=_share(rates["replyby"], rates["constant"]),
            of_bare=_share(rates["replyby"], rates["bare"]),
            p99_ms=slowest * 1_000,
        )
        say(f"{database} {prepared.rows:,}: {name}: {one.of_constant:.0%} of constant, {one.of_bare:.0%} of bare")
        found.append(one)
    return found


def table_of(found: list[Compared]) -> str:
    """A Markdown table, with the targets."""
    return table(
        ("request", "database", "invitations", "of a constant answer", "of the bare design", "p99"),
        (
            (
                one.name,
                one.database,
                f"{one.rows:,}",
                f"{one.of_constant:.0%} (aim {TARGETS[one.name][0]:.0%})",
                f"{one.of_bare:.0%} (aim {TARGETS[one.name][1]:.0%})",
                f"{one.p99_ms:.0f} ms",
            )
            for one in found
        ),
    )


Sent = tuple[bytes, int]


def _requests(token: str, key: UUID) -> dict[str, tuple[Sent, Sent, Sent]]:
    """For each request: ours, the bare design's and the constant's, with the status that is expected."""
    headers = {"authorization": f"Bearer {token}"}
    body = json.dumps(BODY).encode()
    constant = (request("GET", "/constant"), 200)
    return {
        "read one": (
            (request("GET", f"/api/v1/invitations/{key}", headers=headers), 200),
            (request("GET", f"/invitations/{key}"), 200),
            constant,
        ),
        "list of 50": (
            (request("GET", "/api/v1/invitations?limit=50", headers=headers), 200),
            (request("GET", "/invitations?limit=50"), 200),
            constant,
        ),
        "create": (
            (request("POST", "/api/v1/invitations", headers=headers, body=body), 201),
            (request("POST", "/invitations", body=body), 201),
            (request("POST", "/constant", body=body), 201),
        ),
    }


def _share(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


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
