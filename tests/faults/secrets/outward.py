"""Every way in which a user can make the server call somebody, and a watch over every connection that is tried."""

import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, ClassVar
from uuid import UUID

import httpx2
from sqlalchemy import delete, update

from api.app import create_app
from core.database import Database
from core.secrets import Keyring
from core.settings import Settings
from core.vocabulary import ChannelKind, ReminderKind, Want
from models.channel import CHANNEL
from models.mailing import MAIL_IDENTITY, MAILBOX
from models.reply import REPLY
from notifications.chat_services import CHAT_SERVICES
from notifications.smtp_url import SmtpUrlUnusable, read_smtp_url
from scheduler.delivery import courier_for
from scheduler.fetching import fetcher_for
from scheduler.sending import postman_for
from services import reminding
from services.fetching import mailboxes
from tests.conftest import BASE_URL, Clock, Person
from tests.outgoing import UNDO, approved, set_identity
from tests.reminders import add_channel, configure, run

PUBLIC = "93.184.215.14"
NAME = "hooks.example.com"
"""A name whose addresses the watch decides."""


class Watch:
    """Counts every connection that this process tries, lets none through but to a listener, and answers for names."""

    _watches: ClassVar[list["Watch"]] = []

    def __init__(self, listener: tuple[str, int]) -> None:
        self.listener = listener
        self.tried: list[tuple[str, int]] = []
        self.answers: list[Sequence[str]] = []
        self._ask = socket.getaddrinfo
        self._watches[:] = [self]

    def resolve(self, host: Any, port: Any, *given: Any, **named: Any) -> Any:
        """What the machine's resolver says: numbers are what they are, and a name is what was laid down for it.

        Of several answers each is given once, and the last one from then on: so does a name that is pointed elsewhere.
        """
        try:
            return self._ask(host, port, *given, **named | {"flags": socket.AI_NUMERICHOST})
        except socket.gaierror:
            if not self.answers:
                raise
        if host in {"localhost", "ip6-localhost"}:
            return self._ask("127.0.0.1", port, *given, **named)
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [found for address in addresses for found in self._ask(address, port, *given, **named)]

    def forget(self, *answers: Sequence[str]) -> None:
        """Begin anew, with what names lead to from now on."""
        self.tried.clear()
        self.answers = list(answers)

    @property
    def inside(self) -> list[tuple[str, int]]:
        """The connections that were tried to anything but the one public address."""
        return [target for target in self.tried if target[0] != PUBLIC]

    @staticmethod
    def _heard(event: str, given: tuple[Any, ...]) -> None:
        if event != "socket.connect" or not isinstance(given[1], tuple):
            return
        for watch in Watch._watches:
            target = (str(given[1][0]), int(given[1][1]))
            watch.tried.append(target)
            if target != watch.listener:
                raise ConnectionRefusedError("nothing leaves this machine")

    def close(self) -> None:
        """Watch no more."""
        self._watches.clear()


# A hook can't be taken away again: it listens for whoever watches.
sys.addaudithook(Watch._heard)


@dataclass
class Outward:
    """The service with somebody in it who aims everything that they can aim."""

    database: Database
    settings: Settings
    clock: Clock
    person: Person
    channel: UUID = field(init=False)
    client: httpx2.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        now, owner = self.clock(), self.person.owner
        app = create_app(self.settings, database=self.database, clock=self.clock)
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE_URL)
        self.client.headers["authorization"] = f"Bearer {self.person.token}"
        self.keys = Keyring(self.settings.key())
        configure(self.database, owner, now=now, digest_when_empty=True)
        self.channel = add_channel(self.database, owner, self.settings, Want.DIGEST, now=now)
        set_identity(self.database, owner, self.settings, "smtp://mail.example.com:25", now=now)
        wanted = {"host": "imap.example.com", "port": 993, "username": "ada", "password": "secret", "folder": "Jobs"}
        self.database.threads.write(mailboxes.set_mailbox, owner.id, self.keys, wanted, now=now)

    # Addresses are laid into the rows themselves: what is refused as it is saved could have been saved before.

    def aim_channel(self, kind: ChannelKind, url: str) -> None:
        changed = {"kind": kind.value, "url_encrypted": self.keys.encrypt(url), "last_sent_at": None}
        rested = {"disabled_at": None, "breaker_until": None, "failures_in_a_row": 0}
        run(self.database, update(CHANNEL).where(CHANNEL.c.id == self.channel).values(changed | rested))

    async def try_channel(self) -> None:
        await self._post(f"/api/v1/channels/{self.channel}/test")

    async def deliver_digest(self) -> None:
        reminder = reminding.planned(
            ReminderKind.DIGEST,
            account_id=self.person.id,
            channel_id=self.channel,
            channel_name="Hook",
            dedupe_key=f"digest:{self.clock().isoformat()}",
            now=self.clock(),
        )
        self.database.threads.write(reminding.plan, [reminder])
        courier = courier_for(self.database, self.settings, clock=self.clock)
        await courier.serve()
        await courier.drain()
        assert courier.deliveries.failed >= 1

    async def is_aimed_by_smtp(self, url: str) -> bool:
        """Whether a mail server with this address can be stored at all; else giving it must be refused."""
        try:
            read_smtp_url(url)
        except SmtpUrlUnusable:
            wanted = {"from_address": self.person.email, "url": url}
            assert (await self.client.put("/api/v1/mail-identity", json=wanted)).status_code == 422
            return False
        values = {"url_encrypted": self.keys.encrypt(url), "tested_at": self.clock(), "tried_at": None}
        run(self.database, update(MAIL_IDENTITY).values(values))
        return True

    async def try_smtp(self) -> None:
        await self._post("/api/v1/mail-identity/test")

    async def send_reply(self) -> None:
        approved(self.database, self.person.owner, now=self.clock())
        self.clock.now += UNDO
        postman = postman_for(self.database, self.settings, clock=self.clock)
        await postman.serve()
        await postman.drain()
        run(self.database, delete(REPLY))

    def aim_imap(self, host: str, port: int) -> None:
        values = {"host": host, "port": port, "next_poll_at": self.clock(), "lease_until": None, "tested_at": None}
        run(self.database, update(MAILBOX).values(values | {"failures_in_a_row": 0}))

    async def try_imap(self) -> None:
        await self._post("/api/v1/mailbox/test")

    async def fetch(self) -> None:
        fetcher = fetcher_for(self.database, self.settings, clock=self.clock)
        assert await fetcher.serve() == 1
        await fetcher.drain()

    async def _post(self, path: str) -> None:
        answer = await self.client.post(path)
        assert answer.status_code == 200, answer.text
        assert answer.json()["state"] not in {"sent", "ok"}


