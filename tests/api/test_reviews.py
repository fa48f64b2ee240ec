"""POST /reviews: findings in any text."""

PATH = "/api/v1/reviews"


async def test_findings_carry_the_fields_of_the_contract_in_code_points(ada):
    text = "😀 Hi [Name], I am not interested. Your company is unprofessional!!"
    found = await ada.client.post(
        PATH, json={"text": text, "kind": "decline", "context": {"company": "Acme", "role": "Engineer"}}
    )
    assert found.status_code == 200
    assert set(found.json()) == {"findings", "words"}
    assert {"placeholder", "slang", "blame"} <= {finding["rule"] for finding in found.json()["findings"]}
    for finding in found.json()["findings"]:
        assert set(finding) == {"rule", "severity", "principle", "start", "end", "excerpt", "why", "suggestion"}
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
