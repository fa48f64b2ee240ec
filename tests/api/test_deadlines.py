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