def at(host: str, port: int) -> str:
    """A host and port, as a URL has them."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"


Way = Callable[[Outward, str, int], Any]


async def _webhook_trial(out: Outward, host: str, port: int) -> None:
    out.aim_channel(ChannelKind.WEBHOOK, f"http://{at(host, port)}/hook")
    await out.try_channel()


async def _webhook_delivery(out: Outward, host: str, port: int) -> None:
    out.aim_channel(ChannelKind.WEBHOOK, f"https://{at(host, port)}/hook")
    await out.deliver_digest()


async def _chat_trial(out: Outward, host: str, port: int) -> None:
    out.aim_channel(ChannelKind.APPRISE, _chat_url(out, host, port))
    await out.try_channel()


async def _chat_delivery(out: Outward, host: str, port: int) -> None:
    out.aim_channel(ChannelKind.APPRISE, _chat_url(out, host, port))
    await out.deliver_digest()


async def _smtp_trial(out: Outward, host: str, port: int) -> None:
    if await out.is_aimed_by_smtp(f"smtp://{at(host, port)}"):
        await out.try_smtp()


async def _smtp_delivery(out: Outward, host: str, port: int) -> None:
    if await out.is_aimed_by_smtp(f"smtps://{at(host, port)}"):
        await out.send_reply()


async def _imap_trial(out: Outward, host: str, port: int) -> None:
    out.aim_imap(host, port)
    await out.try_imap()


async def _imap_fetch(out: Outward, host: str, port: int) -> None:
    out.aim_imap(host, port)
    await out.fetch()


_CHATS = {
    "discord": "discord://{}/abcdefgh-ijklmnop",
    "ntfys": "ntfys://{}/topic",
    "slack": "slack://{}/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "tgram": "tgram://123456789:{}/12315544",
    "gchat": "gchat://{}/key/token",
    "pbul": "pbul://a:b@{}",
    "pover": "pover://user@{}",
}


def _chat_url(out: Outward, host: str, port: int) -> str:
    """A chat service's URL with the host wherever one can be written; in turn of each service, with each option."""
    if host == NAME:
        # The vendor's own name, which leads wherever the watch says.
        return "ntfys://ntfy.sh/topic"
    scheme = list(CHAT_SERVICES)[out.clock().minute % len(CHAT_SERVICES)]
    options = ("", "?redirect=yes", f"?template=http://{host}", f"?host={host}", "?verify=no", f"?to={host}")
    return _CHATS[scheme].format(at(host, port)) + options[out.clock().hour % len(options)]


WAYS: dict[str, Way] = {
    "a webhook's trial": _webhook_trial,
    "a webhook": _webhook_delivery,
    "a chat's trial": _chat_trial,
    "a chat": _chat_delivery,
    "a mail identity's trial": _smtp_trial,
    "a reply by the mail identity": _smtp_delivery,
    "a mailbox's trial": _imap_trial,
    "a mailbox": _imap_fetch,
}


def is_written_plainly(host: str) -> bool:
    """Whether a resolver could have said it."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def later(out: Outward) -> None:
    """Go on to when nothing that was tried before counts any more."""
    out.clock.now += timedelta(minutes=61)
