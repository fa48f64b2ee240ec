"""/contacts: people, when we spoke, and a few lines to write to them."""

from uuid import uuid4

import pytest

CONTACTS = "/api/v1/contacts"
CLEO = {"name": "Cleo Park", "email": "cleo@acme.example", "company": "Acme", "cadence_days": 30}


async def make(person, **changes):
    answer = await person.client.post(CONTACTS, json=CLEO | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def speak(person, contact, **given):
    answer = await person.client.post(f"{CONTACTS}/{contact['id']}/touchpoints", json=given)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def check_in(person, contact, **wish):
    answer = await person.client.post(f"{CONTACTS}/{contact['id']}/check-ins", json=wish)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_person_is_recorded_shown_edited_and_deleted(ada):
    answer = await ada.client.post(CONTACTS, json=CLEO | {"link": "https://people.example/cleo", "met_by": "linkedin"})
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"{CONTACTS}/{made['id']}")
    shown = await ada.client.get(answer.headers["location"])
    assert (shown.json(), shown.headers["etag"]) == (made, '"1"')
    assert (made["speak_on"], made["is_due"], made["spoke_at"]) == ("2026-12-23", False, None)

    edited = await ada.client.patch(
        f"{CONTACTS}/{made['id']}", json={"notes": "Mornings.", "link": None}, headers={"If-Match": '"1"'}
    )
    assert edited.json() == made | {"notes": "Mornings.", "link": None, "version": 2}
    for method in ("patch", "delete"):
        body = {"json": {"notes": "Evenings."}} if method == "patch" else {}
        late = await getattr(ada.client, method)(f"{CONTACTS}/{made['id']}", headers={"If-Match": '"1"'}, **body)
        assert late.status_code == 412
    assert (await ada.client.delete(f"{CONTACTS}/{made['id']}")).status_code == 204
    assert (await ada.client.get(f"{CONTACTS}/{made['id']}")).status_code == 404

    restored = await ada.client.post(f"{CONTACTS}/{made['id']}/restoration")
    assert (restored.status_code, restored.json()["notes"]) == (200, "Mornings.")
    assert restored.headers["etag"] == f'"{restored.json()["version"]}"'


async def test_the_same_address_again_is_refused_and_names_the_first(ada):
    made = await make(ada)
    refused = await ada.client.post(CONTACTS, json=CLEO | {"email": "Cleo@ACME.example"})
    assert (refused.status_code, refused.json()["contact_id"]) == (409, made["id"])
    assert refused.json()["type"] == "urn:replyby:problem:contact-already-recorded"


async def test_what_is_due_comes_the_longest_due_first(ada, clock):
    for name, day in (("Late", "2026-11-01"), ("Today", "2026-11-23"), ("Ahead", "2026-11-24"), ("Never", None)):
        await make(ada, name=name, email=None, speak_on=day)
    due = (await ada.client.get(CONTACTS, params={"due": True, "limit": 3})).json()
    assert [one["name"] for one in due["items"]] == ["Late", "Today"]
    by_day = (await ada.client.get(CONTACTS, params={"sort": "speak_on"})).json()
    assert [one["name"] for one in by_day["items"]] == ["Late", "Today", "Ahead", "Never"]
    by_name = (await ada.client.get(CONTACTS)).json()
    assert [one["name"] for one in by_name["items"]] == ["Ahead", "Late", "Never", "Today"]


async def test_a_touchpoint_moves_the_day_and_its_end_moves_it_back(ada, clock):
    cleo = await make(ada)
    clock.forward(days=10)
    spoken = await speak(ada, cleo, medium="phone", note="She starts a team in May.")
    listed = (await ada.client.get(f"{CONTACTS}/{cleo['id']}/touchpoints")).json()
    assert listed == {"items": [spoken], "next_cursor": None}
    assert (await ada.client.get(f"{CONTACTS}/{cleo['id']}")).json()["speak_on"] == "2027-01-02"
    path = f"{CONTACTS}/{cleo['id']}/touchpoints/{spoken['id']}"
    assert (await ada.client.delete(path)).status_code == 204
    assert (await ada.client.get(f"{CONTACTS}/{cleo['id']}")).json()["speak_on"] == "2026-12-23"
    assert (await ada.client.delete(path)).status_code == 404


async def test_a_repeated_post_with_its_key_notes_one_touchpoint(ada):
    cleo = await make(ada)
    path, key = f"{CONTACTS}/{cleo['id']}/touchpoints", {"Idempotency-Key": "one"}
    answers = [await ada.client.post(path, json={}, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await ada.client.get(path)).json()["items"]) == 1


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("tone", ["warm", "neutral", "brief"])
async def test_a_check_in_names_the_invitation_and_invents_none(ada, clock, language, tone):
    invitation = {
        "company": "Acme",
        "role": "Engineer",
        "contact_name": "Cleo Park",
        "received_at": "2026-11-02T09:00Z",
    }
    met = (await ada.client.post("/api/v1/invitations", json=invitation)).json()
    cleo = await make(ada, invitation_id=met["id"])
    friend = await make(ada, name="Dora Dale", email="dora@acme.example")
    await speak(ada, friend, spoke_at="2026-10-05T09:00:00Z")
    wish = {"tone": tone, "language": language, "details": "The talk about queues stayed with me"}

    written = await check_in(ada, cleo, **wish)
    month = "November 2026"
    assert all(word in written["body"] for word in ("Acme", "Engineer", month, "Cleo Park", "Ada"))
    assert written["mailto"].startswith("mailto:cleo@acme.example?subject=")
    assert [one for one in written["findings"] if one["severity"] != "hint"] == []

    written = await check_in(ada, friend, **wish)
    month = "October 2026" if language == "en" else "Oktober 2026"
    assert month in written["body"]
    assert not any(word in written["body"].lower() for word in ("interview", "invit", "einlad", "gespräch"))
    assert [one for one in written["findings"] if one["severity"] != "hint"] == []
    assert written["body"] != (await check_in(ada, friend, **wish, variation=1))["body"]
    assert (await ada.client.get(f"{CONTACTS}/{friend['id']}/touchpoints")).json()["items"][0]["reply_id"] is None


