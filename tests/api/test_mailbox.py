"""The fetched mailbox over HTTP: what it shows, what it never shows, and a test that says what is wrong."""

import shutil
import tempfile
from pathlib import Path

import pytest

import services.fetching.opening
from core.secrets import Keyring
from models.mailing import MAILBOX
from services.fetching import mailboxes
from services.fetching.mailboxes import target_of
from tests import dovecot
from tests.conftest import START
from tests.folders import mail
from tests.imap_sink import NAME, ImapSink
from tests.sinks import certificates

AT = "/api/v1/mailbox"
PASSWORD = "a password that nobody sees"  # noqa: S105 - plainly invented
WANTED = {"host": "imap.example.com", "username": "ada@example.com", "password": PASSWORD, "folder": "Interviews"}


@pytest.fixture(scope="module")
def server():
    folder = Path(tempfile.mkdtemp(prefix="imap"))
    folder.chmod(0o755)
    try:
        with dovecot.running(folder) as running:
            running.deliver("Jobs/Interviews", mail(1), mail(2))
            running.make_folder("Vorstellungsgespr&AOQ-che")
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"allow_private_targets": True})


@pytest.fixture
def trusted(server, tmp_path, monkeypatch):
    context, client = certificates(tmp_path, NAME)
    client.load_verify_locations(server.certificate)
    monkeypatch.setattr(services.fetching.opening, "tls_context", lambda: client)
    return context


@pytest.fixture
def real(server, trusted):
    """What is to be put for the real server."""
    return {
        "host": "localhost",
        "port": server.port,
        "username": dovecot.USER,
        "password": dovecot.PASSWORD,
        "folder": "Jobs/Interviews",
    }


async def put(person, **wanted):
    answer = await person.client.put(AT, json=WANTED | wanted)
    assert answer.status_code == 200, answer.text
    return answer


def row(database):
    return dict(database.threads.read(lambda connection: connection.execute(MAILBOX.select()).mappings().one()))


async def test_it_is_shown_without_its_password_by_every_answer(ada, database, settings):
    made = await put(ada)
    shown = await ada.client.get(AT)
    assert shown.json() == made.json()
    assert shown.headers["etag"] == made.headers["etag"] == '"1"'
    assert {name: shown.json()[name] for name in ("host", "port", "username", "folder")} == {
        "host": "imap.example.com",
        "port": 993,
        "username": "ada@example.com",
        "folder": "Interviews",
    }
    assert shown.json()["is_paused"] is False
    for text in (made.text, shown.text, str(row(database)), (await ada.client.get("/api/v1/me/export")).text):
        assert PASSWORD not in text
    assert target_of(row(database), Keyring(settings.key())).password == PASSWORD


async def test_it_can_be_pointed_elsewhere_and_ended(ada, database):
    await put(ada)
    kept = {name: value for name, value in WANTED.items() if name != "password"}
    answer = await ada.client.put(AT, json=kept | {"folder": "Jobs"}, headers={"if-match": '"1"'})
    assert (answer.status_code, answer.json()["folder"], answer.json()["version"]) == (200, "Jobs", 2)
    assert (await ada.client.put(AT, json=kept, headers={"if-match": '"1"'})).status_code == 412
    elsewhere = await ada.client.put(AT, json=kept | {"host": "imap.example.net"})
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["loc"]) == (422, ["body", "password"])
    assert (await ada.client.delete(AT)).status_code == 204
    assert (await ada.client.get(AT)).status_code == 404
    assert (await ada.client.delete(AT)).status_code == 404
    assert (await ada.client.post(f"{AT}/test")).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("folder", "INBOX"),
        ("folder", ""),
        ("folder", "a\r\nA1 DELETE x"),
        ("host", "127.1"),
        ("host", ""),
        ("port", 0),
        ("port", "993"),
        ("username", "a\nb"),
        ("password", ""),
        ("password", "a\x00b"),
    ],
)
async def test_what_cannot_be_used_is_refused_with_its_field(ada, field, value):
    answer = await ada.client.put(AT, json=WANTED | {field: value})
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["body", field])
    assert PASSWORD not in answer.text


