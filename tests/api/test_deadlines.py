"""POST /deadlines: the deadline while it is being typed."""

import pytest

PATH = "/api/v1/deadlines"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"received_at": "2026-11-20T16:40:00+01:00"},
        {"received_at": "2026-11-02T09:00:00Z"},
        {"interview_at": "2026-11-24T15:00:00+01:00"},
        {"respond_by": "2026-11-29"},
        {"respond_by": "2026-11-29T12:00:00+01:00", "interview_at": "2026-11-28T12:00:00+01:00"},
        {"received_at": None, "interview_at": None, "respond_by": None},
    ],
)
async def test_a_preview_is_what_recording_decides(ada, given):
    preview = await ada.client.post(PATH, json=given)
    assert preview.status_code == 200
    assert (await ada.client.get("/api/v1/invitations")).json()["items"] == []
    shown = (await ada.client.post("/api/v1/invitations", json={"company": "Acme"} | given)).json()
    assert set(preview.json()) == {
        *("respond_by", "respond_by_basis", "respond_by_explanation", "due_soon_at", "ghosting_at", "attention")
    }
    assert preview.json() == {name: shown[name] for name in preview.json()}


async def test_a_naive_time_is_refused(ada):
    refused = await ada.client.post(PATH, json={"received_at": "2026-11-20T16:40:00"})
    assert refused.json()["errors"][0]["loc"] == ["body", "received_at"]


@pytest.mark.parametrize(
    "policy",
    [
        {"reply_business_days": 1},
        {"workday_end": "12:30", "due_soon_business_days": 0},
        {"country": "DE", "region": "BY", "working_days": [0, 1, 2, 3, 4, 5]},
        {"time_zone": "Asia/Tokyo", "cap_hours": 48, "least_hours": 0},
        {"country": None},
    ],
)
async def test_a_policy_that_is_tried_decides_as_if_it_were_kept_and_isnt(ada, policy):
    asked = {"received_at": "2026-11-20T16:40:00+01:00", "interview_at": "2026-11-26T10:00:00+01:00"}
    before = (await ada.client.post(PATH, json=asked)).json()
    tried = (await ada.client.post(PATH, json=asked | policy)).json()
    assert (await ada.client.post(PATH, json=asked)).json() == before
    await ada.client.patch("/api/v1/me", json=policy)
    assert (await ada.client.post(PATH, json=asked)).json() == tried


@pytest.mark.parametrize(
    ("field", "policy"),
    [
        ("time_zone", {"time_zone": "Europe/Atlantis"}),
        ("country", {"country": "XX"}),
        ("region", {"country": "DE", "region": "ZZ"}),
        ("region", {"region": "BY"}),
        ("working_days", {"working_days": []}),
        ("workday_end", {"workday_end": "25:00"}),
        ("reply_business_days", {"reply_business_days": 0}),
        ("cap_hours", {"cap_hours": 2161}),
    ],
)
async def test_a_policy_that_could_not_be_kept_is_not_tried(ada, field, policy):
    refused = await ada.client.post(PATH, json=policy)
    assert refused.status_code == 422
    assert [error["loc"] for error in refused.json()["errors"]] == [["body", field]]
