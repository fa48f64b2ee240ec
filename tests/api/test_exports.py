import csv
import io


async def test_the_export_is_a_dated_download_that_imports_again_as_known(ada) -> None:
    for company in ("Acme", "=Oak"):
        made = await ada.client.post("/api/v1/invitations", json={"company": company, "tags": ["a;b"]})
        assert made.status_code == 201
    answer = await ada.client.get("/api/v1/exports/invitations.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="replyby-invitations-2026-11-23.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert [row["company"] for row in csv.DictReader(io.StringIO(answer.text))] == ["Acme", "'=Oak"]
    again = await ada.client.post("/api/v1/imports", files={"file": ("e.csv", answer.content, "text/csv")})
    assert (again.json()["counts"]["known"], again.json()["counts"]["rows"]) == (2, 2)


async def test_the_json_export_holds_the_same_invitations(ada, ben) -> None:
    await ada.client.post("/api/v1/invitations", json={"company": "Acme"})
    answer = await ada.client.get("/api/v1/exports/invitations.json")
    assert [one["company"] for one in answer.json()["invitations"]] == ["Acme"]
    assert answer.headers["content-disposition"].endswith('.json"')
    assert (await ben.client.get("/api/v1/exports/invitations.json")).json() == {"invitations": []}
