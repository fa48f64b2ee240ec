"""POST /intake/text: a pasted message becomes guesses, and nothing of it is kept."""

from datetime import UTC, datetime

import pytest

PATH = "/api/v1/intake/text"
INVITATIONS = "/api/v1/invitations"
FIELDS = {
    *("company", "role", "contact_name", "contact_email", "medium", "format", "location", "interview_at", "respond_by"),
    *("received_at", "job_url", "salary"),
}
MESSAGE = """😀 Hi Ada,

I'm Ben Weber from Acme. We would like to invite you to an interview for the position of Data Engineer on Tuesday,
1 December at 3 pm CET: https://zoom.us/j/123

Please let us know within three working days.

Best regards,
Ben Weber
Recruiter | Acme GmbH
ben.weber@acme.example
"""


async def test_the_answer_has_the_fields_of_the_contract_with_evidence_in_code_points(ada):
    found = await ada.client.post(PATH, json={"text": MESSAGE})
    assert found.status_code == 200
    body = found.json()
    assert set(body) == {"language", "is_invitation", "kind", "candidates", "slots", "invitation", "similar"}
    assert set(body["candidates"]) == FIELDS == set(body["invitation"])
    assert (body["language"], body["is_invitation"], body["kind"]["code"]) == ("en", True, "invitation")
    for guesses in body["candidates"].values():
        for guess in guesses:
            assert set(guess) == {"value", "confidence", "evidence", "why"}
            evidence = guess["evidence"]
            assert MESSAGE[evidence["start"] : evidence["end"]] == evidence["excerpt"]
            assert guess["confidence"] in {"sure", "likely", "guess"}
            assert guess["why"].endswith((".", "it."))


async def test_the_best_candidates_are_put_together_as_they_can_be_recorded(ada):
    suggested = (await ada.client.post(PATH, json={"text": MESSAGE})).json()["invitation"]
    assert suggested == {
        "company": "Acme GmbH",
        "role": "Data Engineer",
        "contact_name": "Ben Weber",
        "contact_email": "ben.weber@acme.example",
        "medium": "email",
        "format": "video",
        "location": "https://zoom.us/j/123",
        "interview_at": "2026-12-01T14:00:00Z",
        "received_at": "2026-11-23T09:00:00Z",
        "respond_by": "2026-11-26",
        "job_url": None,
        "salary": None,
    }
    made = await ada.client.post(INVITATIONS, json=suggested)
    assert made.status_code == 201
    assert made.json()["respond_by_basis"] == "stated"


async def test_nothing_is_kept(ada, database):
    await ada.client.post(PATH, json={"text": MESSAGE})
    assert (await ada.client.get(INVITATIONS)).json()["items"] == []


async def test_a_token_that_may_only_look_is_enough_and_nobody_else_is_answered(ada, client):
    made = await ada.client.post("/api/v1/tokens", json={"name": "looks", "scopes": ["read"]})
    carried = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await client.post(PATH, json={"text": MESSAGE}, headers=carried)).status_code == 200
    assert (await client.post(PATH, json={"text": MESSAGE})).status_code == 401


async def test_relative_days_count_from_when_it_was_received(ada):
    text = "Could you come for an interview tomorrow at 10:00?"

    async def interview(**said):
        return (await ada.client.post(PATH, json={"text": text, **said})).json()["invitation"]

    assert (await interview())["interview_at"] == "2026-11-24T09:00:00Z"
    told = await interview(received_at="2026-11-20T12:00:00+01:00")
    assert (told["interview_at"], told["received_at"]) == ("2026-11-21T09:00:00Z", "2026-11-20T11:00:00Z")


async def test_the_readers_zone_and_working_days_count(enrol):
    cleo = enrol("cleo", time_zone="America/New_York")
    await cleo.client.patch("/api/v1/me", json={"country": "US"})
    text = "Your interview is on 12/1/2026 at 3:00 PM. Please confirm within two business days."
    body = (await cleo.client.post(PATH, json={"text": text, "received_at": "2026-11-25T15:00:00Z"})).json()
    # The Thursday is Thanksgiving.
    assert body["invitation"]["interview_at"] == "2026-12-01T20:00:00Z"
    assert body["invitation"]["respond_by"] == "2026-11-30"


async def test_reasons_are_in_the_accounts_language(ada):
    await ada.client.patch("/api/v1/me", json={"language": "de"})
    body = (await ada.client.post(PATH, json={"text": MESSAGE})).json()
    assert body["kind"]["why"] == "Liest sich wie eine Einladung zu einem Gespräch."
    assert body["language"] == "en"


