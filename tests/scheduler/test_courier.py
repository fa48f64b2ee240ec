"""Deliveries to real servers: a dead one delays no other, and whatever a server does, the ledger tells it plainly."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from core.database import Database
from core.secrets import Keyring
from core.settings import Settings
from core.vocabulary import ChannelKind, Want
from models.channel import REMINDER
from notifications.webhook import verify
from scheduler.courier import Courier
from scheduler.delivery import courier_for
from scheduler.tick import flag_and_plan, tick
from services.delivering import CLAIM_LEASE
from tests.conftest import START, Clock, Person
from tests.reminders import HOOK, Outbox, add_channel, channel_row, configure, ledger, record, run
from tests.sinks import SmtpSink, WebhookSink

WEDNESDAY = datetime(2026, 11, 25, 7, tzinfo=UTC)
"""Eight o'clock in Berlin, on the day on which what was received at START is due."""


def open_to(settings: Settings, **changes: object) -> Settings:
    """The operator lets channels call this machine, on which the sinks listen."""
    return settings.model_copy(update={"allow_private_targets": True, **changes})


def hook_to(database: Database, person: Person, settings: Settings, sink: WebhookSink, name: str) -> UUID:
    return add_channel(database, person.owner, settings, Want.DIGEST, now=START, url=sink.url, name=name)


def due(database: Database, person: Person, clock: Clock) -> None:
    """One invitation, and the morning on which its digest is due."""
    record(database, person.owner, now=START)
    clock.set(WEDNESDAY)


def digests(database: Database, **where: object) -> list[str]:
    return [row.state for row in ledger(database, kind="digest", local_on=WEDNESDAY.date(), **where)]


