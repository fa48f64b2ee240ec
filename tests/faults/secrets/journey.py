"""A journey through the whole service: a canary in every place that is secret, and every sort of trouble on the way."""

import base64
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import httpx2

from tests.faults.secrets.canaries import Cage
from tests.sinks import Sink

API = "/api/v1"
SHOWN_ONCE = ("tokens", "channels", "private-links/feed", "private-links/mail")
"""Whose creation answers with a secret, once."""


class TalkativeSmtp(Sink):
    """A mail server that repeats what it was told. It takes mail, unless it `refuses` to let anybody sign in."""

    def __init__(self, *, refuses: bool) -> None:
        super().__init__()
        self.refuses = refuses
        self.said: list[bytes] = []

    def talk(self, connection: Any) -> None:
        connection.sendall(b"220 sink\r\n")
        lines, in_text = connection.makefile("rb"), False
        while line := lines.readline(70_000):
            self.said.append(line)
            verb = line[:4].upper()
            if in_text:
                in_text = line != b".\r\n"
                if not in_text:
                    connection.sendall(b"250 taken\r\n")
            elif verb == b"EHLO":
                connection.sendall(b"250-sink\r\n250 AUTH PLAIN\r\n")
            elif verb == b"AUTH":
                told = base64.b64decode(line.split()[-1]).replace(b"\0", b" ")
                connection.sendall(b"535 not with " + told + b"\r\n" if self.refuses else b"235 welcome\r\n")
            elif verb == b"DATA":
                in_text = True
                connection.sendall(b"354 go on\r\n")
            else:
                connection.sendall(b"250 ok\r\n")


class Traveller:
    """Asks the service, and keeps every answer: those that show a secret once apart."""

    def __init__(self, url: str, cage: Cage) -> None:
        # As a browser on the service's own page says it.
        self.client = httpx2.Client(base_url=url, timeout=60, headers={"sec-fetch-site": "same-origin"})
        self.cage = cage
        self.answers: list[tuple[str, bytes]] = []
        self.statuses: list[int] = []

    def ask(self, method: str, path: str, **given: Any) -> httpx2.Response:
        answer = self.client.request(method, path if path.startswith("/") else f"{API}/{path}", **given)
        self.statuses.append(answer.status_code)
        shows = answer.is_success and method in {"POST", "PUT"} and path in SHOWN_ONCE
        if not shows:
            self.answers.append((f"the answer to {method} {path[:30]}", answer.content))
        return answer

    def must(self, method: str, path: str, **given: Any) -> Any:
        answer = self.ask(method, path, **given)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def session(self) -> str:
        (value,) = self.client.cookies.values()
        return value


def sign_up_and_in(who: Traveller) -> None:
    """A password, wrong guesses, a changed one, and the sessions that each of them opened."""
    cage = who.cage
    old, new, guess = cage.put("Password"), cage.put("NewPassword"), cage.put("Guess")
    person = {"email": "ada@example.com", "password": old, "name": "Ada", "time_zone": "Europe/Berlin"}
    who.must("POST", "accounts", json=person)
    who.ask("PATCH", "me", json={"digest_days": [0, 1, 2, 3, 4, 5, 6], "digest_when_empty": True})
    cage.keep("FirstSession", who.session())
    assert who.ask("POST", "sessions", json={"email": "ada@example.com", "password": guess}).status_code == 401
    who.must("POST", "sessions", json={"email": "ada@example.com", "password": old})
    cage.keep("SecondSession", who.session())
    who.must("PUT", "me/password", json={"current": old, "new": new})
    who.must("POST", "sessions", json={"email": "ada@example.com", "password": new})
    cage.keep("ThirdSession", who.session())
    # Refused at every gate: as the wrong type, in broken JSON, in the wrong place, as somebody else's, in a query.
    assert who.ask("POST", "sessions", json={"email": "ada@example.com", "password": [new]}).status_code == 422
    assert who.ask("POST", "sessions", content=f'{{"password": "{new}", oh').status_code in {400, 422}
    assert who.ask("POST", "accounts", json=person | {"password": new, "oops": new}).status_code in {409, 422}
    assert who.ask("GET", f"sessions/{guess}").status_code in {404, 405, 422}
    who.ask("GET", f"me?password={new}")