async def test_the_persons_own_name_and_address_are_never_the_contact(ada):
    await ada.client.patch("/api/v1/me", json={"name": "Ada Byron"})
    head = "From: Ada Byron <ada@example.com>\nTo: Ben Weber <ben@acme.example>\nSubject: Re: Interview"
    text = f"{head}\n\nYes!\n\nAda Byron"
    body = (await ada.client.post(PATH, json={"text": text})).json()
    assert body["candidates"]["contact_name"] == []
    assert "ada@example.com" not in {guess["value"] for guess in body["candidates"]["contact_email"]}


async def test_the_subject_counts_too_and_evidence_says_so(ada):
    said = {"text": "Hi, when could we talk?", "subject": "Interview invitation: Data Engineer (m/w/d)"}
    (role,) = (await ada.client.post(PATH, json=said)).json()["candidates"]["role"]
    assert (role["value"], role["evidence"]["source"]) == ("Data Engineer", "subject")
    assert said["subject"][role["evidence"]["start"] : role["evidence"]["end"]] == role["evidence"]["excerpt"]


async def test_an_open_invitation_of_the_same_company_is_suggested_and_a_strangers_isnt(ada, ben):
    async def record(person, **fields):
        return (await person.client.post(INVITATIONS, json=fields)).json()["id"]

    same = await record(ada, company="ACME", role="Data Engineer")
    other_role = await record(ada, company="Acme Inc.", role="Designer")
    declined = await record(ada, company="Acme GmbH")
    await record(ada, company="Acme Bank")
    await record(ben, company="Acme GmbH")
    await ada.client.put(f"{INVITATIONS}/{declined}/answer", json={"kind": "decline"})
    similar = (await ada.client.post(PATH, json={"text": MESSAGE})).json()["similar"]
    assert [one["id"] for one in similar] == [same, other_role]
    assert set(similar[0]) == {"id", "company", "role", "why"}
    assert "same role" in similar[0]["why"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Unfortunately, we have decided to move forward with other candidates.", "rejection"),
        ("Thank you for applying. We have received your application.", "application_received"),
        ("Your job alert: new jobs matching your search. Unsubscribe", "job_alert"),
        ("Hi, I'd like to add you to my professional network.", "connection_request"),
        ("Lorem ipsum dolor sit amet.", "unclear"),
        ("", "unclear"),
    ],
)
async def test_what_is_no_invitation_is_said_and_never_refused(ada, text, code):
    answer = await ada.client.post(PATH, json={"text": text})
    assert answer.status_code == 200
    assert (answer.json()["is_invitation"], answer.json()["kind"]["code"]) == (False, code)
    assert answer.json()["kind"]["why"]


async def test_naive_times_unknown_fields_and_longer_texts_are_refused(ada):
    for sent, field in (
        ({"text": "x", "received_at": "2026-11-20T12:00:00"}, "received_at"),
        ({"text": "x", "company": "Acme"}, "company"),
        ({"text": "x" * 100_001}, "text"),
        ({"text": "x", "subject": "x" * 1_001}, "subject"),
        ({}, "text"),
    ):
        refused = await ada.client.post(PATH, json=sent)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["loc"] == ["body", field]


async def test_a_text_of_the_greatest_length_is_read(ada):
    text = MESSAGE + "x" * (100_000 - len(MESSAGE))
    body = (await ada.client.post(PATH, json={"text": text})).json()
    assert body["invitation"]["company"] == "Acme GmbH"


@pytest.mark.parametrize("hostile", ["\x00", "\u202e", "9" * 5_000, "\u0301" * 3_000, "[" * 5_000, "\r\v\f\x85\u2028"])
async def test_no_text_is_a_fault_and_no_control_reaches_a_value(ada, hostile):
    answer = await ada.client.post(PATH, json={"text": f"I'm Ben{hostile} Weber from Ac{hostile}me {hostile}"})
    assert answer.status_code == 200
    for guesses in answer.json()["candidates"].values():
        for guess in guesses:
            assert str(guess["value"]).isprintable()


async def test_lone_surrogates_are_refused_as_everywhere(ada):
    answer = await ada.client.post(PATH, content=b'{"text": "\\ud800"}', headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, 23, tzinfo=UTC)])
async def test_at_the_ends_of_the_calendar_nothing_breaks(ada, at):
    text = "Could you come for an interview tomorrow at 10:00? Please confirm within 60 days, or within 9 working days."
    answer = await ada.client.post(PATH, json={"text": text, "received_at": at.isoformat()})
    assert answer.status_code == 200
    suggested = answer.json()["invitation"] | {"company": "Acme"}
    assert (await ada.client.post(INVITATIONS, json=suggested)).status_code == 201
