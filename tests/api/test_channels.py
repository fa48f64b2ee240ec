"""Channels: made without sending, never shown whole, tried on request, and only to whoever agreed to it."""

import re

import pytest
from pydantic import SecretStr

from api.app import create_app
from notifications.webhook import verify
from tests.conftest import _client_of
from tests.sinks import SmtpSink, WebhookSink

CHANNELS = "/api/v1/channels"
HOOK = {"name": "Hook", "kind": "webhook", "url": "https://hooks.example.com/canary-secret", "wants": ["digest"]}
MAIL = {"name": "Mail", "kind": "email", "url": "ada@example.com", "wants": ["digest"]}
ELSEWHERE = MAIL | {"name": "Elsewhere", "url": "cleo@example.com"}


@pytest.fixture
def sink():
    with WebhookSink() as opened:
        yield opened


@pytest.fixture
def post():
    with SmtpSink() as opened:
        yield opened


@pytest.fixture
def settings(settings, sink, post):
    """This machine may be called, and mail leaves through the sink."""
    return settings.model_copy(update={"allow_private_targets": True, "smtp_url": SecretStr(post.url)})


async def make(person, **changes):
    answer = await person.client.post(CHANNELS, json=HOOK | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def show(person, channel):
    return (await person.client.get(f"{CHANNELS}/{channel['id']}")).json()


async def test_making_a_channel_sends_nothing(ada, sink, post):
    await make(ada, url=sink.url)
    await make(ada, **MAIL)
    await make(ada, **ELSEWHERE)
    assert (sink.connections, post.connections) == (0, 0)


async def test_a_webhooks_secret_is_shown_once_and_its_address_never_again(ada):
    answer = await ada.client.post(CHANNELS, json=HOOK)
    made = answer.json()
    assert made["secret"].startswith("whsec_")
    assert answer.headers["location"] == f"{CHANNELS}/{made['id']}"
    shown = await ada.client.get(f"{CHANNELS}/{made['id']}")
    listed = await ada.client.get(CHANNELS)
    for text in (answer.text, shown.text, listed.text):
        assert "canary" not in text
    for text in (shown.text, listed.text):
        assert made["secret"] not in text
        assert "hooks.example.com" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "ftp://hooks.example.com/x"}, "url"),
        ({"url": "not an address"}, "url"),
        ({"kind": "email", "url": "nobody"}, "url"),
        ({"kind": "apprise", "url": "json://hooks.example.com"}, "url"),
        ({"kind": "pigeon"}, "kind"),
        ({"wants": ["everything"]}, "wants"),
        ({"name": ""}, "name"),
    ],
)
async def test_an_address_that_could_not_work_is_refused_with_its_field(ada, changes, field):
    answer = await ada.client.post(CHANNELS, json=HOOK | changes)
    assert answer.status_code == 422
    assert field in answer.json()["errors"][0]["loc"]
    assert (await ada.client.get(CHANNELS)).json()["items"] == []


async def test_a_channel_is_edited_by_merge_patch_under_if_match(ada):
    made = await make(ada)
    path = f"{CHANNELS}/{made['id']}"
    edited = await ada.client.patch(path, json={"wants": ["alerts"]}, headers={"if-match": '"1"'})
    assert (edited.status_code, edited.json()["wants"], edited.json()["name"]) == (200, ["alerts"], "Hook")
    assert edited.headers["etag"] == '"2"'
    late = await ada.client.patch(path, json={"name": "Late"}, headers={"if-match": '"1"'})
    assert late.status_code == 412
    assert (await show(ada, made))["name"] == "Hook"


async def test_an_account_has_a_bounded_number_of_channels(ada):
    for number in range(20):
        await make(ada, name=f"Hook {number}")
    assert (await ada.client.post(CHANNELS, json=HOOK)).status_code == 409


async def test_a_deleted_channel_is_gone(ada):
    made = await make(ada)
    path = f"{CHANNELS}/{made['id']}"
    assert (await ada.client.delete(path)).status_code == 204
    assert (await ada.client.delete(path)).status_code == 404


async def test_a_test_message_arrives_signed_and_says_so(ada, sink, clock):
    made = await make(ada, url=sink.url)
    answer = await ada.client.post(f"{CHANNELS}/{made['id']}/test")
    assert (answer.status_code, answer.json()["state"]) == (200, "sent")
    (request,) = sink.requests
    assert verify(made["secret"], request.headers, request.body, now=clock())
    assert b'"type":"reminder.test"' in request.body