async def test_anothers_person_is_nobody(ada, ben):
    cleo = await make(ada)
    spoken = await speak(ada, cleo)
    met = (await ada.client.post("/api/v1/invitations", json={"company": "Acme"})).json()["id"]
    own = await make(ben)

    async def asked(contact, touchpoint):
        place = f"{CONTACTS}/{contact}"
        return [
            await ben.client.get(place),
            await ben.client.patch(place, json={"name": "Mine"}),
            await ben.client.delete(place),
            await ben.client.post(f"{place}/restoration"),
            await ben.client.get(f"{place}/touchpoints"),
            await ben.client.post(f"{place}/touchpoints", json={}),
            await ben.client.delete(f"{place}/touchpoints/{touchpoint}"),
            await ben.client.post(f"{place}/check-ins", json={}),
            await ben.client.delete(f"{CONTACTS}/{own['id']}/touchpoints/{touchpoint}"),
        ]

    foreign, unknown = await asked(cleo["id"], spoken["id"]), await asked(uuid4(), uuid4())
    assert [one.status_code for one in foreign] == [404] * 9
    assert [one.json()["detail"] for one in foreign] == [one.json()["detail"] for one in unknown]
    for invitation in (met, str(uuid4())):
        refused = await ben.client.post(CONTACTS, json={"name": "Dora", "invitation_id": invitation})
        assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, ["body", "invitation_id"])
    assert [one["id"] for one in (await ben.client.get(CONTACTS)).json()["items"]] == [own["id"]]
    assert (await ada.client.get(f"{CONTACTS}/{cleo['id']}/touchpoints")).json()["items"] == [spoken]


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "A\nB"},
        {"name": "x" * 201},
        {"email": "cleo"},
        {"cadence_days": 0},
        {"cadence_days": 3661},
        {"cadence_days": "30"},
        {"speak_on": "2026-11-23T10:00:00Z"},
        {"speak_on": "1969-12-31"},
        {"link": "javascript:alert(1)"},
        {"met_by": "pigeon"},
        {"account_id": str(uuid4())},
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_kept_is_refused(ada, given):
    assert (await ada.client.post(CONTACTS, json=CLEO | given)).status_code == 422
    made = await make(ada)
    assert (await ada.client.patch(f"{CONTACTS}/{made['id']}", json=given)).status_code == 422


@pytest.mark.parametrize("query", ["%00", "%ED%A0%80", "%27%20%26%20!", "a" * 1_000, "%F0%9F%98%80", "%20", "a:*"])
async def test_any_words_can_be_asked_for(ada, query):
    await make(ada)
    assert (await ada.client.get(f"{CONTACTS}?q={query}")).status_code == 200


async def test_a_cursor_of_another_list_is_refused(ada):
    for number in range(3):
        await make(ada, email=None, name=f"P{number}")
    page = (await ada.client.get(CONTACTS, params={"limit": 2})).json()
    for cursor in (page["next_cursor"] + "x", "e30", "W10", "\u00e9", "WyJzcGVha19vbiIsIDEsICJ4Il0"):
        for sort in ("name", "-name", "speak_on"):
            refused = await ada.client.get(CONTACTS, params={"cursor": cursor, "sort": sort})
            assert refused.status_code == 422, (cursor, sort)
    other = await ada.client.get(CONTACTS, params={"cursor": page["next_cursor"], "sort": "speak_on"})
    assert other.status_code == 422


async def test_a_token_that_may_only_look_may_compose_and_change_nothing(ada):
    cleo = await make(ada)
    token = (await ada.client.post("/api/v1/tokens", json={"name": "eyes", "scopes": ["read"]})).json()["token"]
    eyes = {"Authorization": f"Bearer {token}"}
    place = f"{CONTACTS}/{cleo['id']}"
    assert (await ada.client.get(CONTACTS, headers=eyes)).status_code == 200
    assert (await ada.client.post(f"{place}/check-ins", json={}, headers=eyes)).status_code == 200
    for refused in (
        await ada.client.post(CONTACTS, json=CLEO, headers=eyes),
        await ada.client.post(f"{place}/touchpoints", json={}, headers=eyes),
        await ada.client.delete(place, headers=eyes),
    ):
        assert refused.status_code == 403


async def test_the_example_brings_people_of_whom_one_is_due_and_takes_them_away_again(ada, clock):
    own = await make(ada)
    await ada.client.post("/api/v1/demonstration")
    people = {one["name"]: one for one in (await ada.client.get(CONTACTS)).json()["items"]}
    assert [one["name"] for one in people.values() if one["is_due"]] == ["Xenia Xylo"]
    assert {"Yuri Yew", "Max Marble", "Sam Sorrel", "Uma Umber", "Cleo Park"} <= people.keys()
    clock.forward(minutes=1)
    await speak(ada, people["Yuri Yew"])
    await ada.client.delete("/api/v1/demonstration")
    left = {one["name"] for one in (await ada.client.get(CONTACTS)).json()["items"]}
    assert left == {own["name"], "Yuri Yew"}
