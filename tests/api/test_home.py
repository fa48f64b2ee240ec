"""The pages that a browser is shown at the service's own address, and where the links of reminders lead."""

from uuid import uuid4


async def test_the_address_of_the_service_says_that_it_runs(client):
    answer = await client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "it is running here" in answer.text
    assert "script" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_the_link_of_a_reminder_leads_to_what_to_do_next(client, ada):
    made = (await ada.client.post("/api/v1/invitations", json={"company": "Acme"})).json()
    answer = await client.get(f"/invitations/{made['id']}")
    assert answer.status_code == 200
    assert f"replyby decline {made['id']}" in answer.text
    assert "Acme" not in answer.text


async def test_the_page_of_an_invitation_tells_nobody_whether_it_exists(client, ada):
    made = (await ada.client.post("/api/v1/invitations", json={"company": "Acme"})).json()
    nobody = uuid4()
    real, unreal = await client.get(f"/invitations/{made['id']}"), await client.get(f"/invitations/{nobody}")
    assert real.text.replace(made["id"], "") == unreal.text.replace(str(nobody), "")
    assert (await client.get("/invitations/<script>")).status_code == 422