def make_credentials(who: Traveller) -> str:
    """A token and the private links, used rightly and wrongly. Returns the token."""
    cage = who.cage
    once = {"idempotency-key": "the-same-token"}
    wanted = {"name": "laptop", "scopes": ["read", "write", "send"]}
    token = cage.keep("Token", who.must("POST", "tokens", json=wanted, headers=once)["token"])
    # A repetition isn't answered with the secret once more.
    assert who.ask("POST", "tokens", json=wanted, headers=once).status_code == 409
    for kind in ("feed", "mail"):
        url: str = who.must("PUT", f"private-links/{kind}")["url"]
        cage.keep(f"{kind}Link", re.split(r"[/.]", url.removesuffix(".ics"))[-1])
        path = url[url.index(API) :]
        who.ask("GET" if kind == "feed" else "POST", path, content=_mail(cage.confide(f"{kind}Mail")))
        assert who.ask("GET", f"{path}x").status_code in {404, 405}
    for shown in (f"Bearer {token}", f"bearer {token}", f"Basic {token}", f"Bearer {token}x"):
        answer = httpx2.get(who.client.base_url.join(f"{API}/me"), headers={"authorization": shown}, timeout=60)
        who.answers.append(("an answer to a token", answer.content))
    who.ask("GET", f"me?token={token}", headers={"x-api-key": token})
    return token


def open_channels(who: Traveller, hook: str, dead: str) -> list[str]:
    """Webhooks to servers that repeat or refuse, a chat, an address to confirm, one that can't be used. Returns ids."""
    cage, made = who.cage, list[str]()
    for place, base in (("Hook", hook), ("DeadHook", dead)):
        wanted = {"name": place, "kind": "webhook", "url": f"{base}/{cage.put(place)}?key={cage.put(place + 'Key')}"}
        shown = who.must("POST", "channels", json=wanted | {"wants": ["digest", "alerts"]})
        cage.keep(f"{place}Secret", shown["secret"])
        made.append(shown["id"])
    chat = f"discord://{cage.put('ChatId')}/{cage.put('ChatToken')}"
    made.append(who.must("POST", "channels", json={"name": "Chat", "kind": "apprise", "url": chat})["id"])
    made.append(who.must("POST", "channels", json={"name": "Mail", "kind": "email", "url": "cleo@example.com"})["id"])
    for bad in ("javascript:{}", "https://{}@127.0.0.1", "https://{}.127.1/", "http://[{}]/", "json://{}/x"):
        for kind in ("webhook", "apprise"):
            url = bad.format(cage.put(f"Bad{len(cage.secret)}"))
            assert who.ask("POST", "channels", json={"name": "Bad", "kind": kind, "url": url}).status_code == 422
    for channel in made:
        who.ask("POST", f"channels/{channel}/test")
    return made


def name_servers(who: Traveller, smtp_port: int, imap_port: int) -> None:
    """Mail servers that repeat the password that they refuse, and addresses of servers that can't be."""
    cage = who.cage
    identity = {"from_address": "ada@example.com", "host": "localhost", "port": smtp_port, "username": "ada"}
    who.must("PUT", "mail-identity", json=identity | {"password": cage.put("Smtp"), "security": "tls"})
    assert who.must("POST", "mail-identity/test")["state"] != "sent"
    url = f"smtp://ada:{cage.put('BadSmtp')}@127.1:25"
    assert who.ask("PUT", "mail-identity", json={"from_address": "ada@example.com", "url": url}).status_code == 422
    mailbox = {"host": "localhost", "port": imap_port, "username": "ada", "folder": "Interviews"}
    who.must("PUT", "mailbox", json=mailbox | {"password": cage.secret["Imap"]})
    assert who.must("POST", "mailbox/test")["state"] != "ok"
    bad = mailbox | {"host": "127.1", "password": cage.put("BadImap")}
    assert who.ask("PUT", "mailbox", json=bad).status_code == 422


