import csv
import io
from typing import Any

import httpx2

from intake.own_format import TEMPLATE_CSV

HOME_MADE = (
    "Company,Position,Status,Received\r\nAcme,Engineer,Interview,20/11/2026\r\nOak,Analyst,Applied,20/11/2026\r\n"
)
LINKEDIN = (
    "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name,"
    'Question And Answers\r\n"3/7/24, 2:22 PM",ada@example.com,,Acme,Engineer,https://acme.example,cv.pdf,\r\n'
)


async def _upload(client: httpx2.AsyncClient, file: str, **options: Any) -> httpx2.Response:
    return await client.post("/api/v1/imports", files={"file": ("list.csv", file.encode(), "text/csv")}, data=options)


async def test_a_file_is_previewed_confirmed_and_taken_back(ada) -> None:
    previewed = await _upload(ada.client, HOME_MADE)
    assert previewed.status_code == 201, previewed.text
    shown = previewed.json()
    address = previewed.headers["location"]
    assert (shown["state"], shown["counts"]["new"], shown["counts"]["skipped"]) == ("previewed", 1, 1)
    assert shown["detected"]["format"] == "csv"
    assert (await ada.client.get("/api/v1/invitations")).json()["items"] == []

    confirmed = await ada.client.post(f"{address}/confirmation")
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "imported")
    (invitation,) = (await ada.client.get("/api/v1/invitations")).json()["items"]
    assert (invitation["company"], invitation["role"]) == ("Acme", "Engineer")
    again = await ada.client.post(f"{address}/confirmation")
    assert (again.status_code, again.json()["counts"]["added"]) == (200, 1)
    assert [one["id"] for one in (await ada.client.get("/api/v1/imports")).json()["items"]] == [shown["id"]]

    undone = await ada.client.delete(address)
    assert (undone.status_code, undone.json()["state"], undone.json()["counts"]["removed"]) == (200, "undone", 1)
    assert (await ada.client.get("/api/v1/invitations")).json()["items"] == []


async def test_a_list_of_applications_is_refused_in_plain_words(ada) -> None:
    refused = await _upload(ada.client, LINKEDIN)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:replyby:problem:file-refused"
    assert "holds no invitation" in refused.json()["detail"]
    assert (await ada.client.get("/api/v1/imports")).json()["items"] == []


async def test_a_refusal_that_a_mapping_mends_names_the_columns(ada) -> None:
    refused = await _upload(ada.client, "Who,What\r\nAcme,Engineer\r\n")
    assert (refused.status_code, refused.json()["columns"]) == (422, ["Who", "What"])
    mended = await _upload(ada.client, "Who,What\r\nAcme,Engineer\r\n", mapping='{"Who": "company"}')
    assert (mended.status_code, mended.json()["sample"][0]["company"]) == (201, "Acme")
    assert "columns" in (await _upload(ada.client, "Position,Status\r\nEngineer,Interview\r\n")).json()
    assert "columns" not in (await _upload(ada.client, LINKEDIN)).json()
    assert "columns" not in (await _upload(ada.client, "Company,Position\r\n")).json()


async def test_the_options_can_be_changed_after_the_preview(ada) -> None:
    address = (await _upload(ada.client, "Firma,Received,X\r\nAcme,03/07/2026,hi\r\n", day_first="true")).headers[
        "location"
    ]
    changed = await ada.client.patch(address, json={"mapping": {"X": "notes"}, "day_first": False})
    assert changed.status_code == 200, changed.text
    assert changed.json()["mapping"] == {"Firma": "company", "Received": "received_at", "X": "notes"}
    (order,) = changed.json()["date_orders"]
    assert (order["day_first"], order["decided_by"]) == (False, "option")
    assert order["example"] == {"value": "03/07/2026", "day_first": "2026-07-03", "month_first": "2026-03-07"}
    wrong = await ada.client.patch(address, json={"mapping": {"X": "nonsense"}})
    assert wrong.status_code == 422
    assert (await ada.client.get(address)).json()["mapping"]["X"] == "notes"


