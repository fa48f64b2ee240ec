"""Replies: drafting, editing, sending by oneself; and who may."""

from uuid import UUID

import pytest

PATH = "/api/v1/invitations"

FIELDS = {
    *("id", "invitation_id", "kind", "reason", "details", "tone", "language", "options", "subject", "body", "advice"),
    *("findings", "override", "state", "sent_at", "sent_how", "recipient", "delivery", "version", "created_at"),
    *("updated_at", "mailto", "links"),
}


@pytest.fixture
async def place(ada):
    made = await ada.client.post(
        PATH,
        json={"company": "Acme", "role": "Engineer", "contact_name": "Cleo Park", "contact_email": "c@example.com"},
    )
    return made.headers["location"]


async def test_a_draft_comes_with_words_findings_and_where_to_go_on(ada, place):
    made = await ada.client.post(f"{place}/replies", json={"reason": "salary", "my_salary": "70k", "language": "de"})
    assert made.status_code == 201
    reply = made.json()
    assert set(reply) == FIELDS
    assert (reply["kind"], reply["state"], reply["language"], reply["tone"]) == ("decline", "draft", "de", "neutral")
    assert reply["links"] == {
        "self": made.headers["location"],
        "sent": f"{made.headers['location']}/sent",
        "invitation": place,
        "answer": f"{place}/answer",
        "message": f"{made.headers['location']}/message.eml",
        "calendar": None,
        "delivery": f"{made.headers['location']}/delivery",
        "outcome": f"{made.headers['location']}/outcome",
    }
    assert (reply["recipient"], reply["delivery"]) == ("c@example.com", None)
    assert reply["mailto"].startswith("mailto:c@example.com?subject=")
    assert {finding["severity"] for finding in reply["findings"]} <= {"hint"}
    assert (await ada.client.get(reply["links"]["self"])).json() == reply
    listed = (await ada.client.get(f"{place}/replies")).json()
    assert listed == {"items": [reply], "next_cursor": None}
    assert (await ada.client.get(place)).json()["status"] == "awaiting_reply"