def follow_links(who: Traveller, mails: Callable[[], str]) -> None:
    """Use the links of the mails that arrived, and spoil each of them."""
    for kind in ("confirmations", "unsubscribe"):
        token = who.cage.keep(kind, _token(mails, kind))
        assert who.ask("GET", f"{kind}/{token}").status_code == 200
        assert who.ask("POST", f"{kind}/{token}").is_success
        assert who.ask("GET", f"{kind}/{token}x?again={token}").status_code in {404, 410}


def _token(mails: Callable[[], str], kind: str) -> str:
    give_up_at = time.monotonic() + 60
    while not (found := re.search(rf"/{kind}/([A-Za-z0-9_.-]{{20,}})", mails())):
        assert time.monotonic() < give_up_at, f"no mail with a link to {kind} came"
        time.sleep(0.1)
    return found[1]


def write_letters(who: Traveller, headers: dict[str, str]) -> str:
    """An invitation with notes and a reply, and texts that can't be taken. Returns the invitation's id."""
    cage = who.cage
    wanted = {"company": "Acme", "notes": cage.confide("Notes"), "respond_by": "2020-01-02"}
    invitation = who.must("POST", "invitations", json=wanted, headers=headers | {"idempotency-key": "one"})["id"]
    who.must("POST", "invitations", json=wanted, headers=headers | {"idempotency-key": "one"})
    reply = who.must(
        "POST", f"invitations/{invitation}/replies", json={"kind": "decline", "details": cage.confide("Details")}
    )
    who.must("PATCH", f"replies/{reply['id']}", json={"body": f"Dear Cleo,\n{cage.confide('Letter')}\nAda"})
    who.ask("POST", f"replies/{reply['id']}/delivery", json={"recipient": "cleo@example.com"})
    who.ask("POST", "reviews", json={"text": cage.confide("Review"), "kind": "nonsense"})
    who.ask("PATCH", f"replies/{reply['id']}", json={"body": [cage.confide("Body")]})
    return invitation


def ask_of_a_broken_database(who: Traveller, headers: dict[str, str], invitation: str) -> None:
    """Everything fails with a fault of the server's, in the middle of letters and secrets."""
    cage = who.cage
    asked = [
        who.ask("POST", "invitations", json={"company": "Acme", "notes": cage.confide("BrokenNotes")}, headers=headers),
        who.ask("PATCH", f"invitations/{invitation}", json={"notes": cage.confide("BrokenEdit")}, headers=headers),
        who.ask("POST", "tokens", json={"name": cage.confide("BrokenToken"), "scopes": ["read"]}),
        who.ask("POST", "sessions", json={"email": "ada@example.com", "password": cage.secret["NewPassword"]}),
        who.ask("PUT", "private-links/feed"),
    ]
    assert {answer.status_code for answer in asked} & {500, 503}, [answer.status_code for answer in asked]


def _mail(canary: str) -> bytes:
    return (
        "From: Cleo <cleo@acme.example>\r\nTo: ada@example.com\r\nSubject: Interview\r\n"
        f"Message-ID: <{canary}@acme.example>\r\nContent-Type: text/plain\r\n\r\n"
        f"Dear Ada,\r\nwe would like to invite you to an interview. {canary}\r\nCleo\r\n"
    ).encode()


@contextmanager
def travelling(url: str, cage: Cage) -> Generator[Traveller]:
    """Somebody who asks the service at an address."""
    who = Traveller(url, cage)
    with who.client:
        yield who
