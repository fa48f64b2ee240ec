"""Looking at a reply before there is a draft, and keeping words of one's own."""

import pytest

PATH = "/api/v1/invitations"


@pytest.fixture
async def place(ada):
    known = {"company": "Acme", "role": "Engineer", "contact_name": "Cleo Park", "contact_email": "c@example.com"}
    return (await ada.client.post(PATH, json=known)).headers["location"]


@pytest.mark.parametrize("wish", [{}, {"reason": "salary", "my_salary": "70k", "language": "de"}, {"kind": "accept"}])
async def test_a_preview_says_what_the_draft_will_say_and_keeps_nothing(ada, place, wish):
    seen = await ada.client.post(f"{place}/reply-previews", json=wish)
    assert seen.status_code == 200
    assert (await ada.client.get(f"{place}/replies")).json()["items"] == []
    assert [event["type"] for event in (await ada.client.get(f"{place}/events")).json()["items"]] == ["recorded"]
    draft = (await ada.client.post(f"{place}/replies", json=wish)).json()
    assert seen.json() == {name: draft[name] for name in ("subject", "body", "findings", "advice", "mailto")}


async def test_what_could_not_be_drafted_is_not_previewed(ada, ben, place):
    async def refusal(wish):
        return (await ada.client.post(f"{place}/reply-previews", json=wish)).json()["type"].rpartition(":")[2]

    assert await refusal({"kind": "hold"}) == "promise-needed"
    assert await refusal({"reason": "other"}) == "details-needed"
    assert await refusal({"kind": "withdraw"}) == "invitation-already-answered"
    await ada.client.put(f"{place}/answer", json={"kind": "reschedule"})
    await ada.client.patch(place, json={"interview_at": "2026-12-09T10:00:00Z"})
    assert await refusal({"kind": "reschedule"}) == "rescheduled-before"
    assert (await ben.client.post(f"{place}/reply-previews", json={})).status_code == 404


async def test_looking_needs_no_right_to_write(ada, place):
    made = (await ada.client.post("/api/v1/tokens", json={"name": "reader", "scopes": ["read"]})).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    assert (await ada.client.post(f"{place}/reply-previews", json={}, headers=bearer)).status_code == 200
    assert (await ada.client.post(f"{place}/replies", json={}, headers=bearer)).status_code == 403


async def test_a_draft_can_begin_with_words_of_ones_own_which_are_reviewed(ada, place):
    own = {"subject": "My answer", "body": "Not interested."}
    draft = (await ada.client.post(f"{place}/replies", json={"reason": "salary", **own})).json()
    assert (draft["subject"], draft["body"]) == (own["subject"], own["body"])
    assert "blunt" in {finding["rule"] for finding in draft["findings"]}
    assert "Not%20interested." in draft["mailto"]
    assert (await ada.client.get(draft["links"]["self"])).json() == draft
    only_subject = (await ada.client.post(f"{place}/replies", json={"subject": "My answer"})).json()
    assert only_subject["subject"] == "My answer"
    assert "Acme" in only_subject["body"]