async def test_a_test_that_fails_says_why_and_claims_nothing_sent(ada, sink):
    sink.status = 500
    made = await make(ada, url=sink.url)
    answer = await ada.client.post(f"{CHANNELS}/{made['id']}/test")
    assert answer.json() == {"state": "failed", "detail": "The other side failed with an error of its own."}
    shown = await show(ada, made)
    assert shown["last_sent_at"] is None
    assert shown["last_error"] == "The other side failed with an error of its own."


async def test_two_tests_in_a_row_have_to_wait(ada, sink, clock):
    made = await make(ada, url=sink.url)
    path = f"{CHANNELS}/{made['id']}/test"
    await ada.client.post(path)
    clock.forward(seconds=19)
    refused = await ada.client.post(path)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    clock.forward(seconds=1)
    assert (await ada.client.post(path)).status_code == 200
    assert len(sink.requests) == 2


async def test_anothers_address_is_asked_once_and_sent_nothing_else(ada, post, clock):
    made = await make(ada, **ELSEWHERE)
    assert made["confirmed_at"] is None
    path = f"{CHANNELS}/{made['id']}/test"
    assert (await ada.client.post(path)).json()["state"] == "confirmation_sent"
    (received,) = post.messages
    assert received.recipients == ("cleo@example.com",)
    assert received.mail["Subject"] == "Replyby: may we write to you?"
    clock.forward(hours=23)
    again = await ada.client.post(path)
    assert again.status_code == 429
    assert len(post.messages) == 1


async def ask(person, post, channel):
    """Ask the owner of an address, and take the path of the link out of what they get."""
    await person.client.post(f"{CHANNELS}/{channel['id']}/test")
    text = post.messages[-1].mail.get_body(("plain",)).get_content()
    return re.search(r"/api/v1/confirmations/\S+", text).group()


async def test_looking_at_the_question_agrees_to_nothing_and_posting_does(ada, client, post, clock):
    made = await make(ada, **ELSEWHERE)
    link = await ask(ada, post, made)
    looked = await client.get(link)
    assert looked.status_code == 200
    assert "cleo@example.com" not in looked.text
    assert (await show(ada, made))["confirmed_at"] is None
    assert (await client.post(link)).status_code == 200
    assert (await show(ada, made))["confirmed_at"] is not None
    assert (await client.post(link)).status_code == 200


async def test_agreeing_for_one_address_is_not_agreeing_for_the_next(ada, client, post, clock):
    """Else anybody could confirm an address of their own, and then enter a stranger's."""
    made = await make(ada, **ELSEWHERE)
    link = await ask(ada, post, made)
    await ada.client.patch(f"{CHANNELS}/{made['id']}", json={"url": "stranger@example.com"})
    assert (await client.get(link)).status_code == 404
    assert (await client.post(link)).status_code == 404
    assert (await show(ada, made))["confirmed_at"] is None


async def test_a_link_that_was_changed_or_is_too_old_agrees_to_nothing(ada, client, post, clock):
    made = await make(ada, **ELSEWHERE)
    link = await ask(ada, post, made)
    assert (await client.post(f"{link}x")).status_code == 404
    clock.forward(days=7)
    assert (await client.post(link)).status_code == 410
    assert (await show(ada, made))["confirmed_at"] is None


async def test_a_stranger_finds_what_never_existed(ada, ben):
    made = await make(ada)
    for verb, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "Mine"}),
        ("DELETE", "", None),
        ("POST", "/test", None),
    ):
        theirs = await ben.client.request(verb, f"{CHANNELS}/{made['id']}{path}", json=body)
        never = await ben.client.request(verb, f"{CHANNELS}/{ada.id}{path}", json=body)
        assert theirs.status_code == 404
        assert theirs.json() | {"instance": None} == never.json() | {"instance": None}
    assert (await ben.client.get(CHANNELS)).json()["items"] == []
    assert (await show(ada, made))["name"] == "Hook"


async def test_a_key_that_was_changed_is_told_as_a_problem_to_mend(ada, sink, settings, database, clock):
    made = await make(ada, url=sink.url)
    changed = settings.model_copy(update={"secret_key": SecretStr("another key altogether, 0123456789")})
    other = _client_of(create_app(changed, database=database, clock=clock))
    other.headers["authorization"] = f"Bearer {ada.token}"
    answer = await other.post(f"{CHANNELS}/{made['id']}/test")
    assert answer.status_code == 200
    assert "REPLYBY_SECRET_KEY" in answer.json()["detail"]
    assert sink.connections == 0