async def test_without_a_word_it_is_a_decline_that_gives_no_reason(ada, place):
    reply = (await ada.client.post(f"{place}/replies", json={})).json()
    assert (reply["kind"], reply["reason"], reply["language"]) == ("decline", "undisclosed", "en")


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "hold", "promised_by": "2026-11-27"},
        {"kind": "hold", "promised_by": "2026-11-27T12:00:00+01:00"},
        {"kind": "reschedule", "slots": ["2026-12-01T09:00:00Z", "2026-12-02T09:00:00Z"]},
        {"kind": "reschedule", "slots": []},
        {"kind": "accept"},
        {"kind": "check_in"},
        {"reason": "timing", "not_before": "2027-03-01", "tone": "warm", "keep_in_touch": True},
        {"reason": "salary", "keep_in_touch": True, "keep_in_touch_about": "roles in research"},
        {"reason": "work_mode", "work_mode": "remote", "tone": "brief"},
        {"reason": "contract_type", "contract_type": "permanent"},
        {"reason": "process_load", "hours": 6, "variation": 2},
        {"reason": "location", "place": "Berlin", "referral": "Ben Acme"},
        {"reason": "other", "details": "I am moving to the sea.", "override": "I know him well."},
    ],
)
async def test_every_wish_of_the_contract_is_taken_and_remembered(ada, place, wish):
    made = await ada.client.post(f"{place}/replies", json=wish)
    assert made.status_code == 201, made.text
    reply = made.json()
    remembered = {"kind", "reason", "tone", "details", "override"} & wish.keys()
    assert {name: reply[name] for name in remembered} == {name: wish[name] for name in remembered}
    assert set(reply["options"]) == wish.keys() - {"kind", "reason", "tone", "details", "override"}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"kind": "shout"}, "kind"),
        ({"kind": "hold"}, "promised_by"),
        ({"kind": "hold", "promised_by": "2020-01-01"}, "promised_by"),
        ({"kind": "reschedule", "slots": ["2026-12-01T09:00:00Z"]}, "slots"),
        ({"reason": "other"}, "details"),
        ({"reason": "bored"}, "reason"),
        ({"language": "xx-klingon"}, "language"),
        ({"variation": -1}, "variation"),
        ({"hours": 0}, "hours"),
        ({"not_before": "2026-11-27T09:00:00Z"}, "not_before"),
        ({"details": "x" * 2001}, "details"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_wish_that_cant_be_written_is_refused_by_its_field(ada, place, wish, field):
    refused = await ada.client.post(f"{place}/replies", json=wish)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["loc"][:2] == ["body", field]
    assert (await ada.client.get(f"{place}/replies")).json()["items"] == []


async def test_a_retried_post_drafts_once(ada, place):
    for _ in range(2):
        await ada.client.post(f"{place}/replies", json={}, headers={"idempotency-key": "k"})
    assert len((await ada.client.get(f"{place}/replies")).json()["items"]) == 1


async def test_edited_words_come_back_with_their_findings(ada, place):
    reply = (await ada.client.post(f"{place}/replies", json={})).json()
    edited = await ada.client.patch(reply["links"]["self"], json={"body": "Dear [Name], stop contacting me!!"})
    assert edited.headers["etag"] == '"2"'
    assert {"placeholder", "shouting"} <= {finding["rule"] for finding in edited.json()["findings"]}
    for finding in edited.json()["findings"]:
        assert set(finding) == {"rule", "severity", "principle", "start", "end", "excerpt", "why", "suggestion", "edit"}
        assert edited.json()["body"][finding["start"] : finding["end"]] == finding["excerpt"]
    lost = await ada.client.patch(reply["links"]["self"], json={"body": "No."}, headers={"if-match": '"1"'})
    assert lost.status_code == 412
    assert (await ada.client.patch(reply["links"]["self"], json={"body": None})).status_code == 422


async def test_saying_that_it_went_out_answers_and_undoing_that_makes_it_a_draft_again(ada, place):
    reply = (await ada.client.post(f"{place}/replies", json={"reason": "salary"})).json()
    sent = await ada.client.post(reply["links"]["sent"], json={"sent_at": "2026-11-23T09:30:00+01:00"})
    assert (sent.status_code, sent.json()["state"], sent.json()["sent_at"]) == (200, "sent", "2026-11-23T08:30:00Z")
    answered = (await ada.client.get(place)).json()
    assert (answered["status"], answered["reason"], answered["attention"]) == ("declined", "salary", None)
    assert (await ada.client.post(reply["links"]["sent"])).json() == sent.json()
    assert (await ada.client.delete(reply["links"]["self"])).status_code == 409
    await ada.client.delete(reply["links"]["answer"])
    assert (await ada.client.get(reply["links"]["self"])).json()["state"] == "draft"
    assert (await ada.client.get(place)).json()["status"] == "awaiting_reply"
    assert (await ada.client.delete(reply["links"]["self"])).status_code == 204
    assert (await ada.client.get(reply["links"]["self"])).status_code == 404


async def test_a_strangers_reply_answers_exactly_as_one_that_never_existed(ada, ben, place):
    mine = (await ada.client.post(f"{place}/replies", json={})).json()
    never = str(UUID(int=7))
    for method, tail, body in (
        ("GET", "", None),
        ("PATCH", "", {"body": "Ha."}),
        ("DELETE", "", None),
        ("POST", "/sent", {}),
        ("POST", "/sent", {"sent_at": "2030-01-01T00:00:00Z"}),
    ):
        first = await ben.client.request(method, f"/api/v1/replies/{mine['id']}{tail}", json=body)
        second = await ben.client.request(method, f"/api/v1/replies/{never}{tail}", json=body)
        assert (first.status_code, first.text) == (404, second.text)
    assert (await ada.client.get(mine["links"]["self"])).json() == mine
