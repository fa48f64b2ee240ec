"""A process of its own that ticks until nothing is due, for the tests that start several and kill some.

Arguments: the database's URL, the data folder, the instant that its clock shows, and a file that every batch flagged
and every message sent is noted in, one line each.
"""

import asyncio
import os
import sys
from datetime import datetime

from core.database import opened
from core.vocabulary import ChannelKind
from notifications.channel import Channel, Message, Receipt
from scheduler import tick as ticking
from scheduler.delivery import courier_for
from services import flagging
from tests.scheduler.a_process import settings_of


class _Noted:
    def __init__(self, note: int) -> None:
        self._note = note

    def send(self, message: Message, *, now: datetime) -> Receipt:
        os.write(self._note, f"sent {message.id}\n".encode())
        return Receipt(now, message.id)


async def main(url: str, data_dir: str, instant: str, notes: str) -> None:
    now = datetime.fromisoformat(instant)
    note = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    settings = settings_of(url, data_dir)
    ticking.FLAG_BATCH = 25
    flag_due = flagging.flag_due

    def noted(*given: object, **named: object) -> flagging.Flagged:
        done = flag_due(*given, **named)  # type: ignore[arg-type]
        os.write(note, b"flagged\n")
        return done

    flagging.flag_due = noted

    def open_channel(_kind: ChannelKind, _url: str, _secret: str | None) -> Channel:
        return _Noted(note)

    async with opened(url, pool_size=4) as database:
        courier = courier_for(database, settings, clock=lambda: now, open_channel=open_channel)
        await ticking.tick(database, courier)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
