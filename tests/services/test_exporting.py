import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.database import Database
from core.vocabulary import ReplyKind
from intake.own_format import OWN_COLUMNS
from models.invitation import INVITATION
from services import answering, tracking
from services.imports import exporting, importing, previewing
from services.imports.previewing import ImportOptions
from tests.conftest import START, Person

_texts = st.sampled_from(["=1+1", "'=x", "-", "N/A", "+49 30", 'say "hi", now', "a;b|c", "ü€😀", "two\nlines", " x"])
_lines = st.sampled_from(["Acme", "=1+1", "'=x", "N/A", "+49 30", 'say "hi", now', "a;b|c", "ü€😀", "-"])
_FIRST, _LAST = datetime(2026, 9, 1), datetime(2027, 3, 1)  # noqa: DTZ001 - hypothesis adds the zone
_instants = st.datetimes(min_value=_FIRST, max_value=_LAST, timezones=st.just(UTC))
_given = st.fixed_dictionaries(
    {"company": _lines, "received_at": _instants},
    optional={
        "role": _lines,
        "medium": st.sampled_from(["email", "phone", None]),
        "format": st.sampled_from(["video", None]),
        "notes": _texts,
        "tags": st.lists(_lines, max_size=3, unique=True),
        "interview_at": _instants | st.none(),
        "respond_by": _instants | st.dates(min_value=date(2026, 9, 1), max_value=date(2027, 3, 1)) | st.none(),
    },
)


def _exported(database: Database, person: Person) -> bytes:
    return b"".join(exporting.export_csv(database.threads, person.id))


def _import(database: Database, person: Person, file: bytes) -> dict[str, Any]:
    shown = previewing.preview(
        database, person.owner, io.BytesIO(file), filename=None, options=ImportOptions(), now=START
    )
    database.threads.write(importing.confirm, person.id, shown["id"], now=START)
    return importing.apply(database, person.id, shown["id"], lambda: START)


def _without_ids(file: bytes) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(file.decode(), newline="")))
    for row in rows:
        row.pop("invitation_id")
    return sorted(rows, key=lambda row: sorted(row.items()))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invitations=st.lists(_given, min_size=1, max_size=5))
def test_what_is_exported_is_imported_again_equal(database, enrol, invitations) -> None:
    number = len(database.threads.read(lambda connection: list(connection.execute(select(INVITATION.c.id)))))
    ada, ben = (enrol(f"{name}{number}-{START.timestamp():.0f}-{id(invitations)}") for name in ("ada", "ben"))
    for invitation in invitations:
        database.threads.write(tracking.record, ada.owner, invitation, now=START)
    file = _exported(database, ada)
    assert _import(database, ada, file)["counts"]["known"] == len(invitations)
    assert _exported(database, ada) == file
    done = _import(database, ben, file)
    assert (done["counts"]["added"], done["problems"]) == (len(invitations), [])
    assert _without_ids(_exported(database, ben)) == _without_ids(file)
    assert _import(database, ben, file)["counts"]["known"] == len(invitations)


def test_answers_and_promises_come_through_an_export(database, ada, ben) -> None:
    received = START - timedelta(days=1)
    keys = [
        database.threads.write(tracking.record, ada.owner, {"company": company, "received_at": received}, now=START)[
            "id"
        ]
        for company in ("Acme", "Oak")
    ]
    promised = answering.Given(kind=ReplyKind.HOLD, answered_at=START, promised_by=START + timedelta(days=3))
    database.threads.write(answering.answer, ada.owner, keys[0], promised, now=START)
    declined = answering.Given(kind=ReplyKind.DECLINE, answered_at=START)
    database.threads.write(answering.answer, ada.owner, keys[1], declined, now=START)
    file = _exported(database, ada)
    _import(database, ben, file)
    assert _without_ids(_exported(database, ben)) == _without_ids(file)
    query = select(INVITATION).where(INVITATION.c.account_id == ben.id).order_by(INVITATION.c.id)
    acme, oak = database.threads.read(lambda connection: list(connection.execute(query)))
    assert (acme.status, acme.respond_by_basis, acme.respond_by) == ("holding", "promised", START + timedelta(days=3))
    assert (oak.status, oak.answered_at, oak.next_flag_at) == ("declined", START, None)


def test_deleted_invitations_and_those_of_others_are_not_exported(database, ada, ben) -> None:
    kept, gone = (
        database.threads.write(tracking.record, ada.owner, {"company": company}, now=START)["id"]
        for company in ("Acme", "Oak")
    )
    database.threads.write(tracking.record, ben.owner, {"company": "Elm"}, now=START)
    database.threads.write(tracking.delete, ada.owner, gone, now=START)
    rows = list(csv.DictReader(io.StringIO(_exported(database, ada).decode())))
    assert [UUID(row["invitation_id"]) for row in rows] == [kept]


def test_the_json_holds_the_fields_of_the_csv(database, ada) -> None:
    given_fields = {"company": "=Acme", "tags": ["a", "b"], "respond_by": date(2026, 12, 1)}
    database.threads.write(tracking.record, ada.owner, given_fields, now=START)
    document = json.loads(b"".join(exporting.export_json(database.threads, ada.id)))
    (invitation,) = document["invitations"]
    assert tuple(invitation) == OWN_COLUMNS
    assert (invitation["company"], invitation["tags"], invitation["respond_by"]) == ("=Acme", ["a", "b"], "2026-12-01")


def test_an_export_longer_than_a_page_is_whole_and_in_order(database, ada) -> None:
    rows = "".join(f"Acme {number},2026-11-20\r\n" for number in range(2 * exporting.PAGE + 7))
    _import(database, ada, f"company,received at\r\n{rows}".encode())
    found = [row["company"] for row in csv.DictReader(io.StringIO(_exported(database, ada).decode()))]
    assert found == [f"Acme {number}" for number in range(2 * exporting.PAGE + 7)]
