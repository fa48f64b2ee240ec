"""How many files may wait to be confirmed, and which addresses below imports are ids."""

import pytest

from services.imports import previewing
from tests.conftest import Clock, Person

IMPORTS = "/api/v1/imports"


def _file(number: int) -> dict[str, tuple[str, bytes, str]]:
    return {"file": ("list.csv", f"Company,Received\nFirm {number},2026-11-20\n".encode(), "text/csv")}


async def test_no_more_than_so_many_files_wait_until_one_is_let_go_or_grows_too_old(
    ada: Person, ben: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "MOST_OPEN", 2)
    first, second = [(await ada.client.post(IMPORTS, files=_file(number))).json()["id"] for number in range(2)]
    refused = await ada.client.post(IMPORTS, files=_file(3))
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:replyby:problem:too-many-previews"
    assert "2 files wait" in refused.json()["detail"]
    assert len((await ada.client.get(IMPORTS)).json()["items"]) == 2
    assert (await ben.client.post(IMPORTS, files=_file(1))).status_code == 201, "another's files don't count"
    assert (await ada.client.delete(f"{IMPORTS}/{first}")).status_code == 200
    assert (await ada.client.post(IMPORTS, files=_file(4))).status_code == 201
    assert (await ada.client.post(f"{IMPORTS}/{second}/confirmation")).status_code == 200
    assert (await ada.client.post(IMPORTS, files=_file(5))).status_code == 201
    clock.forward(hours=25)
    assert (await ada.client.post(IMPORTS, files=_file(6))).status_code == 201


async def test_the_template_answers_for_its_own_methods_alone(ada: Person) -> None:
    for method in ("PATCH", "DELETE", "POST", "PUT"):
        answer = await ada.client.request(method, f"{IMPORTS}/template.csv")
        assert (answer.status_code, answer.headers.get("allow")) == (405, "GET"), method


async def test_what_is_no_id_is_no_import(ada: Person) -> None:
    assert (await ada.client.get(f"{IMPORTS}/nothing")).status_code == 404
