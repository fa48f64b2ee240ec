"""If-Match as RFC 9110 has it, for what is edited and for what is to be sent."""

from uuid import UUID

import pytest

from core.database import Database
from core.settings import Settings
from tests.conftest import Clock, Person
from tests.outgoing import CLEO, draft, invite, letterbox, set_identity

API = "/api/v1"


@pytest.fixture
async def invitation(ada: Person) -> str:
    made = await ada.client.post(f"{API}/invitations", json={"company": "Acme"})
    return f"{API}/invitations/{made.json()['id']}"


async def _edit(ada: Person, invitation: str, if_match: str) -> int:
    answer = await ada.client.patch(invitation, json={"notes": "Second round"}, headers={"If-Match": if_match})
    return answer.status_code


@pytest.mark.parametrize("named", ['"1"', '"7", "1"', '"1","7"', 'W/"x", "1"', '"a,b", "1"', "*", ' "1" '])
async def test_any_of_several_etags_will_do(ada: Person, invitation: str, named: str) -> None:
    assert await _edit(ada, invitation, named) == 200


@pytest.mark.parametrize("named", ['"2"', '"7", "8"', 'W/"1"', '"x"', '"1,7"', '"7", W/"1"'])
async def test_where_none_of_them_is_current_the_change_is_refused(ada: Person, invitation: str, named: str) -> None:
    assert await _edit(ada, invitation, named) == 412


@pytest.mark.parametrize("named", ["1", '"1', '"1" "2"', '"1";"2"', "*, *", ","])
async def test_what_is_no_list_of_etags_is_not_valid(ada: Person, invitation: str, named: str) -> None:
    assert await _edit(ada, invitation, named) == 422


async def test_the_refusal_names_every_version_that_was_meant(ada: Person, invitation: str) -> None:
    answer = await ada.client.patch(invitation, json={"notes": "x"}, headers={"If-Match": '"9", "7"'})
    assert "version 1 by now, not 7 or 9" in answer.json()["detail"]


async def test_only_the_words_that_were_shown_are_sent(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply: UUID = draft(database, ada.owner, invite(database, ada.owner, now=clock()), now=clock())
        path, body = f"{API}/replies/{reply}", {"recipient": CLEO}
        shown = await ada.client.get(path)
        assert (await ada.client.patch(path, json={"subject": "Re: Acme"})).status_code == 200
        stale = await ada.client.post(f"{path}/delivery", json=body, headers={"If-Match": shown.headers["etag"]})
        assert stale.status_code == 412
        assert stale.json()["type"] == "urn:replyby:problem:lost-race"
        assert (await ada.client.get(path)).json()["state"] == "draft"
        current = (await ada.client.get(path)).headers["etag"]
        sent = await ada.client.post(f"{path}/delivery", json=body, headers={"If-Match": current})
        assert (sent.status_code, sent.json()["state"]) == (202, "approved"), sent.text


async def test_a_day_that_is_named_twice_is_one_working_day(ada: Person) -> None:
    answer = await ada.client.patch(f"{API}/me", json={"working_days": [4, 0, 4, 0.0]})
    assert (answer.status_code, answer.json()["working_days"]) == (200, [0, 4])