async def test_a_digest_arrives_by_mail_and_at_a_webhook_that_can_tell_that_it_is_ours(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with SmtpSink() as post, WebhookSink() as web:
        settings = open_to(settings, smtp_url=SecretStr(post.url))
        hook = hook_to(database, ada, settings, web, "Hook")
        add_channel(
            database, ada.owner, settings, Want.DIGEST, now=START, kind=ChannelKind.EMAIL, url=ada.email, name="Mail"
        )
        due(database, ada, clock)
        report = await tick(database, courier_for(database, settings, clock=clock))
    assert (report.deliveries.sent, report.deliveries.failed) == (2, 0)
    (request,) = web.requests
    row = channel_row(database, hook)
    secret = Keyring(settings.key()).decrypt(row.secret_encrypted)
    assert verify(secret, request.headers, request.body, now=WEDNESDAY)
    content = json.loads(request.body)
    assert content["type"] == "reminder.digest"
    assert content["data"]["local_on"] == "2026-11-25"
    assert content["data"]["sections"][0]["items"][0]["company"] == "Acme"
    (received,) = post.messages
    assert received.recipients == ("ada@example.com",)
    assert received.mail["Subject"] == "Replyby: 1 answer owed"
    assert received.mail["Auto-Submitted"] == "auto-generated"
    assert received.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Acme" in received.mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Acme" in received.mail.get_body(("html",)).get_content()  # type: ignore[union-attr]


async def test_a_repeat_after_a_crash_carries_the_same_webhook_id_and_message_id(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with SmtpSink() as post, WebhookSink() as web:
        settings = open_to(settings, smtp_url=SecretStr(post.url))
        hook_to(database, ada, settings, web, "Hook")
        add_channel(
            database, ada.owner, settings, Want.DIGEST, now=START, kind=ChannelKind.EMAIL, url=ada.email, name="Mail"
        )
        due(database, ada, clock)
        await tick(database, courier_for(database, settings, clock=clock))
        # As a process leaves it that was killed after the other side took the message.
        lease = WEDNESDAY + CLAIM_LEASE
        unsettled = {"state": "sending", "lease_until": lease, "next_attempt_at": lease, "sent_at": None}
        run(database, update(REMINDER).where(REMINDER.c.state == "sent").values(**unsettled))
        clock.set(lease)
        await tick(database, courier_for(database, settings, clock=clock))
    assert len(web.requests) == len(post.messages) == 2
    assert len({request.headers["webhook-id"] for request in web.requests}) == 1
    assert len({received.mail["Message-ID"] for received in post.messages}) == 1
    assert digests(database) == ["sent", "sent"]


async def test_a_sink_that_hangs_and_one_that_refuses_delay_nobody_else(
    database: Database, ada: Person, ben: Person, settings: Settings, clock: Clock
) -> None:
    """The courier starts all lanes at once; the good ones are through while the hanging one still hangs."""
    settings = open_to(settings)
    with WebhookSink("hang") as hanging, WebhookSink(status=500) as refusing, WebhookSink() as good:
        slow = hook_to(database, ada, settings, hanging, "Hangs")
        no = hook_to(database, ada, settings, refusing, "Refuses")
        for number in range(6):
            hook_to(database, ben, settings, good, f"Good {number}")
        record(database, ada.owner, now=START)
        due(database, ben, clock)
        await flag_and_plan(database, now=WEDNESDAY)
        courier = courier_for(database, settings, clock=clock)
        began = time.monotonic()
        assert await courier.serve() == 8
        await until(lambda: len(good.requests) == 6)
        took = time.monotonic() - began
        await until(lambda: digests(database, channel_id=no) == ["planned"])
        assert digests(database, channel_id=slow) == ["sending"]
        # The next beat finds the lane under way, and starts no second one.
        await until(lambda: len(courier._lanes) == 1)
        assert await courier.serve() == 1
        await courier.drain(timeout=0.1)
    assert took < 5
    assert ledger(database, channel_id=no, kind="digest", local_on=WEDNESDAY.date())[0].attempts == 1


async def until(is_so: object, seconds: float = 10) -> None:
    give_up_at = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < give_up_at
        await asyncio.sleep(0.01)


async def test_what_is_given_up_on_while_stopping_is_delivered_after_the_lease(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    settings = open_to(settings)
    with WebhookSink("hang") as sink:
        hook_to(database, ada, settings, sink, "Hook")
        due(database, ada, clock)
        await flag_and_plan(database, now=WEDNESDAY)
        stopping = courier_for(database, settings, clock=clock)
        await stopping.serve()
        await until(lambda: len(sink.requests) == 1)
        began = time.monotonic()
        await stopping.drain(timeout=0.2)
        assert time.monotonic() - began < 2
        sink.mode = "accept"
        clock.set(WEDNESDAY + CLAIM_LEASE)
        await tick(database, courier_for(database, settings, clock=clock))
        assert [request.headers["webhook-id"] for request in sink.requests] == [
            str(ledger(database, kind="digest", state="sent")[0].id)
        ] * 2


@pytest.mark.parametrize(
    ("mode", "status", "headers", "sentence"),
    [
        ("accept", 500, {}, "The other side failed with an error of its own."),
        ("accept", 429, {"Retry-After": "7200"}, "The other side asked for patience."),
        ("redirect", 302, {}, "The address has moved; redirects aren't followed. Enter the new address."),
        ("junk", 200, {}, "The other side's answer could not be understood."),
    ],
)
async def test_whatever_a_webhook_answers_the_ledger_tells_it_in_plain_words(
    database: Database, ada: Person, settings: Settings, clock: Clock, mode: str, status: int, headers: dict[str, str],
    sentence: str,
) -> None:  # fmt: skip
    settings = open_to(settings)
    with WebhookSink(mode, status=status, headers=headers) as sink:  # type: ignore[arg-type]
        hook_to(database, ada, settings, sink, "Hook")
        due(database, ada, clock)
        report = await tick(database, courier_for(database, settings, clock=clock))
    assert report.deliveries.failed == 1
    (row,) = ledger(database, kind="digest", local_on=WEDNESDAY.date())
    assert (row.state, row.last_error) == ("planned", sentence)
    asked = timedelta(hours=2) if headers else timedelta(seconds=5)
    assert row.next_attempt_at == WEDNESDAY + asked


async def test_a_webhook_that_is_gone_is_disabled_and_its_owner_is_told_by_mail(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with WebhookSink(status=410) as sink, SmtpSink() as post:
        settings = open_to(settings, smtp_url=SecretStr(post.url))
        hook = hook_to(database, ada, settings, sink, "Hook")
        add_channel(database, ada.owner, settings, now=START, kind=ChannelKind.EMAIL, url=ada.email, name="Mail")
        due(database, ada, clock)
        await tick(database, courier_for(database, settings, clock=clock))
    row = channel_row(database, hook)
    assert (row.disabled_at, row.disabled_why) == (
        WEDNESDAY,
        "The address said that it is gone and wants no more messages.",
    )
    (received,) = post.messages
    text = received.mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert received.mail["Subject"] == "Replyby: reminders no longer reach “Hook”"
    assert "switched off" in text
    assert sink.url not in text


async def test_an_internal_address_is_not_called_unless_the_operator_allows_it(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with WebhookSink() as sink:
        hook_to(database, ada, open_to(settings), sink, "Hook")
        due(database, ada, clock)
        await tick(database, courier_for(database, settings, clock=clock))
    assert sink.connections == 0
    (row,) = ledger(database, kind="digest", local_on=WEDNESDAY.date())
    assert (row.state, row.last_error) == ("failed", "The address lies in a network that may not be called.")


async def test_mail_without_a_mail_server_waits_until_there_is_one(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    add_channel(database, ada.owner, settings, Want.DIGEST, now=START, kind=ChannelKind.EMAIL, url=ada.email)
    due(database, ada, clock)
    await tick(database, courier_for(database, settings, clock=clock))
    (row,) = ledger(database, kind="digest", local_on=WEDNESDAY.date())
    assert (row.state, row.last_error) == ("planned", "The way to send this isn't set up on the server.")


async def test_a_lane_delivers_in_the_order_in_which_things_fell_due(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    configure(database, ada.owner, now=START, digest_days=[])
    outbox = Outbox()
    for hours in (3, 2, 1):
        record(database, ada.owner, f"Due in {hours} h", now=START, respond_by=START + timedelta(hours=hours))
        await flag_and_plan(database, now=clock.forward(seconds=1))
    await tick(database, outbox.courier(database, settings, clock))
    told = [message.payload["invitation"]["company"] for message in outbox.messages]  # type: ignore[index]
    assert told == ["Due in 3 h", "Due in 2 h", "Due in 1 h"]


async def test_a_lane_whose_database_fails_is_left_to_a_later_beat(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    """A tick that met it again and again would never end."""
    outbox = Outbox()
    add_channel(database, ada.owner, settings, Want.DIGEST, now=START)
    due(database, ada, clock)

    class Failing(Courier):
        async def _write(self, *_given: object, **_named: object) -> object:  # type: ignore[override]
            raise RuntimeError("the disk is full")

    made = outbox.courier(database, settings, clock)
    courier = Failing(
        database=database,
        keyring=made.keyring,
        settings=made.settings,
        links=made.links,
        clock=clock,
        open_channel=outbox.open,
    )
    async with asyncio.timeout(10):
        await tick(database, courier)
    assert outbox.sent == []
    await tick(database, made)
    assert [url for url, _ in outbox.sent] == [f"{HOOK}/hook"]
