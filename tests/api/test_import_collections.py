"""Public collections of mails and calendars, by the way that a person's files take: none crashes, hangs or is lost."""

import time
from pathlib import Path

import icalendar
import pytest
import test.test_email

from tests.conftest import Person

CALENDARS = sorted((Path(icalendar.__file__).parent / "tests").rglob("*.ics"))
MAILS = sorted((Path(test.test_email.__file__).parent / "data").glob("*.txt"))
MOST_SECONDS = 5.0


@pytest.mark.parametrize(("files", "fewest"), [(CALENDARS, 100), (MAILS, 40)], ids=["calendars", "mails"])
async def test_every_file_of_a_collection_is_imported_or_refused_with_a_reason(
    ada: Person, files: list[Path], fewest: int
) -> None:
    assert len(files) >= fewest
    imported = 0
    for file in files:
        began = time.monotonic()
        upload = {"file": (file.name, file.read_bytes(), "application/octet-stream")}
        answer = await ada.client.post("/api/v1/imports", files=upload)
        if answer.status_code == 201:
            preview = answer.json()
            # Whatever stands in the file is either taken or has its reason among the problems.
            assert preview["messages"] or preview["problems"], file.name
            done = await ada.client.post(f"{answer.headers['location']}/confirmation")
            assert (done.status_code, done.json()["state"]) == (200, "imported"), (file.name, done.text)
            imported += 1
        else:
            assert answer.status_code == 422, (file.name, answer.text)
            assert len(answer.json()["detail"]) > 20, file.name
        assert time.monotonic() - began < MOST_SECONDS, file.name
    assert imported > fewest // 2