async def test_a_test_finds_the_folder_and_changes_nothing_in_it(ada, real, server):
    await put(ada, **real)
    answer = await ada.client.post(f"{AT}/test")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["state"], found["detail"]) == ("ready", "The folder is there and holds 2 messages.")
    assert found["messages"] == 2
    # Neither the inbox nor what holds everything is offered.
    assert sorted(found["folders"]) == ["Jobs/Interviews", "Vorstellungsgespräche"]
    assert server.flags("Jobs/Interviews") == ["", ""]


@pytest.mark.parametrize(
    ("wrong", "sentence", "folders"),
    [
        ({"folder": "Nowhere"}, "There is no folder of this name.", 2),
        ({"password": "not this"}, "The server refused the user name or the password.", 0),
        ({"username": "ben@example.com"}, "The server refused the user name or the password.", 0),
        ({"port": 1}, "The server refused the connection.", 0),
        ({"host": "127.0.0.1"}, "The server's certificate isn't good for its name", 0),
        ({"host": "nowhere.invalid"}, "There is no server of this name.", 0),
    ],
)
async def test_a_test_says_what_is_wrong_and_no_more(ada, real, wrong, sentence, folders):
    await put(ada, **real | wrong)
    found = (await ada.client.post(f"{AT}/test")).json()
    assert (found["state"], found["messages"], len(found["folders"])) == ("failed", None, folders)
    assert found["detail"].startswith(sentence)
    assert (await ada.client.get(AT)).json()["last_error"] == found["detail"]
    assert dovecot.PASSWORD not in str(found)


async def test_a_server_in_our_own_network_is_not_called(ada, real, app, settings, trusted):
    app.state.settings = settings.model_copy(update={"allow_private_targets": False})
    with ImapSink(trusted) as sink:
        await put(ada, host="127.0.0.1", port=sink.port)
        found = (await ada.client.post(f"{AT}/test")).json()
        assert found["detail"].startswith("This server's address lies in a private or reserved network")
        assert sink.connections == 0


async def test_a_paused_mailbox_is_woken_by_a_test_that_succeeds(ada, real, database, clock):
    await put(ada, **real)
    paused = MAILBOX.update().values(next_poll_at=None, failures_in_a_row=30, last_error="The server is gone.")
    database.threads.write(lambda connection: connection.execute(paused))
    assert (await ada.client.get(AT)).json()["is_paused"] is True
    await ada.client.post(f"{AT}/test")
    shown = (await ada.client.get(AT)).json()
    assert (shown["is_paused"], shown["last_error"], shown["failures_in_a_row"]) == (False, None, 0)
    assert row(database)["next_poll_at"] == START


async def test_it_is_tried_every_ten_seconds_at_the_most(ada, real, clock):
    await put(ada, **real)
    assert (await ada.client.post(f"{AT}/test")).status_code == 200
    clock.forward(seconds=9)
    again = await ada.client.post(f"{AT}/test")
    assert (again.status_code, again.headers["retry-after"]) == (429, "10")
    # Neither setting it anew nor a failure gives another try.
    await put(ada, **real)
    assert (await ada.client.post(f"{AT}/test")).status_code == 429
    clock.forward(seconds=1)
    assert (await ada.client.post(f"{AT}/test")).status_code == 200


async def test_set_up_anew_it_gives_no_more_tries(ada, monkeypatch):
    monkeypatch.setattr(mailboxes, "TESTS_AT_ONCE", 2)
    for expected in (200, 200, 429):
        await put(ada, host="localhost", port=1)
        answer = await ada.client.post(f"{AT}/test")
        assert answer.status_code == expected, answer.text
        await ada.client.delete(AT)
    assert answer.headers["retry-after"] == "301"


async def test_a_stranger_has_nothing_to_do_with_it(ada, ben):
    await put(ada)
    assert (await ben.client.get(AT)).status_code == 404
    assert (await ben.client.delete(AT)).status_code == 404
    await put(ben, folder="Bens")
    assert (await ada.client.get(AT)).json()["folder"] == "Interviews"
