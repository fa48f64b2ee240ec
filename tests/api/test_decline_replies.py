"""POST /decline-replies: the composer without a stored invitation."""

import pytest

from core.vocabulary import Reason

PATH = "/api/v1/decline-replies"


async def test_a_decline_is_written_from_what_is_given(ada):
    made = await ada.client.post(
        PATH,
        json={
            "company": "Acme",
            "role": "Engineer",
            "contact_name": "Cleo Park",
            "reason": "salary",
            "my_salary": "70k",
            "keep_in_touch": True,
            "tone": "warm",
            "language": "en",
        },
    )
    assert made.status_code == 200
    reply = made.json()
    assert set(reply) == {"subject", "body", "findings", "advice", "mailto"}
    for known in ("Acme", "Engineer", "Cleo Park", "70k"):
        assert known in reply["body"]
    assert reply["body"].endswith("Ada")
    assert (await ada.client.get("/api/v1/invitations")).json()["items"] == []


async def test_another_sender_signs(ada):
    reply = (await ada.client.post(PATH, json={"company": "Acme", "sender_name": "Ada Lark"})).json()
    assert reply["body"].endswith("Ada Lark")


async def test_every_reason_passes_our_own_review_in_both_languages(ada):
    for language, details in (("en", "I have my reasons."), ("de", "Ich habe meine Gründe.")):
        for reason in Reason:
            body = {"company": "Acme", "role": "Engineer", "reason": reason, "language": language, "details": details}
            reply = (await ada.client.post(PATH, json=body)).json()
            assert [finding for finding in reply["findings"] if finding["severity"] != "hint"] == [], (reason, language)


async def test_a_late_reply_says_so(ada):
    late = {"company": "Acme", "received_at": "2026-11-02T09:00:00Z"}
    assert (await ada.client.post(PATH, json=late)).json()["body"] != (
        await ada.client.post(PATH, json={"company": "Acme"})
    ).json()["body"]


async def test_an_interview_within_a_day_asks_for_a_call_first(ada):
    reply = (await ada.client.post(PATH, json={"company": "Acme", "interview_at": "2026-11-23T18:00:00Z"})).json()
    assert len(reply["advice"]) == 1


async def test_a_variation_is_another_phrasing(ada):
    bodies = {(await ada.client.post(PATH, json={"company": "Acme", "variation": n})).json()["body"] for n in range(3)}
    assert len(bodies) > 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [({"override": "x"}, "override"), ({"reason": "other"}, "details"), ({"received_at": "2026-11-02"}, "received_at")],
)
async def test_what_cant_be_meant_is_refused_by_its_field(ada, wish, field):
    refused = await ada.client.post(PATH, json=wish)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"][:2] == ["body", field]