async def test_every_problem_is_in_a_csv_with_its_line(ada) -> None:
    address = (await _upload(ada.client, "company,received at\r\nAcme,31/02/2026\r\n")).headers["location"]
    answer = await ada.client.get(f"{address}/problems.csv")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["line"], row["column"], row["value"], row["severity"]) == ("2", "received at", "31/02/2026", "error")


async def test_the_template_is_imported_without_a_problem(ada) -> None:
    template = await ada.client.get("/api/v1/imports/template.csv")
    assert template.text == TEMPLATE_CSV
    shown = (await _upload(ada.client, template.text)).json()
    assert (shown["counts"]["new"], shown["problems"]) == (2, [])


async def test_a_strangers_import_answers_like_one_that_never_was(ada, ben) -> None:
    address = (await _upload(ada.client, HOME_MADE)).headers["location"]
    never = "/api/v1/imports/01900000-0000-7000-8000-000000000000"
    for method, tail in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/confirmation"),
        ("GET", "/problems.csv"),
    ):
        body = {"json": {}} if method == "PATCH" else {}
        theirs = await ben.client.request(method, address + tail, **body)
        unknown = await ben.client.request(method, never + tail, **body)
        assert (theirs.status_code, theirs.json()) == (unknown.status_code, unknown.json())
        assert theirs.status_code == 404
    assert (await ada.client.get(address)).json()["state"] == "previewed"


async def test_what_is_no_upload_is_refused(ada) -> None:
    assert (await ada.client.post("/api/v1/imports", json={"file": "x"})).status_code == 422
    assert (await _upload(ada.client, HOME_MADE, mapping="[1]")).status_code == 422
    assert (await _upload(ada.client, HOME_MADE, mapping="{")).status_code == 422
    assert (await _upload(ada.client, "")).status_code == 422
    assert (await _upload(ada.client, "\x00\x01\x02")).status_code == 422


async def test_a_token_that_may_only_read_imports_nothing(ada) -> None:
    made = await ada.client.post("/api/v1/tokens", json={"name": "reader", "scopes": ["read"]})
    headers = {"authorization": f"Bearer {made.json()['token']}"}
    files = {"file": ("list.csv", HOME_MADE.encode(), "text/csv")}
    assert (await ada.client.post("/api/v1/imports", files=files, headers=headers)).status_code == 403


async def test_a_german_account_reads_problems_notices_and_refusals_in_german(ada) -> None:
    await ada.client.patch("/api/v1/me", json={"language": "de"})
    file = "Firma,Status,Received,Received\r\nAcme,Interview,31/02/2026,\r\nOak,Applied,20/11/2026,\r\n"
    previewed = await _upload(ada.client, file)
    shown = previewed.json()
    assert shown["detected"]["name"] == "Eine eigene Liste"
    assert [problem["message"] for problem in shown["problems"]] == [
        "Diesen Tag gibt es im Kalender nicht.",
        "Übersprungen: Es ist eine Bewerbung, und noch kam keine Einladung („Applied“).",
    ]
    assert shown["notices"] == [
        "In der Kopfzeile (Zeile 1) steht die Spalte „received“ mehr als einmal; die erste zählt."
    ]
    saved = (await ada.client.get(f"{previewed.headers['location']}/problems.csv")).content.decode("utf-8-sig")
    assert [row["message"] for row in csv.DictReader(io.StringIO(saved))] == [
        problem["message"] for problem in shown["problems"]
    ]
    refused = (await _upload(ada.client, LINKEDIN)).json()
    assert refused["detail"].startswith("Das ist LinkedIns Liste der Stellen, auf die du dich beworben hast")
    assert refused["detected"]["name"] == "LinkedIn, Bewerbungen"


async def test_a_preview_stays_in_the_language_it_was_made_in_until_it_is_looked_at_again(ada) -> None:
    address = (await _upload(ada.client, HOME_MADE)).headers["location"]
    await ada.client.patch("/api/v1/me", json={"language": "de"})
    (before,) = (await ada.client.get(address)).json()["problems"]
    (after,) = (await ada.client.patch(address, json={"day_first": True})).json()["problems"]
    assert (before["message"][:8], after["message"][:13]) == ("Skipped:", "Übersprungen:")
