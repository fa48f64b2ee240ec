"""POST /reviews: findings in any text."""

PATH = "/api/v1/reviews"


async def test_findings_carry_the_fields_of_the_contract_in_code_points(ada):
    text = "😀 Hi [Name], I am not interested. Your company is unprofessional!!"
    found = await ada.client.post(
        PATH, json={"text": text, "kind": "decline", "context": {"company": "Acme", "role": "Engineer"}}
    )
    assert found.status_code == 200
    assert set(found.json()) == {"findings", "words", "fewest_words", "most_words"}
    assert {"placeholder", "slang", "blame"} <= {finding["rule"] for finding in found.json()["findings"]}
    for finding in found.json()["findings"]:
        assert set(finding) == {
            *("rule", "severity", "principle", "start", "end"),
            *("excerpt", "why", "suggestion", "edit"),
        }
        assert text[finding["start"] : finding["end"]] == finding["excerpt"]


async def test_our_own_letter_passes(ada):
    context = {"company": "Acme", "role": "Engineer", "contact_name": "Cleo Park", "sender_name": "Ada"}
    letter = (await ada.client.post("/api/v1/decline-replies", json=context | {"reason": "salary"})).json()
    found = await ada.client.post(PATH, json={"text": letter["body"], "context": context | {"reason": "salary"}})
    assert [finding for finding in found.json()["findings"] if finding["severity"] != "hint"] == []
    assert found.json()["words"] > 25


async def test_another_open_invitation_of_the_account_is_a_wrong_name_and_a_strangers_isnt(ada, ben):
    await ada.client.post("/api/v1/invitations", json={"company": "Bolt Robotics"})
    body = {
        "text": "Dear Acme team, thank you. I decline the invitation to Bolt Robotics.",
        "context": {"company": "Acme"},
    }

    async def names(person):
        found = (await person.client.post(PATH, json=body)).json()["findings"]
        return [finding["excerpt"] for finding in found if finding["rule"] == "wrong_name"]

    assert "Bolt Robotics" in await names(ada)
    assert "Bolt Robotics" not in await names(ben)


async def test_a_long_text_is_reviewed_and_a_longer_one_refused(ada):
    assert (await ada.client.post(PATH, json={"text": "word " * 4_000})).status_code == 200
    refused = await ada.client.post(PATH, json={"text": "x" * 20_001})
    assert refused.json()["errors"][0]["loc"] == ["body", "text"]


async def test_an_empty_text_is_reviewed_too(ada):
    assert (await ada.client.post(PATH, json={"text": ""})).json()["words"] == 0


async def test_a_language_without_rules_is_refused_as_for_a_decline_reply(ada):
    refused = await ada.client.post(PATH, json={"text": "Ik kom niet.", "language": "nl"})
    drafted = await ada.client.post("/api/v1/decline-replies", json={"company": "Acme", "language": "nl"})
    assert (refused.status_code, drafted.status_code) == (422, 422)
    assert refused.json()["type"] == drafted.json()["type"]
    assert refused.json()["type"].endswith("language-unknown")
    assert refused.json()["errors"][0]["loc"] == ["body", "language"]


async def test_a_country_takes_the_rules_of_its_language(ada):
    body = {"text": "Guten Tag, ich möchte Ihre Zeit nicht in Anspruch nehmen.", "language": "de-AT"}
    found = await ada.client.post(PATH, json=body)
    assert any("Offen und ehrlich sein" in finding["why"] for finding in found.json()["findings"])


async def test_an_account_in_a_language_without_rules_is_drafted_for_and_judged_in_english(ada):
    changed = await ada.client.patch("/api/v1/me", json={"language": "nl"})
    assert changed.status_code == 200, changed.json()
    found = await ada.client.post(PATH, json={"text": "No."})
    assert any("Be direct and honest" in finding["why"] for finding in found.json()["findings"])
    invitation = (await ada.client.post("/api/v1/invitations", json={"company": "Acme"})).json()
    draft = await ada.client.post(f"/api/v1/invitations/{invitation['id']}/replies", json={"kind": "decline"})
    assert draft.status_code == 201, draft.json()
    assert draft.json()["language"] == "en"


async def test_a_finding_brings_the_edit_that_mends_it_and_the_text_its_good_length(ada):
    text = "Thank you for inviting me to Acme. I have decided to withdraw from the process. My car broke down."
    found = (await ada.client.post(PATH, json={"text": text, "context": {"company": "Acme"}})).json()
    (excuse,) = [finding for finding in found["findings"] if finding["rule"] == "invented_excuse"]
    edit = excuse["edit"]
    assert text[: edit["start"]] + edit["text"] + text[edit["end"] :] == text.removesuffix(" My car broke down.")
    assert (found["fewest_words"], found["most_words"]) == (40, 130)
    held = (await ada.client.post(PATH, json={"text": text, "kind": "hold"})).json()
    assert (held["fewest_words"], held["most_words"]) == (25, 130)
